"""What a point is held with: the roadmap it updates, and who may be there."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from aic_tracker.accounts.models import User
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.db import db
from aic_tracker.expertise.models import Assignment, AssignmentStatus, Expert
from aic_tracker.folding import by_name
from aic_tracker.laureates.models import Laureate, MemberRole, Membership
from aic_tracker.roadmap.models import Action, Objective, Priority, Roadmap

INVITED_ROLES = (MemberRole.LEAD_COACH, MemberRole.COACH, MemberRole.REFERENT)


def roadmap_at(point: Checkpoint) -> Roadmap | None:
    """The roadmap that a point updates: priorities, objectives with their owners; three statements."""
    statement = (
        sa.select(Roadmap)
        .where(Roadmap.period_id == point.period_id)
        .options(
            selectinload(Roadmap.priorities).selectinload(Priority.objectives).options(joinedload(Objective.owner))
        )
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).one_or_none()


def under_way(laureate_id: int, number: int, objective_id: int) -> tuple[Checkpoint, Objective] | None:
    """A point and an objective of its period, with owner, priority, roadmap and period; one statement."""
    statement = (
        sa.select(Checkpoint, Objective)
        .join(Roadmap, Roadmap.period_id == Checkpoint.period_id)
        .join(Priority, Priority.roadmap_id == Roadmap.id)
        .join(Objective, Objective.priority_id == Priority.id)
        .join(Roadmap.period)
        .where(Checkpoint.laureate_id == laureate_id, Checkpoint.number == number, Objective.id == objective_id)
        .options(
            contains_eager(Objective.priority).contains_eager(Priority.roadmap).contains_eager(Roadmap.period),
            joinedload(Objective.owner),
        )
        .execution_options(populate_existing=True)
    )
    row = db.session.execute(statement).one_or_none()
    return (row[0], row[1]) if row else None


def action_of(point_id: int, action_id: int) -> Action | None:
    """An action decided at that point, with its owner, kept for this transaction."""
    statement = (
        sa.select(Action)
        .where(Action.decided_at_id == point_id, Action.id == action_id)
        .options(joinedload(Action.owner), joinedload(Action.objective))
        .with_for_update(of=Action)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).one_or_none()


def lock_laureate(laureate_id: int) -> None:
    """Until the transaction ends, nobody else numbers a point of this laureate."""
    db.session.execute(sa.select(Laureate.id).where(Laureate.id == laureate_id).with_for_update())


def memberships_of(laureate_id: int) -> list[Membership]:
    """Every membership of active accounts, past ones too, with the person."""
    statement = (
        sa.select(Membership)
        .join(Membership.user)
        .where(Membership.laureate_id == laureate_id, User.is_active)
        .options(joinedload(Membership.user))
        .order_by(Membership.id)
    )
    return list(db.session.scalars(statement))


def invitable(laureate_id: int, today: date) -> list[User]:
    """Who can be invited or be given an action: current members, and experts of running assignments, by name."""
    member = (
        sa.select(Membership.user_id).where(Membership.laureate_id == laureate_id).where(Membership.ends_after(today))
    )
    running = (AssignmentStatus.APPROVED, AssignmentStatus.IN_PROGRESS)
    expert = (
        sa.select(Expert.user_id)
        .join(Assignment, Assignment.expert_id == Expert.id)
        .where(Assignment.laureate_id == laureate_id, Assignment.status.in_(running), Expert.user_id.is_not(None))
    )
    either = sa.or_(User.id.in_(member), User.id.in_(expert))
    return by_name(db.session.scalars(sa.select(User).where(User.is_active, either)))
