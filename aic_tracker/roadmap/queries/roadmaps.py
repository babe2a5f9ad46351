"""Roadmaps loaded whole, their priorities, and when they were last worked on."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from aic_tracker.calendar_fr import paris_instant
from aic_tracker.db import db
from aic_tracker.diagnostic.models import Dimension
from aic_tracker.laureates.models import Laureate, LaureateStatus, SupportPeriod
from aic_tracker.laureates.queries import running_ids
from aic_tracker.prepared import prepared
from aic_tracker.roadmap.models import Objective, ObjectiveStatus, Priority, Roadmap, priority_dimension


def roadmap_of(period_id: int) -> Roadmap | None:
    """The roadmap of a period: priorities, their dimensions, objectives with owner and means; three statements."""
    return db.session.scalars(*_whole(period_id)).unique().one_or_none()


@prepared
def _whole(period_id: int) -> sa.Select[Roadmap]:
    return (
        sa.select(Roadmap)
        .where(Roadmap.period_id == period_id)
        .options(
            joinedload(Roadmap.period),
            joinedload(Roadmap.priorities).options(
                selectinload(Priority.dimensions),
                joinedload(Priority.objectives).options(joinedload(Objective.owner), selectinload(Objective.means)),
            ),
        )
        .execution_options(populate_existing=True)
    )


def has_roadmap(period_id: int) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(Roadmap.period_id == period_id))))


def priority_for(laureate_id: int, priority_id: int) -> Priority | None:
    """One priority of the laureate with its dimensions, its objectives, its roadmap and its period."""
    select = (
        sa.select(Priority)
        .join(Priority.roadmap)
        .join(Roadmap.period)
        .where(SupportPeriod.laureate_id == laureate_id, Priority.id == priority_id)
        .options(
            contains_eager(Priority.roadmap).contains_eager(Roadmap.period),
            selectinload(Priority.dimensions),
            selectinload(Priority.objectives),
        )
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(select).one_or_none()


def served_codes(priority_id: int) -> list[str]:
    """The codes of the dimensions that a priority answers, in the order of the grid."""
    served = priority_dimension.c
    statement = sa.select(Dimension.code).select_from(priority_dimension).join(Dimension)
    return list(db.session.scalars(statement.where(served.priority_id == priority_id).order_by(Dimension.rank)))


def siblings_of(priority: Priority) -> list[Priority]:
    """The priorities of the same axis of the same roadmap, in order."""
    select = sa.select(Priority).where(Priority.roadmap_id == priority.roadmap_id, Priority.axis == priority.axis)
    return list(db.session.scalars(select.order_by(Priority.rank, Priority.id)))


def next_rank(parent: type[Roadmap] | type[Priority], parent_id: int) -> int:
    """The place after the last priority of a roadmap, or objective of a priority, which is held: no two take it."""
    db.session.execute(sa.select(parent.id).where(parent.id == parent_id).with_for_update())
    rank, column = (
        (Priority.rank, Priority.roadmap_id) if parent is Roadmap else (Objective.rank, Objective.priority_id)
    )
    return (db.session.scalar(sa.select(sa.func.max(rank)).where(column == parent_id)) or 0) + 1


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


def followed_at(period_id: int) -> Roadmap | None:
    """The roadmap that the points of a period update: priorities, objectives with their owners; one statement."""
    statement = (
        sa.select(Roadmap)
        .where(Roadmap.period_id == period_id)
        .options(joinedload(Roadmap.priorities).joinedload(Priority.objectives).options(joinedload(Objective.owner)))
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).unique().one_or_none()


def roadmap_and_objectives(period: SupportPeriod) -> tuple[Roadmap | None, list[Objective]]:
    """The roadmap of a period with its objectives in order, their priority loaded; one statement."""
    rows = db.session.execute(*_with_objectives(period.id)).all()
    return (rows[0][0] if rows else None), [objective for _roadmap, objective in rows if objective is not None]


@prepared
def _with_objectives(period_id: int) -> sa.Select[Roadmap, Objective]:
    return (
        sa.select(Roadmap, Objective)
        .outerjoin(Priority, Priority.roadmap_id == Roadmap.id)
        .outerjoin(Objective, Objective.priority_id == Priority.id)
        .where(Roadmap.period_id == period_id)
        .options(contains_eager(Objective.priority))
        .order_by(Priority.place, Priority.rank, Priority.id, Objective.rank, Objective.id)
    )


def held_roadmap(roadmap: Roadmap) -> Roadmap:
    """Read again and held until the end: it is not published meanwhile."""
    db.session.refresh(roadmap, ["published_at", "updated_at"], with_for_update=True)
    return roadmap


def draft_under_way(laureate_id: int, today: date) -> Roadmap | None:
    """The roadmap of the period that covers the day, when it was never published."""
    statement = sa.select(Roadmap).where(
        Roadmap.period_id.in_(running_ids(laureate_id, today)), Roadmap.published_at.is_(None)
    )
    return db.session.scalars(statement).one_or_none()


def objectives_reached(laureate_id: int) -> list[Objective]:
    """Of published roadmaps, what the project reached over all its periods, the latest period first."""
    statement = (
        sa.select(Objective)
        .join(Objective.priority)
        .join(Priority.roadmap)
        .join(Roadmap.period)
        .where(SupportPeriod.laureate_id == laureate_id, Objective.status == ObjectiveStatus.ACHIEVED)
        .where(Roadmap.published_at.is_not(None))
        .order_by(SupportPeriod.number.desc(), Priority.rank, Objective.rank, Objective.id)
    )
    return list(db.session.scalars(statement))
