"""Objectives, their means, and how far they are."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from aic_tracker.accounts.models import User
from aic_tracker.accounts.queries import is_nobody
from aic_tracker.db import db
from aic_tracker.laureates.models import Axis, Laureate, LaureateStatus, SupportPeriod
from aic_tracker.laureates.queries import Visible, ids_of
from aic_tracker.roadmap import rules
from aic_tracker.roadmap.models import Means, Objective, ObjectiveStatus, Priority, Roadmap

OPEN = [status for status in ObjectiveStatus if status.is_open]


def objective_for(laureate_id: int, objective_id: int) -> Objective | None:
    """One objective of the laureate with its owner, means, priority, roadmap and period."""
    select = (
        sa.select(Objective)
        .join(Objective.priority)
        .join(Priority.roadmap)
        .join(Roadmap.period)
        .where(SupportPeriod.laureate_id == laureate_id, Objective.id == objective_id)
        .options(
            contains_eager(Objective.priority).contains_eager(Priority.roadmap).contains_eager(Roadmap.period),
            joinedload(Objective.owner),
            selectinload(Objective.means),
        )
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(select).one_or_none()


def means_for(objective_id: int, means_id: int) -> Means | None:
    return db.session.scalars(
        sa.select(Means).where(Means.id == means_id, Means.objective_id == objective_id)
    ).one_or_none()


def means_of(objective_id: int) -> Sequence[Means]:
    return db.session.scalars(sa.select(Means).where(Means.objective_id == objective_id)).all()


def are_carried(ids: Collection[int]) -> bool:
    """Whether the next period has a copy of one of them."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Objective.carried_from_id.in_(ids)))))


def objectives_of(priority_id: int) -> list[Objective]:
    select = sa.select(Objective).where(Objective.priority_id == priority_id)
    return list(db.session.scalars(select.order_by(Objective.rank, Objective.id)))


def not_carried_over() -> sa.ColumnElement[bool]:
    """What a renewal carried over is its copy's, in the new period."""
    copy = aliased(Objective)
    return ~sa.exists().where(copy.carried_from_id == Objective.id)


def past_due(today: date) -> sa.ColumnElement[bool]:
    """`rules.is_late`."""
    return sa.and_(Objective.due_on < today, Objective.status.in_(OPEN))


