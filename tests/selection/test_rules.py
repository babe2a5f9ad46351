"""Where an application may go, by the team and by the direction."""

import pytest

from aic_tracker.selection import rules
from aic_tracker.selection.models import Application, ApplicationState

S = ApplicationState


def nexts(state, *, decisions, is_eligible=True):
    return set(rules.next_states(Application(state=state, is_eligible=is_eligible), decisions=decisions))


def test_the_team_leads_an_application_up_to_the_hearing_and_the_direction_ends_it():
    assert nexts(S.ELIGIBLE, decisions=False) == {S.SHORTLISTED, S.WITHDRAWN}
    assert nexts(S.HEARD, decisions=False) == {S.WITHDRAWN, S.SHORTLISTED}
    assert nexts(S.HEARD, decisions=True) == {S.SELECTED, S.RESERVE, S.REJECTED}
    assert nexts(S.SELECTED, decisions=False) == set()
    assert nexts(S.RESERVE, decisions=True) == {S.SELECTED, S.REJECTED, S.WITHDRAWN, S.HEARD}


def test_one_that_is_not_eligible_goes_nowhere_until_that_is_said_again():
    assert nexts(S.REJECTED, decisions=True, is_eligible=False) == set()
    assert rules.may_say_eligible(Application(state=S.REJECTED, is_eligible=False))
    assert not rules.may_say_eligible(Application(state=S.HEARD, is_eligible=True))


def test_what_ends_or_takes_back_asks_why():
    asked = {(a, b) for a in S for b in rules.NEXT[a] if rules.asks_reason(a, b)}
    assert (S.ELIGIBLE, S.SHORTLISTED) not in asked
    assert {(S.HEARD, S.SELECTED), (S.HEARD, S.SHORTLISTED), (S.ELIGIBLE, S.WITHDRAWN)} <= asked


@pytest.mark.parametrize(
    ("steps", "reached"),
    [
        ((S.RECEIVED,), {S.RECEIVED}),
        (
            (S.RECEIVED, S.ELIGIBLE, S.SHORTLISTED, S.HEARD, S.REJECTED),
            {S.RECEIVED, S.ELIGIBLE, S.SHORTLISTED, S.HEARD},
        ),
        ((S.RECEIVED, S.ELIGIBLE, S.SHORTLISTED, S.ELIGIBLE, S.WITHDRAWN), {S.RECEIVED, S.ELIGIBLE}),
    ],
)
def test_the_funnel_counts_where_one_came_and_not_what_was_taken_back(steps, reached):
    assert rules.reached(steps) == reached


def test_the_funnel_is_told_by_region_and_what_says_none_comes_last():
    heard = (S.RECEIVED, S.ELIGIBLE, S.SHORTLISTED, S.HEARD)
    trails = [
        rules.Trail("", "Santé", (S.RECEIVED,)),
        rules.Trail("Île-de-France", "Santé", (*heard, S.SELECTED)),
        rules.Trail("Bretagne", "", (*heard, S.REJECTED)),
        rules.Trail("Bretagne", "", (S.RECEIVED, S.REJECTED)),
    ]
    assert rules.funnel(trails, lambda one: one.region) == [
        ("Bretagne", [2, 1, 1, 0]),
        ("Île-de-France", [1, 1, 1, 1]),
        (rules.UNSAID, [1, 0, 0, 0]),
    ]
