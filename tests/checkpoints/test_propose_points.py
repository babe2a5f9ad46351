"""A new period comes with its points."""

from datetime import date

import pytest

from aic_tracker import clock
from aic_tracker.calendar_fr import paris_instant
from aic_tracker.checkpoints import operations, queries
from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import MemberRole
from tests import factories


def propose(period, actor):
    points = operations.propose_points(period, actor=actor, now=clock.now())
    db.session.commit()
    return points


def test_twelve_points_at_two_o_clock_with_the_team_and_the_referents(project) -> None:
    factories.member(project.laureate, factories.user(), MemberRole.OBSERVER)
    points = propose(factories.first_period(project.laureate), project.coach)
    assert [p.number for p in points] == list(range(1, 13))
    assert points[6].starts_at == paris_instant(date(2026, 3, 2), 14)
    assert {p.duration_minutes for p in points} == {60}
    assert len({p.uid for p in points}) == 12
    assert {p.status for p in points} == {CheckpointStatus.PLANNED}
    found = queries.point(project.laureate.id, 7)
    assert found is not None
    assert {a.user.name for a in found.attendees} == {"Camille Coach", "Rosa Référente"}
    assert db.session.query(JournalEntry).filter_by(verb="checkpoint.proposed").count() == 1


def test_numbers_go_on_over_periods(project) -> None:
    propose(factories.first_period(project.laureate), project.coach)
    second = propose(factories.period(project.laureate, date(2026, 9, 1), number=2), project.coach)
    assert [p.number for p in second] == list(range(13, 25))


def test_who_has_left_is_not_invited(project) -> None:
    gone = factories.user()
    factories.member(project.laureate, gone, MemberRole.COACH, until_on=date(2026, 1, 1))
    points = propose(factories.period(project.laureate, date(2026, 9, 1), number=2), project.coach)
    assert gone.id not in {a.user_id for a in points[0].attendees}


def test_a_period_is_not_given_its_points_twice(project) -> None:
    period = factories.first_period(project.laureate)
    propose(period, project.coach)
    with pytest.raises(DomainError):
        operations.propose_points(period, actor=project.coach, now=clock.now())
