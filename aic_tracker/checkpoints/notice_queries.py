"""Who is to be told of a change of a point, and who was."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.checkpoints.models import Attendee, Checkpoint
from aic_tracker.db import db
from aic_tracker.mail.models import MailStatus, OutgoingMail

CHANGED = "checkpoint-moved"


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
    """By point, then by person: when they were told of it as it stands now, by a message apart; one statement."""
    by_key = {key(CHANGED, point): point for point in points if point.sequence}
    found: dict[int, dict[int, datetime]] = defaultdict(dict)
    statement = sa.select(OutgoingMail.dedup_key, OutgoingMail.user_id, OutgoingMail.created_at).where(
        OutgoingMail.kind == CHANGED,
        OutgoingMail.laureate_id.in_({point.laureate_id for point in by_key.values()}),
        OutgoingMail.status != MailStatus.CANCELLED,
    )
    for dedup_key, user_id, created_at in db.session.execute(statement) if by_key else ():
        point = by_key.get(f"{dedup_key.rpartition(':')[0]}:")
        if point and user_id is not None:
            found[point.id][user_id] = created_at
    return found
