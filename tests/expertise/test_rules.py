from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aic_tracker.db import db
from aic_tracker.expertise import rules
from aic_tracker.expertise.models import Assignment, ExpertKind
from aic_tracker.expertise.models import AssignmentStatus as S
from tests import factories

QUARTERS = st.integers(min_value=0, max_value=4000)
CENTS = st.integers(min_value=0, max_value=1_000_000)

ALLOWED = {
    (S.REQUESTED, S.SCOPED),
    (S.REQUESTED, S.DECLINED),
    (S.SCOPED, S.SCOPED),
    (S.SCOPED, S.APPROVED),
    (S.SCOPED, S.DECLINED),
    (S.APPROVED, S.SCOPED),
    (S.APPROVED, S.IN_PROGRESS),
    (S.APPROVED, S.DECLINED),
    (S.IN_PROGRESS, S.COMPLETED),
    (S.COMPLETED, S.IN_PROGRESS),
    (S.COMPLETED, S.EVALUATED),
    (S.DECLINED, S.REQUESTED),
}


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize("target", S)
def test_an_assignment_takes_only_the_steps_of_the_table(status: S, target: S) -> None:
    assert rules.may_become(status, target) is ((status, target) in ALLOWED)


def test_every_status_stands_in_the_pipeline_but_the_declined_one() -> None:
    assert set(rules.PIPELINE) == set(S) - {S.DECLINED}


@pytest.mark.parametrize(
    ("quarters", "rate", "cents"),
    [
        (4, 60_000, 60_000),
        (20, 60_000, 300_000),
        (1, 60_000, 15_000),
        (0, 60_000, 0),
        (9, 0, 0),
        (1, 1, 0),  # ¼ cent
        (2, 1, 1),  # half a cent goes up
        (3, 1, 1),
        (1, 65_002, 16_251),  # 16 250,5 cents
        (None, 60_000, None),
        (4, None, None),
    ],
)
def test_value_is_days_times_rate_half_a_cent_up(quarters: int | None, rate: int | None, cents: int | None) -> None:
    assert Assignment(day_rate_cents=rate).value_of(quarters) == cents


@given(QUARTERS, CENTS)
def test_value_agrees_with_decimal_arithmetic(quarters: int, rate: int) -> None:
    exact = Decimal(quarters) * rate / 4
    assert Assignment(day_rate_cents=rate).value_of(quarters) == int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@pytest.mark.parametrize(
    ("planned", "used", "share", "is_over"),
    [
        (20, 0, Fraction(0), False),
        (20, 5, Fraction(1, 4), False),
        (20, 20, Fraction(1), False),
        (20, 21, Fraction(21, 20), True),
        (None, 0, None, False),
    ],
)
def test_days_used_compare_with_days_planned(
    planned: int | None, used: int, share: Fraction | None, is_over: bool
) -> None:
    figures = rules.figures(Assignment(planned_quarters=planned, day_rate_cents=60_000), used)
    assert (figures.share, figures.is_over) == (share, is_over)


@given(st.lists(st.tuples(st.none() | QUARTERS, QUARTERS, st.none() | CENTS)))
def test_a_total_counts_what_is_known(rows: list[tuple[int | None, int, int | None]]) -> None:
    figures = rules.total(
        rules.figures(Assignment(planned_quarters=planned, day_rate_cents=rate), used) for planned, used, rate in rows
    )
    assert figures.planned_quarters == sum(planned or 0 for planned, _used, _rate in rows)
    assert figures.used_quarters == sum(used for _planned, used, _rate in rows)


@pytest.mark.parametrize(("planned", "used", "left"), [(20, 5, 15), (20, 20, 0), (20, 30, 0), (None, 0, 0)])
def test_an_overrun_frees_nobody(planned: int | None, used: int, left: int) -> None:
    assert rules.left_quarters(planned, used) == left


@pytest.mark.parametrize(("marks", "count", "mean"), [(0, 0, None), (9, 2, Fraction(9, 2)), (5, 1, Fraction(5))])
def test_no_evaluation_is_no_mean(marks: int, count: int, mean: Fraction | None) -> None:
    assert rules.average(marks, count) == mean


PERIOD = {"period_starts_on": date(2025, 9, 1), "period_until": date(2026, 9, 1)}


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "field"),
    [
        (date(2025, 9, 1), date(2025, 9, 1), None),
        (date(2026, 8, 31), date(2027, 8, 31), None),
        (date(2025, 8, 31), date(2025, 10, 1), "starts_on"),
        (date(2026, 9, 1), date(2026, 10, 1), "starts_on"),
        (date(2026, 3, 2), date(2026, 3, 1), "ends_on"),
        (date(2026, 3, 2), date(2027, 3, 3), "ends_on"),
    ],
)
def test_dates_start_in_the_period_and_last_a_year_at_most(starts_on: date, ends_on: date, field: str | None) -> None:
    refusal = rules.dates_refusal(starts_on, ends_on, **PERIOD)
    assert (refusal[0] if refusal else None) == field


@pytest.mark.parametrize(
    ("on", "quarters", "logged", "kind", "field"),
    [
        (date(2026, 3, 2), 4, 0, ExpertKind.PERSON, None),
        (date(2026, 2, 2), 1, 3, ExpertKind.PERSON, None),
        (date(2026, 3, 3), 1, 0, ExpertKind.PERSON, "on"),
        (date(2026, 2, 1), 1, 0, ExpertKind.PERSON, "on"),
        (date(2026, 3, 2), 2, 3, ExpertKind.PERSON, "quarters"),
        (date(2026, 3, 2), 4, 4, ExpertKind.ORGANISATION, None),
    ],
)
def test_a_day_is_past_after_the_start_and_counts_four_quarters(
    on: date, quarters: int, logged: int, kind: ExpertKind, field: str | None
) -> None:
    refusal = rules.day_refusal(
        on,
        quarters,
        starts_on=date(2026, 2, 2),
        until=date(2026, 9, 1),
        today=date(2026, 3, 2),
        logged_that_day=logged,
        kind=kind,
    )
    assert (refusal[0] if refusal else None) == field


@given(st.integers(min_value=-400, max_value=400), st.integers(min_value=1, max_value=4))
def test_no_day_is_ever_logged_outside_the_work(offset: int, quarters: int) -> None:
    start, end, today = date(2026, 2, 2), date(2026, 2, 20), date(2026, 3, 2)
    on = today + timedelta(days=offset)
    refusal = rules.day_refusal(
        on, quarters, starts_on=start, until=end, today=today, logged_that_day=0, kind=ExpertKind.PERSON
    )
    assert (refusal is None) == (start <= on < end)


@pytest.fixture
def assignment(app: Flask) -> Assignment:
    return factories.assignment(factories.laureate())


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(QUARTERS, CENTS)
def test_the_database_gives_an_assignment_the_same_value(assignment: Assignment, quarters: int, rate: int) -> None:
    assignment.day_rate_cents = rate
    db.session.flush()
    assert db.session.scalar(sa.select(Assignment.value_of(quarters))) == assignment.value_of(quarters)
