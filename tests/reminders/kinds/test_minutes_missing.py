"""Three days after a point that nobody closed, then weekly, three times in all, to the lead coach."""

from datetime import date

import pytest

from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.laureates.models import MemberRole
from tests import factories
from tests.reminders.kinds.conftest import text_of


@pytest.fixture
def vikidia(app):
    return factories.laureate("Vikidia")


@pytest.fixture
def coach(vikidia):
    return factories.coach(vikidia, name="Alice Martin", email="alice@example.org")


@pytest.fixture
def referent(vikidia):
    return factories.referent(vikidia, name="Bruno Petit", email="bruno@example.org")


def point(vikidia, status=CheckpointStatus.HELD):
    return factories.checkpoint(vikidia, date(2026, 3, 12), number=3, status=status)


def test_the_mail_says_which_point(vikidia, coach, referent, planner, same_as_expected):
    point(vikidia)
    [mail] = planner.at("2026-03-16T08:00")
    same_as_expected(mail, "minutes-missing")


def test_it_leaves_three_days_after_then_weekly_three_times(vikidia, coach, planner):
    point(vikidia)
    # The third day is a Sunday, and so are the next ones.
    for day in ("2026-03-16", "2026-03-23", "2026-03-30"):
        assert planner.at(f"{day}T07:59") == []
        assert planner.recipients(f"{day}T08:00") == {"alice@example.org"}
    assert planner.at("2026-04-07T08:00") == []


def test_only_the_lead_coach_is_asked(vikidia, coach, referent, planner):
    factories.coach(vikidia, MemberRole.COACH)
    point(vikidia)
    assert planner.recipients("2026-03-16T08:00") == {"alice@example.org"}


@pytest.mark.parametrize("status", [CheckpointStatus.CLOSED, CheckpointStatus.CANCELLED])
def test_a_point_that_needs_no_minutes_is_left_alone(vikidia, coach, planner, status):
    point(vikidia, status)
    assert planner.at("2026-03-16T08:00") == []


def test_a_point_that_nobody_marked_is_reminded_of_too(vikidia, coach, planner):
    """Nobody said that it took place: the mail does not either."""
    point(vikidia, CheckpointStatus.PLANNED)
    assert planner.at("2026-03-11T08:00") == []
    [mail] = planner.at("2026-03-16T08:00")
    assert mail.recipient == "alice@example.org"
    words = " ".join(text_of(mail).split())
    assert "Le point du jeudi 12 mars 2026 avec Vikidia devait se tenir" in words
    assert "a eu lieu et" not in words
    assert len(planner.at("2026-03-23T08:00")) == 1
