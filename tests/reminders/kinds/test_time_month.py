"""On the last working day of the month, the referents say how much time they gave."""

from datetime import date

import pytest

from aic_tracker import clock
from aic_tracker.timesheet.models import MonthDeclaration
from tests import factories


@pytest.fixture
def vikidia(app):
    return factories.laureate("Vikidia")


@pytest.fixture
def referent(vikidia):
    factories.coach(vikidia, name="Alice Martin", email="alice@example.org")
    return factories.referent(vikidia, name="Bruno Petit", email="bruno@example.org")


def test_the_mail_asks_for_the_month(vikidia, referent, planner, same_as_expected):
    [mail] = planner.at("2026-03-31T08:00")
    same_as_expected(mail, "time-month")


def test_what_was_declared_is_recalled(vikidia, referent, planner, same_as_expected):
    factories.time_entry(vikidia, referent, date(2026, 3, 5), 4)
    factories.time_entry(vikidia, referent, date(2026, 3, 6), 2)
    [mail] = planner.at("2026-03-31T08:00")
    same_as_expected(mail, "time-month-declared")


def test_it_leaves_on_the_last_working_day(vikidia, referent, planner):
    # The 30th and 31st of May 2026 are a Saturday and a Sunday.
    assert planner.at("2026-05-29T07:59") == []
    assert len(planner.at("2026-05-29T08:00")) == 1
    assert planner.at("2026-06-01T08:00") == []


def test_nothing_is_asked_of_who_said_nothing_this_month(vikidia, referent, planner):
    factories.save(
        MonthDeclaration(user_id=referent.id, laureate_id=vikidia.id, month=date(2026, 3, 1), declared_at=clock.now())
    )
    assert planner.at("2026-03-31T08:00") == []


def test_nothing_is_asked_outside_the_period(vikidia, referent, planner):
    assert planner.at("2026-09-30T08:00") == []
