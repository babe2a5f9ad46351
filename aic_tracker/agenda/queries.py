"""What stands in a person's calendar: never more than `visible`, the laureates that they may read today."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker.accounts.models import User
from aic_tracker.agenda.models import CalendarFeed
from aic_tracker.calendar_fr import paris_instant
from aic_tracker.checkpoints.models import Attendee, Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate, Membership, SupportPeriod
from aic_tracker.roadmap.models import Action, Objective, ObjectiveStatus, Priority, Roadmap

Visible = sa.Select[Laureate]


def feed_of(user_id: int) -> CalendarFeed | None:
    return db.session.get(CalendarFeed, user_id)


def feed_by_hash(token_hash: str) -> CalendarFeed | None:
    """The feed with its reader, unless their account is deactivated."""
    statement = (
        sa.select(CalendarFeed)
        .join(CalendarFeed.user)
        .where(CalendarFeed.token_hash == token_hash, User.is_active)
        .options(joinedload(CalendarFeed.user))
    )
    return db.session.scalars(statement).one_or_none()


def _ids(visible: Visible) -> sa.Select[int]:
    return visible.with_only_columns(Laureate.id)


def _followed(reader: User, today: date) -> sa.Select[int]:
    """The laureates that the reader is a member of: a coach may read all of them, and follows some."""
    return sa.select(Membership.laureate_id).where(
        Membership.user_id == reader.id,
        Membership.active_on(today),
    )


def points(reader: User, visible: Visible, today: date, first: date, last: date) -> list[Checkpoint]:
    """The points of the laureates followed, and those the reader is invited to, with their laureate."""
    invited = sa.select(Attendee.checkpoint_id).where(Attendee.user_id == reader.id)
    statement = (
        sa.select(Checkpoint)
        .where(
            Checkpoint.laureate_id.in_(_ids(visible)),
            sa.or_(Checkpoint.laureate_id.in_(_followed(reader, today)), Checkpoint.id.in_(invited)),
            Checkpoint.status != CheckpointStatus.CANCELLED,
            Checkpoint.starts_at >= paris_instant(first, 0),
            Checkpoint.starts_at < paris_instant(last + timedelta(days=1), 0),
        )
        .options(joinedload(Checkpoint.laureate))
        .order_by(Checkpoint.starts_at, Checkpoint.id)
    )
    return list(db.session.scalars(statement))


def objectives(reader: User, visible: Visible, first: date, last: date) -> list[tuple[Objective, Laureate]]:
    """The reader's open objectives of published roadmaps."""
    statement = (
        sa.select(Objective, Laureate)
        .join(Objective.priority)
        .join(Priority.roadmap)
        .join(Roadmap.period)
        .join(SupportPeriod.laureate)
        .where(
            Laureate.id.in_(_ids(visible)),
            Objective.owner_id == reader.id,
            Objective.status.in_([status for status in ObjectiveStatus if status.is_open]),
            Objective.due_on.between(first, last),
            Roadmap.published_at.is_not(None),
        )
        .order_by(Objective.due_on, Objective.id)
    )
    return [(objective, laureate) for objective, laureate in db.session.execute(statement)]


def actions(reader: User, visible: Visible, first: date, last: date) -> list[tuple[Action, Laureate]]:
    """What the reader is in charge of and has not done."""
    statement = (
        sa.select(Action, Laureate)
        .join(Laureate, Laureate.id == Action.laureate_id)
        .where(
            Laureate.id.in_(_ids(visible)),
            Action.owner_id == reader.id,
            Action.due_on.between(first, last),
            Action.done_on.is_(None),
            Action.cancelled_on.is_(None),
        )
        .order_by(Action.due_on, Action.id)
    )
    return [(action, laureate) for action, laureate in db.session.execute(statement)]


def ending_periods(reader: User, visible: Visible, today: date, first: date, last: date) -> list[SupportPeriod]:
    """The accompaniments of the laureates followed whose last day falls between these days, with their laureate."""
    statement = (
        sa.select(SupportPeriod)
        .where(
            SupportPeriod.laureate_id.in_(_ids(visible)),
            SupportPeriod.laureate_id.in_(_followed(reader, today)),
            SupportPeriod.until.between(first + timedelta(days=1), last + timedelta(days=1)),
        )
        .options(joinedload(SupportPeriod.laureate))
        .order_by(SupportPeriod.until, SupportPeriod.id)
    )
    return list(db.session.scalars(statement))
