"""Seven days after an assignment was completed, the referents are asked for their opinion."""

from datetime import date

import pytest

from aic_tracker.expertise.models import AssignmentStatus
from tests import factories


@pytest.fixture
def vikidia(app):
    return factories.laureate("Vikidia")


@pytest.fixture
def coach(vikidia):
    return factories.coach(vikidia, name="Alice Martin", email="alice@example.org")


@pytest.fixture
def referent(vikidia):
    return factories.referent(vikidia, name="Bruno Petit", email="bruno@example.org")


def assignment(vikidia, status=AssignmentStatus.COMPLETED):
    return factories.scoped_assignment(vikidia, factories.expert(), status=status, id=7, completed_on=date(2026, 4, 9))


def test_the_mail_asks_for_an_opinion(vikidia, coach, referent, planner, same_as_expected):
    assignment(vikidia)
    [mail] = planner.at("2026-04-16T08:00")
    same_as_expected(mail, "assignment-evaluation")


def test_it_leaves_seven_days_after(vikidia, coach, referent, planner):
    assignment(vikidia)
    assert planner.at("2026-04-16T07:59") == []
    assert planner.recipients("2026-04-16T08:00") == {"bruno@example.org"}
    assert planner.at("2026-04-23T08:00") == []


@pytest.mark.parametrize("status", [AssignmentStatus.IN_PROGRESS, AssignmentStatus.EVALUATED])
def test_one_that_runs_or_is_evaluated_is_left_alone(vikidia, referent, planner, status):
    assignment(vikidia, status)
    assert planner.at("2026-04-16T08:00") == []
