"""What a point is held with: the roadmap it updates, and who may be there."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.db import db
from aic_tracker.expertise import queries as expertise
from aic_tracker.expertise.models import Assignment
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import MemberRole
from aic_tracker.roadmap.models import Objective, Priority, Roadmap

INVITED_ROLES = (MemberRole.LEAD_COACH, MemberRole.COACH, MemberRole.REFERENT)


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


def invitable(laureate_id: int, today: date) -> list[User]:
    """Who can be invited or be given an action: current members, and experts of running assignments, by name."""
    experts = expertise.running_account_ids(Assignment.laureate_id == laureate_id)
    return accounts.active_among(laureates.member_ids_from(laureate_id, today), experts)
