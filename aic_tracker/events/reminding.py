"""The mails of an event that its dates ask for: seven days and one day before, and thanks once it is over.

Level-triggered, as reminders are: asked again, a mail that was queued is not queued twice. Guests without an account
have them too. Nothing here commits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aic_tracker import config
from aic_tracker.calendar_fr import next_working_day, paris_day, paris_instant, reminder_day
from aic_tracker.events import calendar, notices, queries
from aic_tracker.events.models import Answer, Attendance, Event
from aic_tracker.formats import plural
from aic_tracker.mail import history, outbox
from aic_tracker.mail.failures import Faults
from aic_tracker.mail.models import Stage

# Closed days move a mail by a few days.
SLACK = timedelta(days=8)
THANKS_USEFUL_FOR = timedelta(days=7)
# Who waits for a place is told when there is one, and who does not come of nothing more.
REMINDED = (Answer.YES, Answer.PERHAPS, Answer.INVITED)


def remind(now: datetime, faults: Faults) -> int:
    """Queue what this instant calls for; returns how many. One that cannot be written stops no other."""
    last = now + timedelta(days=max(config.current().reminders.checkpoint_coming_days)) + SLACK
    wanted = [
        (kind, key, event, one)
        for event in queries.to_tell(now - THANKS_USEFUL_FOR - SLACK, last)
        for kind, key, one in _due(event, now)
    ]
    known, queued = history.known([key for _kind, key, _event, _one in wanted]), 0
    for kind, key, event, one in wanted:
        if key not in known:
            with faults.apart(Stage.PLAN, kind, event.id, one.user_id):
                queued += _queue(kind, key, event, one, now)
    return queued


@dataclass(frozen=True)
class ToCome:
    """One mail that will leave, for all its readers as things stand: accounts, and how many guests without one."""

    due_at: datetime
    about: str
    reader_ids: Sequence[int]
    outsiders: int


def to_come(now: datetime, days: int) -> list[ToCome]:
    """Those of the next `days` days, the soonest first; one statement and its guests."""
    hour, until = config.current().reminders.hour, paris_instant(paris_day(now) + timedelta(days=days + 1), 0)
    last = until + timedelta(days=max(config.current().reminders.checkpoint_coming_days)) + SLACK
    found = []
    for event in queries.to_tell(now - THANKS_USEFUL_FOR - SLACK, last):
        for on in _recall_days(event):
            if now < paris_instant(on, hour) < min(event.starts_at, until):
                people = [one for one in event.attendances if one.answer in REMINDED and one.told_at]
                found.append(_to_come(event, paris_instant(on, hour), "Rappel de l’événement", people))
        thanked_at = paris_instant(_thanked_on(event), hour)
        if now < thanked_at < until:
            found.append(_to_come(event, thanked_at, "Remerciements après l’événement", thanked(event)))
    return sorted((one for one in found if one.reader_ids or one.outsiders), key=lambda one: (one.due_at, one.about))


def _to_come(event: Event, due_at: datetime, what: str, people: Sequence[Attendance]) -> ToCome:
    readers = [one for one in people if one.reader is not None]
    ids = [one.user_id for one in readers if one.user_id is not None]
    outsiders = len(readers) - len(ids)
    more = f", et à {plural(outsiders, 'personne')} sans compte" if outsiders else ""
    return ToCome(due_at, f"{what} {event.title_and_day}{more}", ids, outsiders)


def _recall_days(event: Event) -> list[date]:
    day, leads = paris_day(event.starts_at), config.current().reminders.checkpoint_coming_days
    return sorted({reminder_day(day - timedelta(days=lead), day, event.territory) for lead in leads})


def _thanked_on(event: Event) -> date:
    return next_working_day(paris_day(event.starts_at) + timedelta(days=1), event.territory)


def _due(event: Event, now: datetime) -> Iterator[tuple[str, str, Attendance]]:
    hour = config.current().reminders.hour
    if event.starts_at > now:
        passed = [on for on in _recall_days(event) if paris_instant(on, hour) <= now]
        if passed:
            on = max(passed)
            for one in event.attendances:
                # Who was invited since then has just read all of it.
                if one.answer in REMINDED and one.told_at and one.told_at < paris_instant(on, hour):
                    yield notices.COMING, _key(notices.COMING, event, on, one), one
        return
    on = _thanked_on(event)
    if paris_instant(on, hour) <= now < paris_instant(on, hour) + THANKS_USEFUL_FOR:
        for one in thanked(event):
            yield notices.THANKS, _key(notices.THANKS, event, on, one), one


def thanked(event: Event) -> list[Attendance]:
    """Those who came; when nobody noted it, those who said that they would."""
    came = [one for one in event.attendances if one.came_at is not None]
    return came or [one for one in event.attendances if one.answer is Answer.YES]


def _key(kind: str, event: Event, on: date, one: Attendance) -> str:
    return f"{kind}:{event.id}:{event.starts_at:%Y%m%dT%H%MZ}:{on:%Y%m%d}:{one.id}"


def _queue(kind: str, key: str, event: Event, one: Attendance, now: datetime) -> bool:
    reader = one.reader
    if reader is None:
        return False
    words = notices.context(event, one)
    is_over = kind == notices.THANKS
    if is_over:
        words |= {"answers": {}, "thanks": event.thanks, "why": "vous participiez à cet événement"}
    ics = calendar.invitation(event, organiser=event.organiser, attendee=reader, answer=one.answer, now=now)
    until = now + THANKS_USEFUL_FOR if is_over else event.starts_at
    mail = outbox.enqueue(
        kind,
        dedup_key=key,
        to=reader,
        now=now,
        useful_for=until - now,
        context=words,
        by=None,
        reply_to=event.organiser if event.organiser_id != reader.id else None,
        attachments=[] if is_over else [ics],
    )
    return mail is not None
