"""No point in the next thirty-one days: once a month, on its first working day, to the lead coach."""

from datetime import date

import pytest

from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.laureates.models import LaureateStatus
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


def test_the_mail_says_until_when(vikidia, coach, referent, planner, same_as_expected):
    [mail] = planner.at("2026-04-01T08:00")
    same_as_expected(mail, "checkpoint-unplanned")


def test_it_leaves_once_a_month_on_its_first_working_day(vikidia, coach, planner):
    for day in ("2026-03-02", "2026-04-01", "2026-05-04"):
        assert planner.at(f"{day}T07:59") == []
        assert planner.recipients(f"{day}T08:00") == {"alice@example.org"}, day
        assert planner.at(f"{day}T20:00") == []


def test_a_point_within_thirty_one_days_is_enough(vikidia, coach, planner):
    factories.checkpoint(vikidia, date(2026, 5, 2))
    assert planner.at("2026-04-01T08:00") == []


@pytest.mark.parametrize(
    ("on", "status"), [(date(2026, 5, 3), CheckpointStatus.PLANNED), (date(2026, 4, 9), CheckpointStatus.CANCELLED)]
)
def test_a_later_or_cancelled_one_is_not(vikidia, coach, planner, on, status):
    factories.checkpoint(vikidia, on, status=status)
    assert len(planner.at("2026-04-01T08:00")) == 1


def test_nothing_is_asked_outside_the_period(vikidia, coach, planner):
    factories.coach(factories.laureate("Ancien", status=LaureateStatus.ENDED))
    assert planner.at("2026-09-01T08:00") == []
