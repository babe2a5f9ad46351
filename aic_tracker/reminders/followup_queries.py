"""What the kinds that follow things up look at; each function is a constant number of statements."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from aic_tracker.calendar_fr import paris_instant
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.commitments.models import Commitment, CommitmentKind, CommitmentState
from aic_tracker.db import db
from aic_tracker.expertise.models import Assignment, AssignmentStatus, Expert
from aic_tracker.introductions.models import Introduction, IntroductionStatus
from aic_tracker.laureates.models import Laureate, LaureateStatus, SupportPeriod
from aic_tracker.roadmap.models import Roadmap


def points_without_minutes(first: date, last: date, today: date) -> list[Checkpoint]:
    """Points of these days, both included, that took place or should have before `today`, and that nobody closed."""
    statement = (
        sa.select(Checkpoint)
        .join(Checkpoint.laureate)
        .where(Checkpoint.awaits_minutes(paris_instant(today, 0)), Laureate.status != LaureateStatus.ENDED)
        .where(
            Checkpoint.starts_at >= paris_instant(first, 0),
            Checkpoint.starts_at < paris_instant(last + timedelta(days=1), 0),
        )
        .options(joinedload(Checkpoint.laureate))
        .order_by(Checkpoint.id)
    )
    return list(db.session.scalars(statement))


def published_roadmaps(today: date, first: date, last: date) -> list[Roadmap]:
    """Roadmaps of the periods under way, last worked on between these days, both included, with their laureate."""
    statement = (
        sa.select(Roadmap)
        .join(Roadmap.period)
        .join(SupportPeriod.laureate)
        .where(Roadmap.published_at.is_not(None), Laureate.status == LaureateStatus.ACTIVE)
        .where(SupportPeriod.covers(today))
        .where(
            Roadmap.updated_at >= paris_instant(first, 0),
            Roadmap.updated_at < paris_instant(last + timedelta(days=1), 0),
        )
        .options(contains_eager(Roadmap.period).contains_eager(SupportPeriod.laureate))
        .order_by(Roadmap.id)
    )
    return list(db.session.scalars(statement))


def running_assignments(first: date, last: date) -> list[Assignment]:
    """Approved assignments that end between these days, both included."""
    running = (AssignmentStatus.APPROVED, AssignmentStatus.IN_PROGRESS)
    return _assignments(Assignment.status.in_(running), Assignment.ends_on.between(first, last))


def assignments_to_evaluate(first: date, last: date) -> list[Assignment]:
    """Assignments completed between these days, both included, that no referent evaluated."""
    return _assignments(Assignment.status == AssignmentStatus.COMPLETED, Assignment.completed_on.between(first, last))


def _assignments(*conditions: sa.ColumnElement[bool]) -> list[Assignment]:
    statement = (
        sa.select(Assignment)
        .join(Assignment.laureate)
        .where(Laureate.status != LaureateStatus.ENDED, *conditions)
        .options(joinedload(Assignment.laureate), joinedload(Assignment.expert).joinedload(Expert.user))
        .order_by(Assignment.id)
    )
    return list(db.session.scalars(statement))


def open_introductions(first: date, last: date) -> list[Introduction]:
    """Introductions without an outcome, whose next step is due between these days, both included."""
    statement = (
        sa.select(Introduction)
        .join(Introduction.laureate)
        .where(Introduction.status.in_([status for status in IntroductionStatus if status.is_open]))
        .where(Introduction.next_step_on.between(first, last), Laureate.status != LaureateStatus.ENDED)
        .options(joinedload(Introduction.laureate), joinedload(Introduction.owner), joinedload(Introduction.contact))
        .order_by(Introduction.id)
    )
    return list(db.session.scalars(statement))


def running_periods(first: date, last: date) -> list[SupportPeriod]:
    """Periods of active laureates that touch these days, both included, with their laureate; not those replaced."""
    later = aliased(SupportPeriod)
    statement = (
        sa.select(SupportPeriod)
        .join(SupportPeriod.laureate)
        .where(Laureate.status == LaureateStatus.ACTIVE, SupportPeriod.meets(first, last))
        .where(
            ~sa.exists().where(
                later.laureate_id == SupportPeriod.laureate_id,
                later.number > SupportPeriod.number,
                later.starts_on <= first,
            )
        )
        .options(joinedload(SupportPeriod.laureate))
        .order_by(SupportPeriod.id)
    )
    return list(db.session.scalars(statement))


def commitments_left(laureate_ids: Collection[int]) -> dict[int, list[CommitmentKind]]:
    """By laureate, the commitments whose evidence is still expected; one that nobody touched has no row."""
    answered: dict[int, set[CommitmentKind]] = defaultdict(set)
    statement = sa.select(Commitment.laureate_id, Commitment.kind).where(
        Commitment.laureate_id.in_(laureate_ids), Commitment.state != CommitmentState.EXPECTED
    )
    for laureate_id, kind in db.session.execute(statement) if laureate_ids else ():
        answered[laureate_id].add(kind)
    return {id: [kind for kind in CommitmentKind if kind not in answered[id]] for id in laureate_ids}
