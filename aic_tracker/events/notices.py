"""What people are told at once of an event: the invitation, another date or place, that it is off, a place freed.

Queued in the transaction of the gesture itself, under a key that holds the sequence: told once, and as surely as done.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.events import calendar, links
from aic_tracker.events.models import Answer, Attendance, Event
from aic_tracker.mail import history, outbox
from aic_tracker.mail.kinds import MailKind, declare
from aic_tracker.mail.message import absolute_url
from aic_tracker.mail.models import MailStatus
from aic_tracker.mail.telling import telling

INVITATION = declare(MailKind("event-invitation", "Invitation à un événement", secret_path=links.PLACE))
CHANGED = declare(MailKind("event-moved", "Événement déplacé ou modifié", secret_path=links.PLACE))
CANCELLED = declare(MailKind("event-cancelled", "Événement annulé", is_for_closed_accounts=True))
LEFT = declare(MailKind("event-left", "Événement où la personne n’est plus attendue", is_for_closed_accounts=True))
PLACE = declare(MailKind("event-place", "Place libérée à un événement", secret_path=links.PLACE))
COMING = declare(MailKind("event-coming", "Événement à venir", keeps_hours=True, secret_path=links.PLACE))
THANKS = declare(MailKind("event-thanks", "Remerciements après un événement", keeps_hours=True))
OFF = (CANCELLED, LEFT)
REPLACED = "Remplacé par une annonce plus récente."


def tell_invited(event: Event, *, actor: User, now: datetime) -> int:
    """Invite those who have no invitation yet. Returns how many leave."""
    untold = [one for one in event.attendances if one.told_at is None and one.reader is not None]
    for one in untold:
        one.told_at = now
    db.session.flush()
    return _tell(INVITATION, event, untold, actor=actor, now=now)


def tell_change(event: Event, *, was_at: datetime | None, actor: User, now: datetime) -> None:
    """The new hours or place, with the event that replaces the former one; not to those who do not come."""
    _withdraw(event)
    people = [one for one in event.attendances if one.told_at and one.answer is not Answer.NO]
    _tell(CHANGED, event, people, actor=actor, now=now, was_at=was_at)


def tell_cancelled(event: Event, *, actor: User, now: datetime) -> None:
    _withdraw(event)
    people = [one for one in event.attendances if one.told_at and one.answer is not Answer.NO]
    _tell(CANCELLED, event, people, actor=actor, now=now)


def tell_taken_off(event: Event, people: Iterable[Attendance], *, actor: User, now: datetime) -> None:
    _tell(LEFT, event, [one for one in people if one.told_at], actor=actor, now=now)


def tell_placed(event: Event, people: Iterable[Attendance], *, now: datetime) -> None:
    """Those who waited, and have a place."""
    _tell(PLACE, event, list(people), actor=None, now=now)


def context(event: Event, attendance: Attendance) -> dict[str, Any]:
    """What each mail about an event says to one person. Who has no account has no page to open."""
    has_page = attendance.user_id is not None
    return {
        "title": event.title,
        "kind_label": event.kind.label,
        "starts_at": event.starts_at,
        "day": paris_day(event.starts_at),
        "territory": event.territory,
        "duration_minutes": event.duration_minutes,
        "place": event.place,
        "access_notes": event.access_notes,
        "online": event.link or "",
        "description": event.description,
        "reason": event.cancel_reason,
        "capacity": event.capacity,
        "answer": attendance.answer.value,
        "answers": {answer.value: url for answer, url in links.addresses(attendance).items()},
        "unread": calendar.UNREAD,
        "link": absolute_url(f"/evenements/{event.id}") if has_page else "",
        "is_optional": False,
        "why": "vous êtes invité·e à cet événement",
        "was_at": None,
    }


def _tell(
    template: str, event: Event, people: Iterable[Attendance], *, actor: User | None, now: datetime, **more: Any
) -> int:
    last = max(event.starts_at, more.get("was_at") or now)
    told = [one for one in people if _may_be_told(one, template)]
    if last <= now or not told:
        return 0
    queued: list[int | None] = []
    with telling(template, object_id=event.id, now=now) as mails:
        for one in told:
            reader = one.user or one.reader
            if reader is None:
                continue
            with mails.tell(reader):
                queued.append(_queue(template, event, one, actor=actor, now=now, last=last, **more))
    return sum(mail is not None for mail in queued)


def _queue(
    template: str,
    event: Event,
    one: Attendance,
    *,
    actor: User | None,
    now: datetime,
    last: datetime,
    **more: Any,
) -> int | None:
    reader = one.user or one.reader
    if reader is None:
        return None
    is_off = template in OFF
    words = context(event, one) | more
    if is_off:
        # There is nothing left to answer, nor, for who left, to open.
        words |= {"answers": {}, "link": words["link"] if template == CANCELLED else ""}
    ics = calendar.invitation(
        event,
        organiser=event.organiser,
        attendee=reader,
        answer=one.answer,
        now=now,
        method="CANCEL" if is_off else "REQUEST",
    )
    return outbox.enqueue(
        template,
        dedup_key=f"{template}:{event.id}:{event.sequence}:{one.id}{_answered(one) if template == PLACE else ''}",
        to=reader,
        now=now,
        useful_for=last - now,
        context=words,
        by=actor,
        reply_to=event.organiser if event.organiser_id != reader.id else None,
        attachments=[ics],
    )


def _answered(one: Attendance) -> str:
    """Of two places freed to one person, after two answers, each is told."""
    return f":{one.answered_at:%Y%m%dT%H%M%S%f}" if one.answered_at else ""


def _may_be_told(one: Attendance, template: str) -> bool:
    return one.reader is not None or (template in OFF and one.user is not None)


def _withdraw(event: Event) -> None:
    """What still waits, of an earlier change or of a date to come, says what is true no more."""
    earlier = [row for kind in (CHANGED, COMING) for row in history.with_keys(f"{kind}:{event.id}:", kind=kind)]
    waiting = [id for id, status in earlier if status is MailStatus.PENDING]
    outbox.cancel_pending(waiting, REPLACED)
