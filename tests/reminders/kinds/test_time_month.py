"""On the last working day of the month, the referents say how much time they gave."""

from datetime import date

import pytest

from aic_tracker import clock
from aic_tracker.accounts.models import Role
from aic_tracker.timesheet.models import MonthDeclaration
from tests import factories
from tests.reminders.kinds.conftest import text_of


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


def ending(until):
    laureate = factories.laureate("Fini", starts_on=None)
    factories.period(laureate, date(2025, 9, 1), term_on=until)
    factories.referent(laureate, name="Zoé Roy", email="zoe@example.org")
    return laureate


def test_the_last_month_is_asked_for_on_its_last_covered_working_day(app, planner):
    # The last day is Friday 27/02/2026; Saturday 28 is no longer covered.
    ending(date(2026, 2, 28))
    assert planner.at("2026-02-26T08:00") == []
    [mail] = planner.at("2026-02-27T08:00")
    assert "L’accompagnement se termine le vendredi 27" in text_of(mail)
    assert "Le mois se termine" not in text_of(mail)


def test_a_last_day_on_a_sunday_is_asked_for_on_friday(app, planner):
    ending(date(2026, 3, 16))
    assert planner.recipients("2026-03-13T08:00") == {"zoe@example.org"}
    assert planner.at("2026-03-31T08:00") == []


def test_nothing_is_asked_of_a_month_where_nothing_is_expected(app, planner):
    # One day of March: a quarter day would already be more than its share.
    ending(date(2026, 3, 2))
    late = factories.laureate("Nouveau", starts_on=date(2026, 3, 31))
    factories.referent(late, email="late@example.org")
    for moment in ("2026-03-02T08:00", "2026-03-31T08:00"):
        assert [mail.subject for mail in planner.at(moment) if "mars" in mail.subject] == []


def test_the_month_never_ends_on_its_first_day(app, planner):
    late = factories.laureate("Nouveau", starts_on=date(2026, 1, 30))
    factories.member(late, factories.user(email="late@example.org", role=Role.REFERENT), from_on=date(2026, 1, 30))
    assert planner.at("2026-01-30T08:00") == []
