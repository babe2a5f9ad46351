"""The points of many laureates, between two days."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_instant
from aic_tracker.checkpoints.models import Attendee, Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate, LaureateStatus
from aic_tracker.laureates.queries import Visible, ids_of


def planned_between(first: date, last: date) -> list[Checkpoint]:
    """Points still planned that start between these days, both included, with their laureate and invited people."""
    statement = (
        sa.select(Checkpoint)
        .join(Checkpoint.laureate)
        .where(Checkpoint.status == CheckpointStatus.PLANNED, Laureate.status != LaureateStatus.ENDED)
        .where(
            Checkpoint.starts_at >= paris_instant(first, 0),
            Checkpoint.starts_at < paris_instant(last + timedelta(days=1), 0),
        )
        .options(
            joinedload(Checkpoint.laureate),
            selectinload(Checkpoint.attendees).joinedload(Attendee.user),
        )
        .order_by(Checkpoint.id)
    )
    return list(db.session.scalars(statement))


def points_without_minutes(first: date, last: date, today: date) -> list[Checkpoint]:
    """Points that took place or should have before `today`, and that nobody closed.

    Said to have taken place between these days, both included; when nobody said so, planned on one of them.
    """
    since = sa.func.coalesce(Checkpoint.held_at, Checkpoint.starts_at)
    statement = (
        sa.select(Checkpoint)
        .join(Checkpoint.laureate)
        .where(Checkpoint.awaits_minutes(paris_instant(today, 0)), Laureate.status != LaureateStatus.ENDED)
        .where(since >= paris_instant(first, 0), since < paris_instant(last + timedelta(days=1), 0))
        .options(joinedload(Checkpoint.laureate))
        .order_by(Checkpoint.id)
    )
    return list(db.session.scalars(statement))


def points_to_see(reader: User, visible: Visible, today: date, first: date, last: date) -> list[Checkpoint]:
    """The points_to_see of the laureates followed, and those the reader is invited to, with their laureate."""
    invited = sa.select(Attendee.checkpoint_id).where(Attendee.user_id == reader.id)
    statement = (
        sa.select(Checkpoint)
        .where(
            Checkpoint.laureate_id.in_(ids_of(visible)),
            sa.or_(Checkpoint.laureate_id.in_(laureates.places_of(reader, today)), Checkpoint.id.in_(invited)),
            Checkpoint.status != CheckpointStatus.CANCELLED,
            Checkpoint.starts_at >= paris_instant(first, 0),
            Checkpoint.starts_at < paris_instant(last + timedelta(days=1), 0),
        )
        .options(joinedload(Checkpoint.laureate))
        .order_by(Checkpoint.starts_at, Checkpoint.id)
    )
    return list(db.session.scalars(statement))


def number_held(laureate_ids: Collection[int]) -> int:
    statement = sa.select(sa.func.count()).where(Checkpoint.laureate_id.in_(laureate_ids), Checkpoint.has_happened)
    return db.session.scalar(statement) or 0


def held_between(laureate_ids: Collection[int], start: datetime, end: datetime) -> list[tuple[int, datetime]]:
    """(laureate, instant) of the points held or closed in `[start, end)`."""
    statement = sa.select(Checkpoint.laureate_id, Checkpoint.starts_at).where(
        Checkpoint.laureate_id.in_(laureate_ids),
        Checkpoint.has_happened,
        Checkpoint.starts_at >= start,
        Checkpoint.starts_at < end,
    )
    return [(laureate_id, starts_at) for laureate_id, starts_at in db.session.execute(statement)]


def points_alone_between(laureate_ids: Collection[int], start: datetime, end: datetime) -> Sequence[Checkpoint]:
    """The points of these laureates in `[start, end)`, in order, but the cancelled ones; one statement."""
    statement = sa.select(Checkpoint).where(
        Checkpoint.laureate_id.in_(laureate_ids),
        Checkpoint.status != CheckpointStatus.CANCELLED,
        Checkpoint.starts_at >= start,
        Checkpoint.starts_at < end,
    )
    return db.session.scalars(statement.order_by(Checkpoint.starts_at, Checkpoint.id)).all()
