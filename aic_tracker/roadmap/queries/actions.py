"""What is to be done between two points."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker.db import db
from aic_tracker.roadmap import rules
from aic_tracker.roadmap.models import Action


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
