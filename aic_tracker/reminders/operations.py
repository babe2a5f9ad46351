"""Write what the schedule calls for, and what people want to receive. Nothing here commits."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from aic_tracker import config, formats
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.mail import outbox, queue
from aic_tracker.mail.failures import Faults
from aic_tracker.mail.models import Stage
from aic_tracker.reminders import queries, repeats, schedule
from aic_tracker.reminders.kinds import KINDS
from aic_tracker.reminders.models import NotificationOptOut, Reminder, ReminderStatus
from aic_tracker.reminders.repeats import Again
from aic_tracker.reminders.schedule import Due, Plan
from aic_tracker.uniqueness import insert_once


def hold_if_crowded(plan: Plan, now: datetime) -> None:
    """Hold the queue when too many reminders are late at once: a person must look before they leave."""
    late, limit = plan.late(now), config.current().reminders.hold_above
    if late > limit:
        queue.hold(
            f"{formats.plural(late, 'rappel')} en retard d’un coup (plus de {limit}) : à vérifier avant l’envoi."
        )


def write(dues: Sequence[Due], now: datetime, faults: Faults) -> Counter[str]:
    """One row each, and its mail unless it is skipped. Counts `planned` and `skipped`, without those already there."""
    whole, counts = Faults(), Counter[str]()
    with whole.apart(Stage.PLAN, ""):
        counts = _write(dues, now)
    # One of them cannot be written: each alone.
    for due in dues if whole else ():
        occurrence = due.occurrence
        laureate_id = occurrence.laureate.id if occurrence.laureate else None
        with faults.apart(Stage.PLAN, due.kind.name, occurrence.object_id, due.recipient.id, laureate_id):
            counts += _write([due], now)
    return counts


def _write(dues: Sequence[Due], now: datetime) -> Counter[str]:
    counts: Counter[str] = Counter()
    known = repeats.earlier([due for due in dues if not due.skip_reason])
    for due in dues:
        said = repeats.prints(due, paris_day(now)) if not due.skip_reason else None
        again = repeats.again(due, said, known) if said is not None else None
        if due.kind.is_silent_unchanged:
            due, again = replace(due, skip_reason=due.skip_reason or repeats.nothing_new(again)), None
        reminder_id = _insert(due, now, said)
        if reminder_id is None:
            continue
        if due.skip_reason:
            counts["skipped"] += 1
            continue
        mail_id = _enqueue(due, now, again)
        db.session.execute(sa.update(Reminder).where(Reminder.id == reminder_id).values(mail_id=mail_id))
        counts["planned"] += 1
    return counts


def _insert(due: Due, now: datetime, said: repeats.Said | None) -> int | None:
    values = {
        "dedup_key": due.key,
        "kind": due.kind.name,
        "object_id": due.occurrence.object_id,
        "recipient_id": due.recipient.id,
        "laureate_id": due.occurrence.laureate.id if due.occurrence.laureate else None,
        "event_on": due.occurrence.event_on,
        "due_on": due.stage.due_on,
        "status": ReminderStatus.SKIPPED if due.skip_reason else ReminderStatus.QUEUED,
        "reason": due.skip_reason,
        "said": said,
        "created_at": now,
    }
    return insert_once(Reminder, values, key=["dedup_key"])


def _enqueue(due: Due, now: datetime, again: Again | None) -> int | None:
    return outbox.enqueue(
        due.kind.name,
        useful_for=due.stage.until - now,
        by=None,
        laureate_id=due.occurrence.laureate.id if due.occurrence.laureate else None,
        **worded(due, now, again),
    )


def worded(due: Due, now: datetime, again: Again | None) -> dict[str, Any]:
    """What the mail of a reminder says at this moment, to whom."""
    coach = due.occurrence.lead_coach
    return {
        "dedup_key": f"reminder:{due.key}",
        "to": due.recipient,
        "now": now,
        "context": {**due.kind.context(due.occurrence, due.recipient, paris_day(now)), "again": again},
        "headers": due.kind.headers(due.recipient),
        "reply_to": coach if coach and coach.id != due.recipient.id else None,
        "attachments": due.kind.attachments(due.occurrence, due.recipient, now),
    }


def reopen(plan: Plan, now: datetime) -> int:
    """Queue again reminders cancelled for a reason that has gone (an event moved back, an account opened again)."""
    reopened = 0
    for known, due in plan.reopened:
        occurrence = due.occurrence
        laureate_id = occurrence.laureate.id if occurrence.laureate else None
        with plan.faults.apart(Stage.REOPEN, due.kind.name, occurrence.object_id, due.recipient.id, laureate_id):
            if known.mail_id is not None:
                outbox.reopen(known.mail_id, now=now, useful_until=due.stage.until)
            mark([known.id], ReminderStatus.QUEUED, "")
            reopened += 1
    return reopened


def cancel_without_object(now: datetime, faults: Faults) -> int:
    """Cancel the waiting reminders whose event was moved or closed, or whose reader left. Returns how many."""
    waiting: dict[int, Reminder] = {}
    with faults.apart(Stage.CANCEL, ""):
        waiting = {reminder.id: reminder for reminder in queries.reminders_in_queue()}
    reasons: dict[int, str] = {}
    for name, group in schedule.by_kind(list(waiting.values())).items():
        reasons |= _without_object(name, group, paris_day(now), faults)
    cancelled = 0
    for id, reason in reasons.items():
        mail_id = waiting[id].mail_id
        # Taken for delivery meanwhile: it is checked again there.
        if mail_id is not None and outbox.cancel_pending([mail_id], reason):
            mark([id], ReminderStatus.CANCELLED, reason)
            cancelled += 1
    return cancelled


def _without_object(kind: str, group: Sequence[Reminder], today: date, faults: Faults) -> dict[int, str]:
    """One that cannot be checked keeps its place in the queue, where it is checked again before it leaves."""
    whole, alone = Faults(), Faults()
    reasons: dict[int, str] = {}
    with whole.apart(Stage.CANCEL, kind):
        reasons = schedule.without_object(group, today)
    for each in group if whole else ():
        with alone.apart(Stage.CANCEL, kind, each.object_id, each.recipient_id, each.laureate_id):
            reasons |= schedule.without_object([each], today)
    # None passes: the kind itself is at fault.
    faults += whole if len(alone) == len(group) > 1 else alone
    return reasons


def mark(reminder_ids: Sequence[int], status: ReminderStatus, reason: str) -> None:
    statement = sa.update(Reminder).where(Reminder.id.in_(reminder_ids)).values(status=status, reason=reason[:300])
    db.session.execute(statement, execution_options={"synchronize_session": False})


def drop_waiting(actor: User) -> int:
    """Set aside the reminders that wait in the queue, for good. Returns how many."""
    reason = f"Écarté par {actor.name} à la reprise de l’envoi."
    waiting = queries.reminders_in_queue()
    outbox.cancel_pending([reminder.mail_id for reminder in waiting if reminder.mail_id is not None], reason)
    # Skipped, not cancelled: the next plan must not bring back what a person set aside.
    mark([reminder.id for reminder in waiting], ReminderStatus.SKIPPED, reason)
    return len(waiting)


def choose_notifications(user: User, *, wanted: Collection[str], now: datetime) -> None:
    """Keep these kinds and switch off the other ones that may reach this person, save those nobody may do without."""
    offered = {name for name, kind in KINDS.items() if kind.is_optional and kind.may_tell(user)}
    off = offered.difference(wanted)
    known = queries.opted_out_by(user.id) & offered
    db.session.execute(
        sa.delete(NotificationOptOut).where(
            NotificationOptOut.user_id == user.id, NotificationOptOut.kind.in_(known - off)
        )
    )
    for kind in sorted(off - known):
        _opt_out(user.id, kind, now)


def unsubscribe(user_id: int, kind: str, now: datetime) -> None:
    """Switch one kind of reminder off for its reader. Saying it twice changes nothing."""
    if not KINDS[kind].is_optional:
        raise DomainError("Ce rappel ne peut pas être désactivé.")
    _opt_out(user_id, kind, now)


def _opt_out(user_id: int, kind: str, now: datetime) -> None:
    insert_once(NotificationOptOut, {"user_id": user_id, "kind": kind, "since": now}, key=["user_id", "kind"])
