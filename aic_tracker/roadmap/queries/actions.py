"""What is to be done between two points."""

from collections.abc import Collection, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker.accounts.models import User
from aic_tracker.accounts.queries import is_nobody
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate, LaureateStatus
from aic_tracker.laureates.queries import Visible, ids_of
from aic_tracker.prepared import prepared
from aic_tracker.roadmap import rules
from aic_tracker.roadmap.models import Action

_OPEN = (Action.done_on.is_(None), Action.cancelled_on.is_(None))


def actions_of(laureate_id: int) -> list[Action]:
    """Every action of a laureate with owner and objective: the open ones first, by due date."""
    found = db.session.scalars(*_actions_of(laureate_id))
    return sorted(found, key=lambda action: not rules.is_open_action(action))


@prepared
def _actions_of(laureate_id: int) -> sa.Select[Action]:
    return (
        sa.select(Action)
        .where(Action.laureate_id == laureate_id)
        .options(joinedload(Action.owner), joinedload(Action.objective))
        .order_by(Action.due_on.is_(None), Action.due_on, Action.id)
    )


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


def action_decided_at(point_id: int, action_id: int) -> Action | None:
    """An action decided at that point, with its owner, kept for this transaction."""
    return db.session.scalars(_held(Action.decided_at_id == point_id, Action.id == action_id)).one_or_none()


def _held(*conditions: sa.ColumnElement[bool]) -> sa.Select[Action]:
    return (
        sa.select(Action)
        .where(*conditions)
        .options(joinedload(Action.owner), joinedload(Action.objective))
        .with_for_update(of=Action)
        .execution_options(populate_existing=True)
    )


def actions_to_settle(laureate_id: int, point_id: int, since: date) -> Sequence[Action]:
    """What an earlier point or day left open, and what was ended from that day on; by due date, with its owner."""
    return db.session.scalars(*_actions_to_settle(laureate_id, point_id, since)).all()


@prepared
def _actions_to_settle(laureate_id: int, point_id: int, since: date) -> sa.Select[Action]:
    ended = sa.or_(Action.done_on >= since, Action.cancelled_on >= since)
    return (
        sa.select(Action)
        .where(Action.laureate_id == laureate_id, sa.func.coalesce(Action.decided_at_id, 0) != point_id)
        .where(sa.or_(sa.and_(*_OPEN), ended))
        .options(joinedload(Action.owner))
        .order_by(Action.due_on.is_(None), Action.due_on, Action.id)
    )


def action_held(laureate_id: int, action_id: int) -> Action | None:
    """One action with its owner and objective, kept for this transaction."""
    return db.session.scalars(_held(Action.laureate_id == laureate_id, Action.id == action_id)).one_or_none()


def actions_due_of(reader: User, visible: Visible, first: date, last: date) -> list[tuple[Action, Laureate]]:
    """What the reader is in charge of and has not done."""
    statement = (
        sa.select(Action, Laureate)
        .join(Laureate, Laureate.id == Action.laureate_id)
        .where(
            Laureate.id.in_(ids_of(visible)),
            Action.owner_id == reader.id,
            Action.due_on.between(first, last),
            *_OPEN,
        )
        .order_by(Action.due_on, Action.id)
    )
    return [(action, laureate) for action, laureate in db.session.execute(statement)]


def actions_due(first: date, last: date) -> list[tuple[Action, Laureate]]:
    """Neither done nor cancelled, due between these days, of a project that is being supported; with their owner."""
    statement = (
        sa.select(Action, Laureate)
        .join(Laureate, Laureate.id == Action.laureate_id)
        .where(Action.due_on.between(first, last), Action.done_on.is_(None), Action.cancelled_on.is_(None))
        .where(Laureate.status == LaureateStatus.ACTIVE)
        .options(joinedload(Action.owner))
        .order_by(Action.id)
    )
    return [(action, laureate) for action, laureate in db.session.execute(statement)]


def open_actions_owned_by(user: User, laureate_ids: Collection[int]) -> Sequence[Action]:
    """Neither done nor cancelled, the most urgent first."""
    statement = (
        sa.select(Action)
        .where(Action.owner_id == user.id, Action.laureate_id.in_(laureate_ids), *_OPEN)
        .order_by(Action.due_on.is_(None), Action.due_on, Action.id)
    )
    return db.session.scalars(statement).all()


def open_actions_owned_anywhere(user: User) -> Sequence[Action]:
    """Neither done nor cancelled, in every project."""
    statement = sa.select(Action).where(Action.owner_id == user.id, *_OPEN).order_by(Action.id)
    return db.session.scalars(statement).all()


def actions_left() -> sa.Select[int]:
    """The laureates where something is still to be done by nobody."""
    return sa.select(Action.laureate_id).outerjoin(Action.owner).where(*_OPEN, is_nobody(Action.owner_id))


def actions_after(laureate_id: int, after: int, most: int) -> Sequence[Action]:
    """Those added after an action, in the order of their identifiers, with their owner."""
    statement = sa.select(Action).where(Action.laureate_id == laureate_id, Action.id > after)
    return db.session.scalars(statement.options(joinedload(Action.owner)).order_by(Action.id).limit(most)).all()


def actions_serving(objective_id: int) -> Sequence[Action]:
    return db.session.scalars(sa.select(Action).where(Action.objective_id == objective_id)).all()