def _late(today: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Open objectives past their last day, joined to their laureate: those carried over are late in the new period."""
    return past_due(today), Laureate.status != LaureateStatus.ENDED, not_carried_over()


def late_objectives(visible: sa.Select[Laureate], today: date) -> list[Objective]:
    """Open objectives past their last day, the latest first, with owner and laureate.

    The laureate is `priority.roadmap.period.laureate`. What a renewal carried over is late in its new period only.
    """
    select = (
        sa.select(Objective)
        .join(Objective.priority)
        .join(Priority.roadmap)
        .join(Roadmap.period)
        .join(SupportPeriod.laureate)
        .where(*_late(today), Laureate.id.in_(ids_of(visible)))
        .options(
            joinedload(Objective.owner),
            contains_eager(Objective.priority)
            .contains_eager(Priority.roadmap)
            .contains_eager(Roadmap.period)
            .contains_eager(SupportPeriod.laureate),
        )
        .order_by(Objective.due_on, Objective.id)
    )
    return list(db.session.scalars(select))


class Late(NamedTuple):
    """What a list tells of a late objective."""

    laureate_id: int
    id: int
    title: str
    due_on: date


def late_in_brief(laureate_ids: Collection[int], today: date) -> list[Late]:
    """The late objectives of these laureates, the latest first, as lists show them."""
    select = (
        sa.select(Laureate.id, Objective.id, Objective.title, Objective.due_on)
        .select_from(Objective)
        .join(Objective.priority)
        .join(Priority.roadmap)
        .join(Roadmap.period)
        .join(SupportPeriod.laureate)
        .where(*_late(today), Laureate.id.in_(laureate_ids))
        .order_by(Objective.due_on, Objective.id)
    )
    rows = db.session.execute(select)
    return [Late(laureate_id, id, title, due_on) for laureate_id, id, title, due_on in rows if due_on]


@dataclass(frozen=True)
class Progress:
    """Shares of 0 to 1; None where there is nothing to measure."""

    overall: Decimal | None
    by_axis: dict[Axis, Decimal | None]


def progress_by_laureate(period_ids: Collection[int]) -> dict[int, Progress]:
    """Progress by laureate id over the given periods, in one statement; a laureate without objectives is absent."""
    select = (
        sa.select(Objective, Priority.axis, SupportPeriod.laureate_id)
        .join(Objective.priority)
        .join(Priority.roadmap)
        .join(Roadmap.period)
        .where(SupportPeriod.id.in_(period_ids))
    )
    found: dict[int, list[tuple[Axis, Objective]]] = defaultdict(list)
    for objective, axis, laureate_id in db.session.execute(select):
        found[laureate_id].append((axis, objective))
    return {laureate_id: _progress(objectives) for laureate_id, objectives in found.items()}


def _progress(objectives: Sequence[tuple[Axis, Objective]]) -> Progress:
    return Progress(
        overall=rules.mean_progress(objective for _, objective in objectives),
        by_axis={axis: rules.mean_progress(o for of, o in objectives if of is axis) for axis in Axis},
    )


def open_objectives(first: date, last: date) -> list[tuple[Objective, Laureate]]:
    """Objectives of published roadmaps, neither done nor carried over, due between these days, with their owner."""
    statement = (
        sa.select(Objective, Laureate)
        .join(Objective.priority)
        .join(Priority.roadmap)
        .join(Roadmap.period)
        .join(SupportPeriod.laureate)
        .where(
            Objective.status.in_(OPEN),
            Objective.due_on.between(first, last),
            Roadmap.published_at.is_not(None),
            Laureate.status == LaureateStatus.ACTIVE,
            not_carried_over(),
        )
        .options(joinedload(Objective.owner))
        .order_by(Objective.id)
    )
    return [(objective, laureate) for objective, laureate in db.session.execute(statement)]


def objectives_of_period(period_id: int) -> list[Objective]:
    """The objectives that an introduction may serve, in the order of the roadmap."""
    statement = (
        sa.select(Objective)
        .join(Objective.priority)
        .join(Priority.roadmap)
        .where(Roadmap.period_id == period_id, Objective.status != ObjectiveStatus.DROPPED)
        .order_by(Priority.place, Priority.rank, Priority.id, Objective.rank, Objective.id)
    )
    return list(db.session.scalars(statement))


def objective_alone(laureate_id: int, objective_id: int) -> Objective | None:
    """One objective of the laureate, without what hangs on it."""
    return db.session.scalars(
        sa.select(Objective)
        .join(Objective.priority)
        .join(Priority.roadmap)
        .join(Roadmap.period)
        .where(Objective.id == objective_id, Roadmap.period.has(laureate_id=laureate_id))
    ).one_or_none()


def due_of(reader: User, visible: Visible, first: date, last: date) -> list[tuple[Objective, Laureate]]:
    """The reader's open due_of of published roadmaps."""
    statement = (
        sa.select(Objective, Laureate)
        .join(Objective.priority)
        .join(Priority.roadmap)
        .join(Roadmap.period)
        .join(SupportPeriod.laureate)
        .where(
            Laureate.id.in_(ids_of(visible)),
            Objective.owner_id == reader.id,
            Objective.status.in_(OPEN),
            Objective.due_on.between(first, last),
            Roadmap.published_at.is_not(None),
        )
        .order_by(Objective.due_on, Objective.id)
    )
    return [(objective, laureate) for objective, laureate in db.session.execute(statement)]


def objectives_with(ids: Collection[int]) -> Sequence[Objective]:
    """Themselves alone, without what hangs on them."""
    return db.session.scalars(sa.select(Objective).where(Objective.id.in_(ids))).all()


def objectives_by_period(period_ids: Collection[int]) -> dict[int, list[Objective]]:
    """By period, in the order of the roadmap, their priority loaded; one statement."""
    statement = (
        sa.select(Roadmap.period_id, Objective)
        .join(Priority, Objective.priority_id == Priority.id)
        .join(Roadmap, Priority.roadmap_id == Roadmap.id)
        .where(Roadmap.period_id.in_(period_ids))
        .options(contains_eager(Objective.priority))
        .order_by(Priority.place, Priority.rank, Priority.id, Objective.rank, Objective.id)
    )
    found: dict[int, list[Objective]] = defaultdict(list)
    for period_id, objective in db.session.execute(statement):
        found[period_id].append(objective)
    return found


def open_objectives_owned_by(user: User) -> list[tuple[int, Objective]]:
    """With the laureate of each, in every project; what a renewal carried over is owned in its new period only."""
    statement = (
        sa.select(SupportPeriod.laureate_id, Objective)
        .select_from(Objective)
        .join(Objective.priority)
        .join(Priority.roadmap)
        .join(Roadmap.period)
        .where(Objective.owner_id == user.id, Objective.status.in_(OPEN), not_carried_over())
        .order_by(Objective.id)
    )
    return [(laureate_id, objective) for laureate_id, objective in db.session.execute(statement)]


def objectives_left() -> sa.Select[int]:
    """The laureates whose published roadmap has an open objective that is nobody's."""
    return (
        sa.select(SupportPeriod.laureate_id)
        .select_from(Objective)
        .join(Objective.priority)
        .join(Priority.roadmap)
        .join(Roadmap.period)
        .outerjoin(Objective.owner)
        .where(Objective.status.in_(OPEN), Roadmap.published_at.is_not(None))
        .where(not_carried_over(), is_nobody(Objective.owner_id))
    )


def in_brief() -> sa.Select[*tuple[Any, ...]]:
    """A line for each objective, for a copy elsewhere: number, laureate, lines of its wording, measure, day, state."""
    return (
        sa.select(
            Objective.id,
            Laureate.name,
            *(getattr(Objective, name) for name, text in Objective.WORDING.items() if text.is_line),
            Objective.baseline,
            Objective.target,
            Objective.current,
            Objective.due_on,
            Objective.status,
        )
        .select_from(Objective)
        .join(Priority, Priority.id == Objective.priority_id)
        .join(Roadmap, Roadmap.id == Priority.roadmap_id)
        .join(SupportPeriod, SupportPeriod.id == Roadmap.period_id)
        .join(Laureate, Laureate.id == SupportPeriod.laureate_id)
    )
