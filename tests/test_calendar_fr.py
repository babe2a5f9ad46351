"""Months from an anchor, working days, Paris time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aic_tracker import calendar_fr

DATES = st.dates(date(2015, 1, 1), date(2045, 12, 31))


@pytest.mark.parametrize(
    ("anchor", "months", "expected"),
    [
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 1), -12, date(2025, 1, 1)),
        (date(2026, 5, 15), 0, date(2026, 5, 15)),
    ],
)
def test_months_are_counted_from_the_anchor_and_clipped(anchor: date, months: int, expected: date) -> None:
    assert calendar_fr.add_months(anchor, months) == expected


@given(DATES, st.integers(-48, 48))
def test_a_month_later_is_in_the_right_month_and_never_a_later_day(anchor: date, months: int) -> None:
    moved = calendar_fr.add_months(anchor, months)
    assert (moved.year * 12 + moved.month) - (anchor.year * 12 + anchor.month) == months
    assert moved.day == anchor.day or (moved.day < anchor.day and (moved + timedelta(days=1)).day == 1)


def test_french_public_holidays_are_not_worked() -> None:
    holidays = ["01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01", "11-11", "12-25"]
    days = [date.fromisoformat(f"2026-{day}") for day in holidays]
    assert not any(calendar_fr.is_working_day(day) for day in days)
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(calendar_fr.is_working_day(day) for day in year) == 252


@pytest.mark.parametrize(
    ("wished", "event", "leaves"),
    [
        (date(2026, 3, 4), date(2026, 3, 11), date(2026, 3, 4)),  # a worked Wednesday
        (date(2026, 3, 7), date(2026, 3, 14), date(2026, 3, 9)),  # a Saturday: the Monday after
        (date(2026, 3, 8), date(2026, 3, 8), date(2026, 3, 6)),  # Monday would be too late: the Friday before
        (date(2026, 5, 14), date(2026, 5, 15), date(2026, 5, 15)),  # Ascension: the Friday, still in time
        (date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 24)),  # Christmas before a Saturday
    ],
)
def test_a_reminder_falling_on_a_closed_day_moves_without_passing_its_event(
    wished: date, event: date, leaves: date
) -> None:
    assert calendar_fr.reminder_day(wished, event) == leaves


@given(DATES)
def test_next_and_previous_working_days_surround_the_day(day: date) -> None:
    following, preceding = calendar_fr.next_working_day(day), calendar_fr.previous_working_day(day)
    assert preceding <= day <= following
    assert calendar_fr.is_working_day(following)
    assert calendar_fr.is_working_day(preceding)
    assert (following == day) == calendar_fr.is_working_day(day)


@given(DATES, st.integers(1, 25))
def test_adding_then_taking_back_working_days_returns(day: date, count: int) -> None:
    start = calendar_fr.next_working_day(day)
    assert calendar_fr.add_working_days(calendar_fr.add_working_days(start, count), -count) == start


def test_the_fifth_working_day_of_may_counts_around_its_holidays() -> None:
    assert calendar_fr.nth_working_day(date(2026, 5, 20), 5) == date(2026, 5, 11)


def test_the_last_working_day_of_a_month_ending_on_sunday_is_friday() -> None:
    assert calendar_fr.last_working_day(date(2026, 5, 3)) == date(2026, 5, 29)


def test_months_between_covers_each_month_touched_and_not_the_term() -> None:
    months = list(calendar_fr.months_between(date(2025, 9, 15), date(2026, 1, 1)))
    assert months == [date(2025, 9, 1), date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1)]


@pytest.mark.parametrize(
    ("day", "hour", "minute", "instant"),
    [
        (date(2026, 1, 15), 8, 0, datetime(2026, 1, 15, 7, 0, tzinfo=UTC)),
        (date(2026, 7, 15), 8, 0, datetime(2026, 7, 15, 6, 0, tzinfo=UTC)),
        (date(2026, 3, 29), 2, 30, datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # does not exist: 03:30
        (date(2026, 10, 25), 2, 30, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # happens twice: the first
    ],
)
def test_paris_hours_become_utc_instants(day: date, hour: int, minute: int, instant: datetime) -> None:
    assert calendar_fr.paris_instant(day, hour, minute) == instant


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 7, 14, 22, 30, tzinfo=UTC), date(2026, 7, 15)),
        (datetime(2026, 1, 14, 22, 59, tzinfo=UTC), date(2026, 1, 14)),
    ],
)
def test_the_civil_day_is_the_one_in_paris(instant: datetime, day: date) -> None:
    assert calendar_fr.paris_day(instant) == day
