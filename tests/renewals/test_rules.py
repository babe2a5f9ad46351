from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aic_tracker.calendar_fr import add_months
from aic_tracker.renewals import rules
from aic_tracker.renewals.models import Outcome
from aic_tracker.renewals.rules import Stage

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
TERM = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        (date(2025, 9, 1), Stage.QUIET),
        (date(2026, 4, 30), Stage.QUIET),
        (date(2026, 5, 1), Stage.OPENS_SOON),
        (date(2026, 5, 31), Stage.OPENS_SOON),
        (date(2026, 6, 1), Stage.THREE_MONTHS),
        (date(2026, 6, 30), Stage.THREE_MONTHS),
        (date(2026, 7, 1), Stage.TWO_MONTHS),
        (date(2026, 8, 1), Stage.ONE_MONTH),
        (date(2026, 8, 24), Stage.ONE_MONTH),
        (date(2026, 8, 25), Stage.LAST_WEEK),
        (date(2026, 8, 31), Stage.LAST_WEEK),
        (date(2026, 9, 1), Stage.OVERDUE),
        (date(2027, 9, 1), Stage.OVERDUE),
    ],
)
def test_a_period_calls_louder_as_its_term_comes(today: date, stage: Stage) -> None:
    assert rules.stage(TERM, today, is_decided=False) is stage
    assert rules.stage(TERM, today, is_decided=True) is Stage.DECIDED


@pytest.mark.parametrize(
    ("term_on", "opens_on"),
    [
        (date(2026, 9, 1), date(2026, 6, 1)),
        (date(2026, 5, 31), date(2026, 2, 28)),
        (date(2028, 5, 31), date(2028, 2, 29)),
        (date(2029, 2, 28), date(2028, 11, 28)),  # a period begun on 29/02/2028
        (date(2026, 1, 15), date(2025, 10, 15)),
    ],
)
def test_the_file_opens_three_months_before_the_term(term_on: date, opens_on: date) -> None:
    assert rules.opens_on(term_on) == opens_on


@given(DAYS, st.integers(min_value=-500, max_value=200))
def test_stages_follow_one_another_and_none_comes_back(term_on: date, offset: int) -> None:
    today = term_on + timedelta(days=offset)
    order = list(Stage)
    now, tomorrow = (rules.stage(term_on, day, is_decided=False) for day in (today, today + timedelta(days=1)))
    assert order.index(now) <= order.index(tomorrow)
    assert now.is_open == (today >= add_months(term_on, -3))
    assert (now is Stage.OVERDUE) == (today >= term_on)


@pytest.mark.parametrize(
    ("stage", "outcomes"),
    [
        (Stage.QUIET, [Outcome.STOP_EARLY]),
        (Stage.OPENS_SOON, [Outcome.STOP_EARLY]),
        (Stage.THREE_MONTHS, [Outcome.RENEW, Outcome.END, Outcome.STOP_EARLY]),
        (Stage.TWO_MONTHS, [Outcome.RENEW, Outcome.END, Outcome.STOP_EARLY]),
        (Stage.ONE_MONTH, [Outcome.RENEW, Outcome.END, Outcome.STOP_EARLY]),
        (Stage.LAST_WEEK, [Outcome.RENEW, Outcome.END, Outcome.STOP_EARLY]),
        (Stage.OVERDUE, [Outcome.RENEW, Outcome.END]),
        (Stage.DECIDED, []),
    ],
)
def test_each_stage_opens_its_decisions(stage: Stage, outcomes: list[Outcome]) -> None:
    assert rules.outcomes(stage) == outcomes


@pytest.mark.parametrize(
    ("effective_on", "last_recorded_on", "words"),
    [
        (date(2025, 9, 2), None, None),
        (date(2026, 8, 31), None, None),
        (date(2026, 3, 3), date(2026, 3, 2), None),
        (None, None, "Indiquez la date d’arrêt."),
        (date(2025, 9, 1), None, "Indiquez une date pendant l’accompagnement"),
        (date(2026, 9, 1), None, "Indiquez une date pendant l’accompagnement"),
        (date(2026, 3, 2), date(2026, 3, 2), "est noté le 2"),
    ],
)
def test_a_period_stops_inside_itself_after_what_is_recorded(
    effective_on: date | None, last_recorded_on: date | None, words: str | None
) -> None:
    refusal = rules.stop_refusal(
        effective_on, starts_on=date(2025, 9, 1), term_on=TERM, last_recorded_on=last_recorded_on
    )
    assert (refusal is None) if words is None else (words in (refusal or ""))


@pytest.mark.parametrize(
    ("outcome", "today", "over"),
    [
        (Outcome.RENEW, date(2027, 1, 1), False),
        (Outcome.END, date(2026, 8, 31), False),
        (Outcome.END, date(2026, 9, 1), True),
        (Outcome.STOP_EARLY, date(2026, 9, 2), True),
    ],
)
def test_support_is_over_once_the_decision_takes_effect(outcome: Outcome, today: date, over: bool) -> None:
    assert rules.ends_support(outcome, TERM, today) is over
