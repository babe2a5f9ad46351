"""What a reminder says that the last one did not: the second of an event says what changed, or that nothing did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

import sqlalchemy as sa

from aic_tracker import formats
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.mail.models import OutgoingMail
from aic_tracker.reminders import queries
from aic_tracker.reminders.models import Reminder
from aic_tracker.reminders.schedule import Due

# By label, what was said, as a print of it: whether it changed can be told, and no text is kept twice.
Said = dict[str, str]


@dataclass(frozen=True)
class Again:
    """The last reminder of the same to the same person: the day it left, and what changed since."""

    since: date
    changed: list[str]

    @property
    def in_subject(self) -> str:
        return f"ce qui change : {formats.listed(self.changed)}" if self.changed else "rappel, rien n’a changé"

    @property
    def in_body(self) -> str:
        since = f"depuis le message du {formats.date_plain(self.since)}"
        if not self.changed:
            return f"Rien n’a changé {since}."
        return f"Ce qui change {since} : {formats.listed(self.changed)}."


@dataclass(frozen=True)
class _Earlier:
    dedup_key: str
    said: Said
    due_on: date
    sent_at: datetime | None


Earlier = dict[tuple[str, int, int], list[_Earlier]]


def earlier(dues: Sequence[Due]) -> Earlier:
    """By kind, object and person, the reminders that left, the latest first; one statement."""
    statement = (
        sa.select(Reminder, OutgoingMail.sent_at)
        .join(Reminder.mail)
        .where(
            Reminder.kind.in_({due.kind.name for due in dues}),
            Reminder.object_id.in_({due.occurrence.object_id for due in dues}),
            Reminder.recipient_id.in_({due.recipient.id for due in dues}),
            Reminder.said.is_not(None),
            OutgoingMail.status.in_(queries.LEFT),
        )
        .order_by(Reminder.due_on.desc(), Reminder.id.desc())
    )
    found: Earlier = {}
    for row, sent_at in db.session.execute(statement) if dues else ():
        about = (row.kind, row.object_id, row.recipient_id)
        found.setdefault(about, []).append(_Earlier(row.dedup_key, row.said or {}, row.due_on, sent_at))
    return found


def again(due: Due, said: Said, known: Earlier) -> Again | None:
    """What this reminder repeats; None when it is the first of its event."""
    about = (due.kind.name, due.occurrence.object_id, due.recipient.id)
    same = f"{due.kind.name}:{due.occurrence.object_id}:{due.occurrence.stamp}:"
    for last in known.get(about, ()):
        is_of_this = due.kind.is_one_story or last.dedup_key.startswith(same)
        if is_of_this and last.dedup_key != due.key and last.due_on < due.stage.due_on:
            day = paris_day(last.sent_at) if last.sent_at else last.due_on
            return Again(day, [label for label in said if said[label] != last.said.get(label)])
    return None


def prints(due: Due, today: date) -> Said:
    told = due.kind.told(due.occurrence, due.recipient, today)
    return {label: sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16] for label, text in told.items()}


def nothing_new(found: Again | None) -> str:
    """Why a digest that says the same as the last one is not sent; blank when it says something."""
    if found is None or found.changed:
        return ""
    return f"Rien de nouveau depuis le récapitulatif du {formats.date_plain(found.since)}."
