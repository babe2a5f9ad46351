"""Who is to be told of a change of a point, and who was."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.checkpoints.models import Attendee, Checkpoint
from aic_tracker.db import db
from aic_tracker.mail.models import MailStatus, OutgoingMail

CHANGED = "checkpoint-moved"
LEFT = "checkpoint-left"
REACHED_NOBODY = (MailStatus.CANCELLED, MailStatus.FAILED)


def key(template: str, point: Checkpoint) -> str:
    """What the keys of one announcement begin with; the id of its reader follows."""
    return f"{template}:{point.id}:{point.sequence}:"


def invited(point_id: int) -> list[User]:
    """The active accounts invited to the point."""
    statement = (
        sa.select(User)
        .join(Attendee, Attendee.user_id == User.id)
        .where(Attendee.checkpoint_id == point_id, User.is_active)
        .order_by(User.id)
    )
    return list(db.session.scalars(statement))


def changes_told(point: Checkpoint) -> list[tuple[int, MailStatus]]:
    """The messages, whatever became of them, that told earlier changes of this point."""
    statement = sa.select(OutgoingMail.id, OutgoingMail.status).where(
        OutgoingMail.kind == CHANGED,
        OutgoingMail.laureate_id == point.laureate_id,
        OutgoingMail.dedup_key.startswith(f"{CHANGED}:{point.id}:"),
    )
    return [(id, status) for id, status in db.session.execute(statement)]


def told_at(points: Iterable[Checkpoint]) -> dict[int, dict[int, datetime]]:
    """By point, then by person: when they were last told of it by a message apart; one statement.

    Each change is told to everybody, and the last one says how it stands now.
    """
    known = {point.id: point for point in points if point.sequence}
    found: dict[int, dict[int, datetime]] = defaultdict(dict)
    statement = (
        sa.select(OutgoingMail.dedup_key, OutgoingMail.user_id, OutgoingMail.created_at)
        .where(
            OutgoingMail.kind == CHANGED,
            OutgoingMail.laureate_id.in_({point.laureate_id for point in known.values()}),
            OutgoingMail.status != MailStatus.CANCELLED,
        )
        .order_by(OutgoingMail.id)
    )
    for dedup_key, user_id, created_at in db.session.execute(statement) if known else ():
        point = known.get(int(dedup_key.split(":")[1]))
        if point and user_id is not None:
            found[point.id][user_id] = created_at
    return found


def holders(point: Checkpoint, user_ids: Collection[int]) -> set[int]:
    """Those of these people who have the event of this point in a calendar, or soon will."""
    about = sa.or_(
        OutgoingMail.dedup_key.startswith(f"reminder:checkpoint-coming:{point.id}:"),
        OutgoingMail.dedup_key.startswith(f"{CHANGED}:{point.id}:"),
    )
    statement = sa.select(OutgoingMail.user_id).where(
        OutgoingMail.laureate_id == point.laureate_id,
        OutgoingMail.user_id.in_(user_ids),
        OutgoingMail.status.not_in(REACHED_NOBODY),
        about,
    )
    return {user_id for user_id in db.session.scalars(statement) if user_id is not None}


def taken_off(points: Iterable[Checkpoint]) -> dict[int, set[int]]:
    """By point, who was told of not being expected any more; one statement."""
    known = {point.id: point.laureate_id for point in points if point.sequence}
    found: dict[int, set[int]] = defaultdict(set)
    statement = sa.select(OutgoingMail.dedup_key, OutgoingMail.user_id).where(
        OutgoingMail.kind == LEFT, OutgoingMail.laureate_id.in_(set(known.values()))
    )
    for dedup_key, user_id in db.session.execute(statement) if known else ():
        point_id = int(dedup_key.split(":")[1])
        if point_id in known and user_id is not None:
            found[point_id].add(user_id)
    return found
