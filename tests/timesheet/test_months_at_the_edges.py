"""A month that two periods share, a place closed before time already noted, and « rien » followed by time."""

from datetime import date

import pytest

from aic_tracker.accounts.models import Role
from aic_tracker.calendar_fr import paris_instant
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import Membership
from aic_tracker.renewals import queries as renewals
from aic_tracker.timesheet import operations, queries
from aic_tracker.timesheet.rules import MonthState
from tests import factories

MARCH, LATER = date(2026, 3, 1), date(2026, 5, 4)


@pytest.fixture
def shared(app):
    """A first period until 14 March 2026, a second one from the 15th."""
    laureate = factories.laureate("Vikidia", starts_on=None)
    first = factories.period(laureate, date(2025, 3, 15))
    second = factories.period(laureate, date(2026, 3, 15), number=2)
    return laureate, first, second, factories.referent(laureate)


def month_of(period, month, today=LATER):
    (line,) = queries.sheet(period, today)
    return next(one for one in line.months if one.month == month)


def test_time_noted_in_one_period_says_the_shared_month_for_the_other(shared):
    laureate, first, second, referent = shared
    assert month_of(first, MARCH).state is MonthState.MISSING
    factories.time_entry(laureate, referent, date(2026, 3, 20), quarters=4)
    assert (month_of(first, MARCH).state, month_of(first, MARCH).quarters) == (MonthState.UNDER, 0)
    assert (month_of(second, MARCH).state, month_of(second, MARCH).quarters) == (MonthState.WITHIN, 4)
    assert not [row for row in queries.missing_declarations(MARCH) if row.user_id == referent.id]


def test_nothing_said_in_a_shared_month_is_missing_in_both(shared):
    _laureate, first, second, _referent = shared
    assert {month_of(period, MARCH).state for period in (first, second)} == {MonthState.MISSING}


def test_who_arrives_with_the_second_period_is_absent_from_the_first(shared):
    laureate, first, _second, _referent = shared
    newcomer = factories.user(Role.REFERENT)
    factories.member(laureate, newcomer, from_on=date(2026, 3, 15))
    factories.time_entry(laureate, newcomer, date(2026, 3, 20))
    assert newcomer.id not in [line.user.id for line in queries.sheet(first, LATER)]


def test_a_place_closed_in_the_past_hides_no_time_from_the_report(app):
    laureate = factories.laureate("Vikidia")
    referent = factories.referent(laureate)
    for day in range(2, 12):
        factories.time_entry(laureate, referent, date(2026, 2, day), quarters=4)
    place = db.session.query(Membership).filter_by(user_id=referent.id).one()
    place.until_on = date(2025, 9, 1)  # the very day that it began
    db.session.commit()
    (line,) = renewals.report(factories.first_period(laureate), LATER).time
    assert (line.quarters, line.missing) == (40, 0)


def test_time_noted_after_nothing_tells_the_journal_that_the_declaration_is_withdrawn(app):
    laureate = factories.laureate("Vikidia")
    referent = factories.referent(laureate)
    db.session.refresh(laureate, ["periods"])
    now = paris_instant(date(2026, 2, 20), 10)
    operations.declare_nothing(laureate, referent, actor=referent, now=now, month=date(2026, 2, 1))
    operations.log_time(laureate, referent, actor=referent, now=now, on=date(2026, 2, 18), quarters=2, activity="Suivi")
    db.session.commit()
    verbs = [entry.verb for entry in db.session.query(JournalEntry).order_by(JournalEntry.id)]
    assert verbs == ["time.declared_nothing", "time.withdrew_nothing", "time.logged"]
    assert queries.declaration(laureate.id, referent.id, date(2026, 2, 1)) is None
