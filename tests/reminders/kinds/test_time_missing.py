"""On the fifth working day, to the referent who declared nothing for the month that ended."""

from datetime import date

import pytest

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.laureates.models import LaureateStatus
from aic_tracker.timesheet import queries as timesheet
from aic_tracker.timesheet.models import MonthDeclaration
from tests import factories


@pytest.fixture
def vikidia(app):
    return factories.laureate("Vikidia")


@pytest.fixture
def referent(vikidia):
    factories.coach(vikidia, name="Alice Martin", email="alice@example.org")
    return factories.referent(vikidia, name="Bruno Petit", email="bruno@example.org")


def test_the_mail_says_what_is_missing(vikidia, referent, planner, same_as_expected):
    [mail] = planner.at("2026-03-06T08:00")
    same_as_expected(mail, "time-missing")


def test_it_leaves_on_the_fifth_working_day(vikidia, referent, planner):
    assert planner.at("2026-03-06T07:59") == []
    assert len(planner.at("2026-03-06T08:00")) == 1
    assert planner.at("2026-03-09T08:00") == []


def test_a_closed_month_sends_to_the_team(vikidia, referent, planner, same_as_expected):
    # The 1st and the 8th of May are public holidays: the fifth working day comes after the 10th.
    assert planner.at("2026-05-10T08:00") == []
    [mail] = planner.at("2026-05-11T08:00")
    same_as_expected(mail, "time-missing-closed")


def test_an_entry_or_a_declaration_is_enough(vikidia, referent, planner):
    other = factories.referent(vikidia)
    factories.time_entry(vikidia, referent, date(2026, 2, 27), 1)
    factories.save(
        MonthDeclaration(user_id=other.id, laureate_id=vikidia.id, month=date(2026, 2, 1), declared_at=clock.now())
    )
    assert planner.at("2026-03-06T08:00") == []


def test_nothing_is_missing_before_the_period_or_the_membership(vikidia, planner):
    late = factories.laureate("Nouveau", starts_on=date(2026, 3, 1))
    factories.member(late, factories.referent(), from_on=date(2026, 3, 1))
    factories.member(vikidia, factories.referent(), from_on=date(2026, 3, 2))
    assert planner.at("2026-03-06T08:00") == []


def test_the_last_month_is_asked_for_after_the_term(vikidia, referent, planner):
    assert planner.recipients("2026-09-07T08:00") >= {"bruno@example.org"}


def test_the_last_month_is_asked_for_once_the_accompaniment_is_closed(vikidia, referent, planner):
    vikidia.status = LaureateStatus.ENDED
    db.session.commit()
    assert planner.recipients("2026-09-07T08:00") == {"bruno@example.org"}
    assert planner.at("2026-10-07T08:00") == []


def test_nothing_is_missing_of_a_month_where_nothing_is_expected(app, planner):
    # One day of February is covered.
    late = factories.laureate("Nouveau", starts_on=date(2026, 2, 28))
    factories.referent(late)
    assert planner.at("2026-03-06T08:00") == []
    assert timesheet.missing_declarations(date(2026, 2, 1)) == []


def test_after_the_month_is_closed_it_is_too_late(vikidia, referent, planner):
    assert planner.at("2026-03-11T08:00") == []
