"""Roadmaps loaded whole, and what other screens ask of them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.folding import by_name
from aic_tracker.laureates.models import Axis, Laureate, LaureateStatus, Membership, SupportPeriod
from aic_tracker.roadmap import rules
from aic_tracker.roadmap.models import Action, Means, Objective, ObjectiveStatus, Priority, Roadmap

OPEN = [status for status in ObjectiveStatus if status.is_open]


def roadmap_of(period_id: int) -> Roadmap | None:
    """The roadmap of a period: priorities, their dimensions, objectives with owner and means; five statements."""
    select = (
        sa.select(Roadmap)
        .where(Roadmap.period_id == period_id)
        .options(
            joinedload(Roadmap.period),
            selectinload(Roadmap.priorities).options(
                selectinload(Priority.dimensions),
                selectinload(Priority.objectives).options(joinedload(Objective.owner), selectinload(Objective.means)),
            ),
        )
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(select).one_or_none()


def touch_roadmap(laureate_id: int, now: datetime) -> None:
    """Say that the roadmap of the period under way has just been worked on."""
    today = paris_day(now)
    running = sa.select(SupportPeriod.id).where(
        SupportPeriod.laureate_id == laureate_id,
        SupportPeriod.covers(today),
    )
    db.session.execute(sa.update(Roadmap).where(Roadmap.period_id.in_(running)).values(updated_at=now))


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


def siblings_of(priority: Priority) -> list[Priority]:
    """The priorities of the same axis of the same roadmap, in order."""
    select = sa.select(Priority).where(Priority.roadmap_id == priority.roadmap_id, Priority.axis == priority.axis)
    return list(db.session.scalars(select.order_by(Priority.rank, Priority.id)))


def objectives_of(priority_id: int) -> list[Objective]:
    select = sa.select(Objective).where(Objective.priority_id == priority_id)
    return list(db.session.scalars(select.order_by(Objective.rank, Objective.id)))


def next_rank(parent: type[Roadmap] | type[Priority], parent_id: int) -> int:
    """The place after the last priority of a roadmap, or objective of a priority, which is held: no two take it."""
    db.session.execute(sa.select(parent.id).where(parent.id == parent_id).with_for_update())
    rank, column = (
        (Priority.rank, Priority.roadmap_id) if parent is Roadmap else (Objective.rank, Objective.priority_id)
    )
    return (db.session.scalar(sa.select(sa.func.max(rank)).where(column == parent_id)) or 0) + 1


def members_of(laureate_id: int, today: date) -> list[User]:
    """The people of the project today, by name: those who may own an objective or an action."""
    current = sa.select(Membership.user_id).where(Membership.laureate_id == laureate_id, Membership.active_on(today))
    return by_name(db.session.scalars(sa.select(User).where(User.id.in_(current), User.is_active)))


def actions_of(laureate_id: int) -> list[Action]:
    """Every action of a laureate with owner and objective: the open ones first, by due date."""
    select = (
        sa.select(Action)
        .where(Action.laureate_id == laureate_id)
        .options(joinedload(Action.owner), joinedload(Action.objective))
        .order_by(Action.due_on.is_(None), Action.due_on, Action.id)
    )
    return sorted(db.session.scalars(select), key=lambda action: not rules.is_open_action(action))


def open_actions(laureate_id: int) -> list[Action]:
    """What remains to be done, by due date, with owner and objective."""
    return [action for action in actions_of(laureate_id) if rules.is_open_action(action)]


def action_for(laureate_id: int, action_id: int) -> Action | None:
    select = (
        sa.select(Action)
        .where(Action.laureate_id == laureate_id, Action.id == action_id)
        .options(joinedload(Action.owner), joinedload(Action.objective))
    )
    return db.session.scalars(select).one_or_none()


def late_objectives(visible: sa.Select[Laureate], today: date) -> list[Objective]:
    """Open objectives past their last day, the latest first, with owner and laureate.

    The laureate is `priority.roadmap.period.laureate`. What a renewal carried over is late in its new period only.
    """
    copy = aliased(Objective)
    select = (
        sa.select(Objective)
        .join(Objective.priority)
        .join(Priority.roadmap)
        .join(Roadmap.period)
        .join(SupportPeriod.laureate)
        .where(Objective.due_on < today, Objective.status.in_(OPEN), Laureate.status != LaureateStatus.ENDED)
        .where(Laureate.id.in_(visible.with_only_columns(Laureate.id).order_by(None)))
        .where(~sa.exists().where(copy.carried_from_id == Objective.id))
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
