"""The band expected, the state of a month, when a month closes."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aic_tracker import config
from aic_tracker.timesheet import rules
from aic_tracker.timesheet.rules import Band, Month, MonthState

YEAR = (date(2025, 9, 1), date(2026, 9, 1))
ALWAYS = [(date(2025, 9, 1), None)]
MARCH = date(2026, 3, 1)
WHOLE = Band(8, 16)


@pytest.mark.parametrize(
    ("month", "period", "memberships", "covered", "band"),
    [
        (MARCH, YEAR, ALWAYS, 31, Band(8, 16)),
        (date(2026, 2, 1), YEAR, ALWAYS, 28, Band(8, 16)),
        (date(2026, 9, 1), YEAR, ALWAYS, 0, Band(0, 0)),
        (date(2025, 8, 1), YEAR, ALWAYS, 0, Band(0, 0)),
        # Half of April: one to two days.
        (date(2026, 4, 1), (date(2026, 4, 16), date(2027, 4, 16)), [(date(2026, 4, 1), None)], 15, Band(4, 8)),
        # From the 15th of February: the 14 last days of 28.
        (date(2026, 2, 1), (date(2026, 2, 15), date(2027, 2, 15)), [(date(2026, 1, 1), None)], 14, Band(4, 8)),
        # A referent who joined on the 22nd: 10 days of 31, 2.58 and 5.16 quarters.
        (MARCH, YEAR, [(date(2026, 3, 22), None)], 10, Band(3, 5)),
        # Left then came back; the days that two memberships share count once.
        (MARCH, YEAR, [(date(2025, 9, 1), date(2026, 3, 11)), (date(2026, 3, 6), date(2026, 3, 16))], 15, Band(4, 8)),
        # One day of 31: 0.26 and 0.52 quarter.
        (MARCH, (date(2026, 3, 31), date(2027, 3, 31)), ALWAYS, 1, Band(0, 1)),
        (date(2028, 2, 1), (date(2028, 2, 29), date(2029, 2, 28)), [(date(2028, 1, 1), None)], 1, Band(0, 1)),
        (MARCH, YEAR, [], 0, Band(0, 0)),
    ],
)
def test_the_band_follows_the_days_covered(month, period, memberships, covered: int, band: Band) -> None:
    assert rules.covered_days(month, period, memberships) == covered
    assert rules.expected_band(month, covered, days_min=2, days_max=4) == band


@given(
    start=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    length=st.integers(1, 500),
    joined=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    left_after=st.none() | st.integers(0, 500),
    month=st.dates(date(2024, 1, 1), date(2031, 12, 31)).map(lambda d: d.replace(day=1)),
    days_min=st.integers(0, 10),
    more=st.integers(0, 10),
)
def test_the_band_is_what_counting_day_by_day_gives(start, length, joined, left_after, month, days_min, more) -> None:
    until = start + timedelta(days=length)
    left = None if left_after is None else joined + timedelta(days=left_after)
    size = monthrange(month.year, month.month)[1]
    days = [month + timedelta(days=n) for n in range(size)]
    inside = [d for d in days if start <= d < until and joined <= d and (left is None or d < left)]
    assert rules.covered_days(month, (start, until), [(joined, left)]) == len(inside)

    def naive(whole: int) -> int:
        exact = sum((Fraction(whole * 4, size) for _ in inside), Fraction(0))
        # A third place would not do: the halves must be exact.
        return int((Decimal(exact.numerator * 2) / Decimal(exact.denominator * 2)).quantize(Decimal(1), ROUND_HALF_UP))

    band = rules.expected_band(month, len(inside), days_min=days_min, days_max=days_min + more)
    assert band == Band(naive(days_min), naive(days_min + more))
    assert band.least <= band.most


@pytest.mark.parametrize(
    ("quarters", "declared", "today", "state"),
    [
        (None, False, date(2026, 2, 28), MonthState.FUTURE),
        (None, False, date(2026, 3, 1), MonthState.CURRENT),
        (12, False, date(2026, 3, 31), MonthState.CURRENT),
        (None, False, date(2026, 4, 1), MonthState.MISSING),
        (None, True, date(2026, 4, 1), MonthState.NOTHING),
        (7, False, date(2026, 4, 1), MonthState.UNDER),
        (8, False, date(2026, 4, 1), MonthState.WITHIN),
        (16, False, date(2026, 4, 1), MonthState.WITHIN),
        (17, False, date(2026, 4, 1), MonthState.OVER),
    ],
)
def test_a_month_is_missing_under_within_or_over(quarters, declared: bool, today: date, state: MonthState) -> None:
    month = rules.referent_month(
        MARCH, YEAR, ALWAYS, quarters=quarters, declared_nothing=declared, today=today, days_min=2, days_max=4
    )
    assert month.state is state


def test_a_month_nobody_was_there_is_not_expected() -> None:
    month = rules.referent_month(
        MARCH, YEAR, [], quarters=None, declared_nothing=False, today=date(2026, 5, 1), days_min=2, days_max=4
    )
    assert month == Month(MARCH, None, Band(0, 0), MonthState.ABSENT)


def test_a_month_where_nothing_is_expected_is_not_missing() -> None:
    period = (date(2026, 3, 31), date(2027, 3, 31))
    month = rules.referent_month(
        MARCH, period, ALWAYS, quarters=None, declared_nothing=False, today=date(2026, 5, 1), days_min=2, days_max=4
    )
    assert (month.band, month.state) == (Band(0, 1), MonthState.UNASKED)
    whole = rules.referent_month(
        MARCH, YEAR, ALWAYS, quarters=9, declared_nothing=False, today=date(2026, 5, 1), days_min=2, days_max=4
    )
    assert rules.together([month, month], date(2026, 5, 1)).state is MonthState.UNASKED
    assert rules.together([month, whole], date(2026, 5, 1)).state is MonthState.WITHIN


def test_nothing_declared_is_a_zero_and_silence_is_not() -> None:
    said, silent = (
        rules.referent_month(
            MARCH, YEAR, ALWAYS, quarters=None, declared_nothing=d, today=date(2026, 5, 1), days_min=2, days_max=4
        )
        for d in (True, False)
    )
    assert (said.quarters, silent.quarters) == (0, None)


@pytest.mark.parametrize(
    ("month", "today", "closed"),
    [
        (date(2026, 2, 1), date(2026, 2, 28), False),
        (date(2026, 2, 1), date(2026, 3, 10), False),
        (date(2026, 2, 28), date(2026, 3, 11), True),
        (date(2025, 12, 31), date(2026, 1, 10), False),
        (date(2025, 12, 1), date(2026, 1, 11), True),
    ],
)
def test_a_month_closes_after_the_tenth_of_the_next(month: date, today: date, closed: bool) -> None:
    assert (today > rules.closes_on(month)) is closed


def test_the_setting_says_when_a_month_closes() -> None:
    programme = replace(config.current().programme, month_closes_on=20)
    config.use(replace(config.current(), programme=programme))
    month = date(2026, 2, 1)
    until = rules.closes_on(month)
    assert until == date(2026, 3, 20)
    assert rules.entry_refusal(month, until, [YEAR], ALWAYS, until=until) is None
    refusal = rules.entry_refusal(month, date(2026, 3, 21), [YEAR], ALWAYS, until=until)
    assert "20\xa0mars 2026" in (refusal or "")


@pytest.fixture(autouse=True)
def _settings(settings: config.Settings) -> Iterator[None]:
    config.use(settings)
    yield
    config.use(settings)


def _month(quarters: int | None, state: MonthState, band: Band = WHOLE) -> Month:
    return Month(MARCH, quarters, band, state)


@pytest.mark.parametrize(
    ("months", "quarters", "band", "state"),
    [
        ([_month(8, MonthState.WITHIN), _month(20, MonthState.OVER)], 28, Band(16, 32), MonthState.WITHIN),
        ([_month(8, MonthState.WITHIN), _month(None, MonthState.MISSING)], 8, Band(16, 32), MonthState.MISSING),
        ([_month(0, MonthState.NOTHING), _month(0, MonthState.NOTHING)], 0, Band(16, 32), MonthState.NOTHING),
        ([_month(0, MonthState.NOTHING), _month(8, MonthState.WITHIN)], 8, Band(16, 32), MonthState.UNDER),
        (
            [_month(9, MonthState.WITHIN), _month(None, MonthState.ABSENT, Band(0, 0))],
            9,
            Band(8, 16),
            MonthState.WITHIN,
        ),
        ([_month(None, MonthState.ABSENT, Band(0, 0))], None, Band(0, 0), MonthState.ABSENT),
    ],
)
def test_the_referents_of_a_project_add_up(months, quarters, band: Band, state: MonthState) -> None:
    assert rules.together(months, date(2026, 5, 1)) == Month(MARCH, quarters, band, state)


@pytest.mark.parametrize(
    ("on", "today", "is_coach", "said"),
    [
        (date(2026, 3, 2), date(2026, 3, 2), False, None),
        (date(2026, 3, 3), date(2026, 3, 2), False, "à venir"),
        (date(2025, 8, 31), date(2025, 9, 2), False, "en dehors de l’accompagnement"),
        (date(2026, 9, 1), date(2026, 9, 2), True, "en dehors de l’accompagnement"),
        (date(2025, 9, 14), date(2025, 9, 20), False, "n’était pas référente"),
        (date(2026, 1, 31), date(2026, 2, 10), False, None),
        (date(2026, 1, 31), date(2026, 2, 11), False, "est clos"),
        (date(2026, 1, 31), date(2026, 2, 11), True, None),
    ],
)
def test_time_is_noted_in_the_past_of_one_s_own_months(on: date, today: date, is_coach: bool, said: str | None) -> None:
    until = None if is_coach else rules.closes_on(on)
    refusal = rules.entry_refusal(on, today, [YEAR], [(date(2025, 9, 15), None)], until=until)
    assert (refusal is None) is (said is None)
    assert (said or "") in (refusal or "")


@pytest.mark.parametrize(("quarters", "others", "fits"), [(4, 0, True), (1, 3, True), (2, 3, False), (1, 4, False)])
def test_a_day_has_four_quarters(quarters: int, others: int, fits: bool) -> None:
    assert (rules.day_refusal(quarters, others) is None) is fits


@pytest.mark.parametrize(
    ("on", "today", "proposed"),
    [
        (date(2026, 2, 26), date(2026, 3, 2), date(2026, 2, 27)),
        (date(2026, 2, 27), date(2026, 3, 2), date(2026, 3, 2)),
        (date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 2)),
    ],
)
def test_the_next_day_proposed_is_worked_and_not_to_come(on: date, today: date, proposed: date) -> None:
    assert rules.next_entry_day(on, today) == proposed
