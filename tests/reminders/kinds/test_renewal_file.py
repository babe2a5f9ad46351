"""Three, two and one months before the term, seven days before, then weekly until somebody decides."""

from datetime import date

import pytest

from aic_tracker import clock
from aic_tracker.laureates.models import LaureateStatus
from aic_tracker.renewals.models import Outcome, RenewalDecision
from tests import factories


@pytest.fixture
def vikidia(app):
    # The term is on Tuesday the 1st of September 2026: the last day is the 31st of August.
    return factories.laureate("Vikidia")


@pytest.fixture
def team(vikidia):
    factories.coach(vikidia, name="Alice Martin", email="alice@example.org")
    factories.referent(vikidia, name="Bruno Petit", email="bruno@example.org")
    factories.direction(name="Denis Roux", email="denis@example.org")


def by_recipient(mails):
    return {mail.recipient: mail for mail in mails}


def test_the_mail_says_when_and_who_decides(vikidia, team, planner, same_as_expected):
    mails = by_recipient(planner.at("2026-06-01T08:00"))
    assert set(mails) == {"alice@example.org", "bruno@example.org", "denis@example.org"}
    same_as_expected(mails["bruno@example.org"], "renewal-file")
    same_as_expected(mails["denis@example.org"], "renewal-file-direction")


def test_after_the_term_it_says_that_a_decision_is_awaited(vikidia, team, planner, same_as_expected):
    mails = by_recipient(planner.at("2026-09-08T08:00"))
    same_as_expected(mails["denis@example.org"], "renewal-file-over")


def test_it_leaves_at_three_two_one_months_and_seven_days_then_weekly(vikidia, planner):
    factories.direction()
    days = ["06-01", "07-01", "08-03", "08-25", "09-08", "09-15", "09-22"]
    for day in days:
        assert planner.at(f"2026-{day}T07:59") == []
        assert len(planner.at(f"2026-{day}T08:00")) == 1, day
        assert planner.at(f"2026-{day}T20:00") == []


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_decision_ends_it(vikidia, team, planner, outcome):
    decider = factories.direction()
    factories.save(
        RenewalDecision(
            period_id=factories.first_period(vikidia).id,
            outcome=outcome,
            reason="Objectifs atteints.",
            decided_on=date(2026, 5, 20),
            decided_at=clock.now(),
            effective_on=date(2026, 9, 1),
            decider_id=decider.id,
        )
    )
    assert planner.at("2026-06-01T08:00") == []


def test_a_period_that_has_a_successor_needs_no_decision(vikidia, team, planner):
    factories.period(vikidia, date(2026, 9, 1), number=2)
    assert planner.at("2026-06-01T08:00") == []


def test_a_laureate_whose_support_ended_is_left_alone(team, planner):
    factories.laureate("Ancien", status=LaureateStatus.ENDED)
    assert len(planner.at("2026-06-01T08:00")) == 3
