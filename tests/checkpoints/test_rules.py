"""When points are proposed, and what may become of each."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aic_tracker.calendar_fr import PARIS, add_months, is_working_day, paris_instant
from aic_tracker.checkpoints import rules
from aic_tracker.checkpoints.models import CheckpointStatus as S
from aic_tracker.laureates.models import SupportPeriod

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=PARIS)


def period(starts_on: date, months: int = 12, number: int = 1) -> SupportPeriod:
    return SupportPeriod(number=number, starts_on=starts_on, term_on=add_months(starts_on, months))


PERIODS = [period(date(2025, 9, 1))]


def test_twelve_points_follow_the_anchor_month_by_month_on_working_days() -> None:
    assert rules.proposed_points(date(2025, 9, 1), date(2026, 9, 1)) == [
        date(2025, 9, 1),
        date(2025, 10, 1),
        date(2025, 11, 3),  # 1 November is a holiday, a Saturday
        date(2025, 12, 1),
        date(2026, 1, 2),  # New Year
        date(2026, 2, 2),  # a Sunday
        date(2026, 3, 2),  # a Sunday
        date(2026, 4, 1),
        date(2026, 5, 4),  # Labour Day, then a week-end
        date(2026, 6, 1),
        date(2026, 7, 1),
        date(2026, 8, 3),  # a Saturday
    ]


def test_the_end_of_months_does_not_drift() -> None:
    days = rules.proposed_points(date(2026, 1, 31), date(2027, 1, 31))
    assert days[1] == date(2026, 3, 2)  # 28 February is a Saturday
    assert days[2] == date(2026, 3, 31)
    assert len(days) == 12


def test_a_day_that_would_pass_the_term_comes_back_before_it() -> None:
    # A period cut short: the anchor of the second month is a Saturday, and the term the next day.
    assert rules.proposed_points(date(2026, 7, 1), date(2026, 8, 2)) == [date(2026, 7, 1), date(2026, 7, 31)]


@given(st.dates(date(2020, 1, 1), date(2060, 12, 31)))
def test_a_year_has_twelve_working_days_inside_it(starts_on: date) -> None:
    days = rules.proposed_points(starts_on, add_months(starts_on, 12))
    assert len(days) == 12
    assert days == sorted(set(days))
    for month, day in enumerate(days):
        assert is_working_day(day)
        assert starts_on <= day < add_months(starts_on, 12)
        assert timedelta(0) <= day - add_months(starts_on, month) <= timedelta(days=4)


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize("wished", S)
def test_a_point_only_goes_forward(status: S, wished: S) -> None:
    allowed = {(S.PLANNED, S.HELD), (S.PLANNED, S.CLOSED), (S.PLANNED, S.CANCELLED), (S.HELD, S.CLOSED)}
    assert rules.may_become(status, wished) is ((status, wished) in allowed)


@pytest.mark.parametrize(
    ("status", "hours", "held", "closed", "awaited"),
    [
        (S.PLANNED, +1, False, False, False),
        (S.PLANNED, 0, True, True, True),
        (S.PLANNED, -1, True, True, True),
        (S.HELD, -1, False, True, True),
        (S.CLOSED, -1, False, False, False),
        (S.CANCELLED, -1, False, False, False),
    ],
)
def test_a_point_is_held_and_closed_once_its_time_has_come(
    status: S, hours: int, held: bool, closed: bool, awaited: bool
) -> None:
    starts_at = NOW + timedelta(hours=hours)
    assert rules.may_be_held(status, starts_at, NOW) is held
    assert rules.may_be_closed(status, starts_at, NOW) is closed
    assert rules.awaits_minutes(status, starts_at, NOW) is awaited


@pytest.mark.parametrize(
    ("day", "options", "field"),
    [
        (date(2026, 3, 12), {}, None),
        (date(2026, 8, 31), {}, None),  # the last day included
        (date(2026, 9, 1), {}, "starts_at"),  # the term itself
        (date(2025, 8, 29), {"already_held": True}, "starts_at"),
        (date(2026, 2, 26), {}, "starts_at"),
        (date(2026, 2, 26), {"already_held": True}, None),
        (date(2026, 3, 12), {"already_held": True}, "already_held"),
        (date(2026, 3, 14), {}, "closed_day_meant"),  # a Saturday
        (date(2026, 4, 6), {}, "closed_day_meant"),  # Easter Monday
        (date(2026, 3, 14), {"closed_day_meant": True}, None),
    ],
)
def test_a_date_is_refused_with_its_reason(day: date, options: dict[str, bool], field: str | None) -> None:
    refusal = rules.date_refusal(paris_instant(day, 14), PERIODS, NOW, **options)
    assert (refusal and refusal.field) == field


def test_a_refusal_names_the_bounds_with_the_last_day_included() -> None:
    periods = [period(date(2025, 9, 1)), period(date(2026, 9, 1), number=2)]
    refusal = rules.date_refusal(paris_instant(date(2027, 9, 1), 14), periods, NOW)
    assert refusal is not None
    assert "31\N{NO-BREAK SPACE}août 2027" in refusal.message
    assert rules.date_refusal(paris_instant(date(2026, 9, 1), 14), periods, NOW) is None


def test_the_day_of_a_point_is_the_one_in_paris() -> None:
    # 22:30 UTC on 31 August is already 1 September in Paris.
    late = datetime.fromisoformat("2026-08-31T22:30+00:00")
    assert rules.date_refusal(late, PERIODS, NOW) is not None
