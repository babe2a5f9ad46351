"""What the kinds of reminders look at, between two dates; each function is a constant number of statements."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from aic_tracker.db import db
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.reminders.models import NotificationOptOut, Reminder, ReminderStatus

# As far as anybody knows.
LEFT = (MailStatus.SENT, MailStatus.HANDOFF, MailStatus.DOUBTFUL)


@dataclass(frozen=True)
class Recorded:
    dedup_key: str
    id: int
    status: ReminderStatus
    mail_id: int | None
    object_id: int
    recipient_id: int
    event_on: date
    due_on: date
    has_left: bool  # as far as anybody knows


def recorded(kind: str, first: date, last: date) -> dict[str, Recorded]:
    """By key, what was already decided about events between these days."""
    has_left = OutgoingMail.status.in_(LEFT)
    statement = (
        sa.select(
            Reminder.dedup_key,
            Reminder.id,
            Reminder.status,
            Reminder.mail_id,
            Reminder.object_id,
            Reminder.recipient_id,
            Reminder.event_on,
            Reminder.due_on,
            sa.func.coalesce(has_left, sa.false()).label("has_left"),
        )
        .outerjoin(Reminder.mail)
        .where(Reminder.kind == kind, Reminder.event_on.between(first, last))
    )
    return {row.dedup_key: Recorded(**row._mapping) for row in db.session.execute(statement)}


def told(kind: str, object_ids: Collection[int]) -> dict[tuple[int, int], list[date]]:
    """By object and person, the days whose reminder of this kind left, as far as anybody knows; one statement."""
    statement = (
        sa.select(Reminder.object_id, Reminder.recipient_id, Reminder.due_on)
        .join(Reminder.mail)
        .where(Reminder.kind == kind, Reminder.object_id.in_(object_ids), OutgoingMail.status.in_(LEFT))
    )
    found: dict[tuple[int, int], list[date]] = defaultdict(list)
    for object_id, recipient_id, due_on in db.session.execute(statement) if object_ids else ():
        found[object_id, recipient_id].append(due_on)
    return found


def reminders_in_queue() -> Sequence[Reminder]:
    """Reminders whose mail nobody has begun to send."""
    statement = (
        sa.select(Reminder)
        .join(Reminder.mail)
        .where(Reminder.status == ReminderStatus.QUEUED, OutgoingMail.status == MailStatus.PENDING)
    )
    return db.session.scalars(statement).all()


def reminders_of(mail_ids: Collection[int]) -> Sequence[Reminder]:
    return db.session.scalars(sa.select(Reminder).where(Reminder.mail_id.in_(mail_ids))).all()


def opted_out() -> set[tuple[int, str]]:
    """(person, kind) for each kind that somebody switched off."""
    statement = sa.select(NotificationOptOut.user_id, NotificationOptOut.kind)
    return {(user_id, kind) for user_id, kind in db.session.execute(statement)}


def opted_out_by(user_id: int) -> set[str]:
    return set(db.session.scalars(sa.select(NotificationOptOut.kind).where(NotificationOptOut.user_id == user_id)))
