from datetime import date

import pytest

from aic_tracker.introductions import rules
from aic_tracker.introductions.models import Contact, IntroductionStatus

S = IntroductionStatus
TODAY = date(2026, 3, 2)


def test_one_advances_one_step_at_a_time_and_back():
    assert rules.may_become(S.PROPOSED, S.PREPARED)
    assert rules.may_become(S.MET, S.INTRODUCED)
    assert not rules.may_become(S.PROPOSED, S.INTRODUCED)
    assert not rules.may_become(S.FOLLOW_UP, S.PREPARED)


def test_a_partnership_comes_after_the_introduction_and_nothing_after_an_outcome():
    assert {status for status in S if rules.may_become(status, S.PARTNERSHIP)} == {S.INTRODUCED, S.MET, S.FOLLOW_UP}
    assert {status for status in S if rules.may_become(status, S.NO_FOLLOW_UP)} == set(rules.STEPS)
    for outcome in rules.OUTCOMES:
        assert {status for status in S if rules.may_become(outcome, status)} == {S.FOLLOW_UP}


def test_the_steps_follow_one_another():
    assert [rules.next_of(status) for status in rules.STEPS] == [*rules.STEPS[1:], None]
    assert rules.previous_of(S.PROPOSED) is None


@pytest.mark.parametrize(
    ("step", "on", "field"),
    [
        ("Écrire", None, "next_step_on"),
        ("", TODAY, "next_step"),
        ("Écrire", date(2026, 3, 1), "next_step_on"),
        ("Écrire", TODAY, None),
        ("", None, None),
    ],
)
def test_a_next_step_has_a_date_to_come(step, on, field):
    refusal = rules.step_refusal(step, on, today=TODAY)
    assert (refusal[0] if refusal else None) == field


@pytest.mark.parametrize(
    ("verified_on", "old"), [(None, True), (date(2025, 3, 2), True), (date(2025, 3, 3), False), (TODAY, False)]
)
def test_details_are_old_after_a_year(verified_on, old):
    assert rules.details_are_old(Contact(verified_on=verified_on), TODAY) is old
