"""Who is to be told of a change of a point, and who was."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.checkpoints.models import Attendee, Checkpoint
from aic_tracker.db import db
from aic_tracker.mail import history
from aic_tracker.mail.kinds import MailKind, declare
from aic_tracker.mail.models import MailStatus

CHANGED = declare(MailKind("checkpoint-moved", "Point déplacé ou modifié"))
LEFT = declare(
    MailKind(
        "checkpoint-left",
        "Point auquel la personne n’est plus attendue",
        is_for_who_left=True,
        is_for_closed_accounts=True,
    )
)
REACHED_NOBODY = (MailStatus.CANCELLED, MailStatus.FAILED)


def key(template: str, point: Checkpoint) -> str:
    """What the keys of one announcement begin with; the id of its reader follows."""
    return f"{template}:{point.id}:{point.sequence}:"


def invited(point_id: int) -> list[User]:
    """The active accounts invited to the point."""
    statement = (
        sa.select(User)
        .select_from(Attendee)
        .join(Attendee.user)
        .where(Attendee.checkpoint_id == point_id, User.is_active)
        .order_by(User.id)
    )
    return list(db.session.scalars(statement))


def change_mails(point: Checkpoint) -> list[tuple[int, MailStatus]]:
    """The messages, whatever became of them, that told earlier changes of this point."""
    prefix = f"{CHANGED}:{point.id}:"
    return history.with_keys(prefix, kind=CHANGED, laureate_id=point.laureate_id)


def told_of(points: Collection[Checkpoint]) -> set[int]:
    """Those of these points of which some change was told, whatever became of its messages; one statement."""
    mails = history.of_kind(CHANGED, {point.laureate_id for point in points})
    return {int(dedup_key.split(":")[1]) for dedup_key, _user_id, _at in mails}


def last_notices(points: Iterable[Checkpoint]) -> dict[int, dict[int, datetime]]:
    """By point, then by person: when they were last told of it by a message apart; one statement.

    Each change is told to everybody, and the last one says how it stands now.
    """
    known = {point.id: point for point in points if point.sequence}
    found: dict[int, dict[int, datetime]] = defaultdict(dict)
    laureate_ids = {point.laureate_id for point in known.values()}
    for dedup_key, user_id, created_at in history.of_kind(CHANGED, laureate_ids, but=(MailStatus.CANCELLED,)):
        point = known.get(int(dedup_key.split(":")[1]))
        if point and user_id is not None:
            found[point.id][user_id] = created_at
    return found


def holders(point: Checkpoint, user_ids: Collection[int]) -> set[int]:
    """Those of these people who have the event of this point in a calendar, or soon will."""
    prefixes = (f"reminder:checkpoint-coming:{point.id}:", f"{CHANGED}:{point.id}:")
    return history.recipients(prefixes, laureate_id=point.laureate_id, among=user_ids, but=REACHED_NOBODY)


def taken_off(points: Iterable[Checkpoint]) -> dict[int, set[int]]:
    """By point, who was told of not being expected any more; one statement."""
    known = {point.id: point.laureate_id for point in points if point.sequence}
    found: dict[int, set[int]] = defaultdict(set)
    for dedup_key, user_id, _at in history.of_kind(LEFT, set(known.values())):
        point_id = int(dedup_key.split(":")[1])
        if point_id in known and user_id is not None:
            found[point_id].add(user_id)
    return found
