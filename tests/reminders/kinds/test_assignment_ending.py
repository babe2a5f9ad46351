"""Seven days before the end of an assignment, to the expert and the lead coach."""

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


@pytest.fixture
def expert(app):
    return factories.expert(name="Claire Roy", email="claire@example.org")


def assignment(vikidia, expert, status=AssignmentStatus.IN_PROGRESS):
    return factories.scoped_assignment(vikidia, expert, status=status, id=7, ends_on=date(2026, 4, 9))


def test_the_mail_says_which_one_and_when(vikidia, coach, referent, expert, planner, same_as_expected):
    assignment(vikidia, expert)
    told = {mail.recipient: mail for mail in planner.at("2026-04-02T08:00")}
    same_as_expected(told["claire@example.org"], "assignment-ending")


def test_it_leaves_seven_days_before(vikidia, coach, referent, expert, planner):
    assignment(vikidia, expert)
    assert planner.at("2026-04-02T07:59") == []
    assert planner.recipients("2026-04-02T08:00") == {"claire@example.org", "alice@example.org"}
    assert planner.at("2026-04-09T08:00") == []


@pytest.mark.parametrize("status", [AssignmentStatus.SCOPED, AssignmentStatus.COMPLETED, AssignmentStatus.DECLINED])
def test_one_that_does_not_run_is_left_alone(vikidia, coach, expert, planner, status):
    assignment(vikidia, expert, status)
    assert planner.at("2026-04-02T08:00") == []
