"""Who came, noted at the door, on the day or later."""

from datetime import datetime

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.elision import of
from aic_tracker.errors import DomainError
from aic_tracker.events import queries
from aic_tracker.events.models import Attendance, Event
from aic_tracker.journal.operations import record
from aic_tracker.laureates.support import at_any_time


def is_open(event: Event, now: datetime) -> bool:
    """From the morning of the day on."""
    return event.is_announced and paris_day(event.starts_at) <= paris_day(now)


@at_any_time
def note_arrival(event: Event, attendance: Attendance, *, came: bool, actor: User, now: datetime) -> None:
    """Said again, it changes nothing: the hour of the first time stays."""
    _hold(event, now)
    if came == (attendance.came_at is not None):
        return
    attendance.came_at = now if came else None
    did = "a noté la présence" if came else "a retiré la présence"
    record(actor, "event.arrival", event, f"{did} {of(attendance.who)} à l’événement {event.title_and_day}")


@at_any_time
def add_arrival(event: Event, *, name: str, actor: User, now: datetime) -> Attendance:
    """Somebody who came without being invited: a name, and nothing to write to."""
    _hold(event, now)
    found = Attendance(event_id=event.id, name=name, user=None, is_named=True, came_at=now)
    db.session.add(found)
    record(actor, "event.arrival", event, f"a noté la présence {of(name)} à l’événement {event.title_and_day}")
    return found


def _hold(event: Event, now: datetime) -> None:
    queries.hold(event)
    if not event.is_announced:
        raise DomainError(f"Cet événement est {event.status.label.lower()} : personne n’y est à accueillir.")
    if not is_open(event, now):
        raise DomainError("La présence se note à partir du jour de l’événement.")
