"""Preparing an event, announcing it, changing it; `answers` tells who comes, `door` who came."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from aic_tracker import config, formats
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.events import answers, guests, notices, queries
from aic_tracker.events.models import Answer, Audience, Event, EventStatus
from aic_tracker.journal import changes
from aic_tracker.journal.operations import record
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import at_any_time
from aic_tracker.mail.outsiders import Outsider

STALE = "Cet événement a été modifié entre-temps : comparez les deux versions avant d’enregistrer."
# What stands in the calendars of those invited.
IN_CALENDARS = ("title", "description", "duration_minutes", "place", "access_notes", "link")


@at_any_time
def prepare_event(
    organiser: User,
    *,
    actor: User,
    now: datetime,
    starts_at: datetime,
    laureates: Sequence[Laureate] = (),
    people: Sequence[User] = (),
    guests: Sequence[Outsider] = (),
    **values: Any,
) -> Event:
    """A draft: nobody is told of it before it is announced."""
    _must_be_to_come(starts_at, now)
    values = _fitting(values, laureates)
    host = urlsplit(config.current().app.base_url).hostname or "localhost"
    event = Event(
        organiser_id=organiser.id,
        organiser=organiser,
        starts_at=starts_at,
        uid=f"evenement-{uuid4().hex}@{host}"[:80],
        changed_at=now,
        attendances=[],
        laureates=list(laureates),
        **values,
    )
    db.session.add(event)
    _invite(event, people, guests, now)
    record(actor, "event.prepared", event, f"a préparé l’événement {event.title_and_day}")
    return event


@at_any_time
def edit_event(
    event: Event,
    *,
    actor: User,
    now: datetime,
    version: int,
    laureates: Sequence[Laureate] = (),
    people: Sequence[User] = (),
    guests: Sequence[Outsider] = (),
    **values: Any,
) -> None:
    """Change what is said of an event to come, and who is invited. What stands in calendars raises the sequence."""
    hold_version(event, version)
    must_be_open(event, now, "modifier")
    values = _fitting(values, laureates)
    _must_hold(event, values["capacity"])
    before, after = changes.apply(event, values)
    event.laureates = list(laureates)
    event.changed_at = now
    is_another = bool(set(after) & set(IN_CALENDARS))
    if is_another and event.is_announced:
        event.sequence += 1
    off = _invite(event, people, guests, now)
    record(actor, "event.edited", event, f"a modifié l’événement {event.title_and_day}", before=before, after=after)
    notices.tell_taken_off(event, off, actor=actor, now=now)
    if is_another and event.is_announced:
        notices.tell_change(event, was_at=None, actor=actor, now=now)
    answers.serve(event, now=now)


@at_any_time
def move_event(event: Event, *, actor: User, now: datetime, version: int, starts_at: datetime) -> None:
    """Give an event to come another date. Its calendar event stays the same one, its sequence is raised."""
    hold_version(event, version)
    must_be_open(event, now, "déplacer")
    _must_be_to_come(starts_at, now)
    if starts_at == event.starts_at:
        return
    before = event.starts_at
    event.starts_at, event.changed_at = starts_at, now
    event.sequence += 1
    record(
        actor,
        "event.moved",
        event,
        f"a déplacé l’événement « {event.title} » au {formats.moment(starts_at)}",
        before={"starts_at": before.isoformat()},
        after={"starts_at": starts_at.isoformat()},
    )
    if event.is_announced:
        notices.tell_change(event, was_at=before, actor=actor, now=now)


@at_any_time
def announce_event(event: Event, *, actor: User, now: datetime) -> int:
    """Send the invitations to those who have none yet. Returns how many leave."""
    queries.hold(event)
    must_be_open(event, now, "annoncer")
    guests.invite_newcomers(event, paris_day(now))
    if not event.attendances:
        raise DomainError("Personne n’est invité : modifiez l’événement pour dire qui l’est.")
    is_first = not event.is_announced
    event.status = EventStatus.ANNOUNCED
    event.changed_at = now
    db.session.flush()
    number = notices.tell_invited(event, actor=actor, now=now)
    if is_first or number:
        told = formats.plural(number, "personne")
        record(actor, "event.announced", event, f"a invité {told} à l’événement {event.title_and_day}")
    return number


@at_any_time
def cancel_event(event: Event, *, actor: User, now: datetime, version: int, reason: str) -> None:
    hold_version(event, version)
    must_be_open(event, now, "annuler")
    if not reason:
        raise DomainError("Indiquez pourquoi cet événement est annulé.", field="reason")
    event.status, event.cancel_reason, event.changed_at = EventStatus.CANCELLED, reason, now
    event.sequence += 1
    for one in event.attendances:
        one.needs = ""
    record(
        actor,
        "event.cancelled",
        event,
        f"a annulé l’événement {event.title_and_day}",
        after={"cancel_reason": reason},
    )
    notices.tell_cancelled(event, actor=actor, now=now)


@at_any_time
def write_thanks(event: Event, *, actor: User, now: datetime, version: int, thanks: str) -> None:
    """What leaves the working day after to those who came, or to those who said so when nobody noted who did."""
    hold_version(event, version)
    if event.status is EventStatus.CANCELLED:
        raise DomainError("Cet événement est annulé : il n’y a personne à remercier.")
    before, after = changes.apply(event, {"thanks": thanks})
    event.changed_at = now
    did = f"a écrit les remerciements de l’événement {event.title_and_day}"
    record(actor, "event.thanks", event, did, before=before, after=after)


def hold_version(event: Event, version: int) -> None:
    """Keep the row for this transaction, as it stands now; raises StaleError when it is not the one that was read."""
    queries.hold(event)
    if event.version != version:
        raise StaleError(STALE)


def must_be_open(event: Event, now: datetime, gesture: str) -> None:
    if event.status is EventStatus.CANCELLED:
        raise DomainError(f"Cet événement est annulé : on ne peut plus le {gesture}.")
    if event.starts_at <= now:
        raise DomainError(f"Cet événement a commencé : on ne peut plus le {gesture}.")


def _must_be_to_come(starts_at: datetime, now: datetime) -> None:
    if starts_at <= now:
        raise DomainError("Cette date est passée : indiquez une date à venir.", field="starts_at")


def _fitting(values: dict[str, Any], laureates: Sequence[Laureate]) -> dict[str, Any]:
    """What was typed, of which the audience keeps what it needs."""
    if values["audience"] is Audience.SEASON and values["season"] is None:
        raise DomainError("Choisissez la saison invitée.", field="season")
    if values["audience"] is Audience.LAUREATES and not laureates:
        raise DomainError("Cochez au moins un lauréat.", field="laureates")
    if not values["place"] and not values["link"]:
        raise DomainError("Indiquez le lieu, ou le lien de la visioconférence.", field="place")
    season = values["season"] if values["audience"] is Audience.SEASON else None
    return values | {"season": season, "season_id": season.id if season else None}


def _must_hold(event: Event, capacity: int | None) -> None:
    taken = sum(one.answer is Answer.YES for one in queries.guests(event))
    if capacity is not None and capacity < taken:
        people = formats.plural(taken, "personne a", "personnes ont")
        raise DomainError(f"{people} déjà une place : n’en retirez pas.", field="capacity")


def _invite(event: Event, people: Sequence[User], named: Sequence[Outsider], now: datetime) -> list[Any]:
    off = guests.invite(event, people=people, guests=named, today=paris_day(now))
    db.session.flush()
    return off
