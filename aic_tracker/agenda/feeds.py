"""A person's own calendar, read by their calendar program at a secret address. Nothing here commits."""

import secrets
from datetime import date, datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

import sqlalchemy as sa

from aic_tracker import clock, config
from aic_tracker.accounts.models import User
from aic_tracker.agenda import queries
from aic_tracker.agenda.calendar import Entry, calendar_of
from aic_tracker.agenda.models import CalendarFeed
from aic_tracker.audit.models import Event
from aic_tracker.audit.operations import record
from aic_tracker.calendar_fr import paris_instant
from aic_tracker.checkpoints import queries as checkpoints
from aic_tracker.db import db
from aic_tracker.events import queries as events
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.queries import Visible
from aic_tracker.mail.message import absolute_url
from aic_tracker.roadmap import queries as roadmap
from aic_tracker.uniqueness import insert_once

PAST = timedelta(days=92)
AHEAD = timedelta(days=550)


def open_feed(user: User, *, now: datetime) -> str:
    """A new secret address, known from now on by its owner alone; the former one gives nothing any more."""
    token = secrets.token_urlsafe(32)
    values = {"token_hash": _hash(token), "created_at": now}
    if insert_once(CalendarFeed, {"user_id": user.id, **values}, key=["user_id"]) is None:
        db.session.execute(sa.update(CalendarFeed).where(CalendarFeed.user_id == user.id).values(values))
    record(Event.OPENED_CALENDAR, actor_id=user.id, now=now)
    db.session.flush()
    return absolute_url(f"/calendrier/{token}.ics")


def revoke(user: User) -> None:
    feed = queries.feed_of(user.id)
    if feed is not None:
        db.session.delete(feed)
        record(Event.CLOSED_CALENDAR, actor_id=user.id, now=clock.now())
        db.session.flush()


def find(token: str) -> CalendarFeed | None:
    """None when it was never given, revoked or replaced, and when its owner's account is deactivated."""
    return queries.feed_by_hash(_hash(token))


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def content(feed: CalendarFeed, visible: Visible, *, today: date) -> bytes:
    """The points, events, deadlines and terms of the reader, among the `visible` laureates, over twenty months."""
    reader, first, last = feed.user, today - PAST, today + AHEAD
    entries = [
        Entry(
            uid=point.uid,
            title=f"{point.laureate.name} — {point.kind.label.lower()}",
            link=absolute_url(f"/laureats/{point.laureate.slug}/points/{point.number}"),
            starts_at=point.starts_at,
            minutes=point.duration_minutes,
            place=point.place,
            sequence=point.sequence,
        )
        for point in checkpoints.points_to_see(reader, visible, today, first, last)
    ]
    entries += [
        Entry(
            uid=event.uid,
            title=event.title,
            link=absolute_url(f"/evenements/{event.id}"),
            starts_at=event.starts_at,
            minutes=event.duration_minutes,
            place=event.place or event.link or "",
            sequence=event.sequence,
        )
        for event in events.coming_to(reader, paris_instant(first, 0), paris_instant(last, 0))
    ]
    entries += [
        Entry(
            uid=_uid("objectif", objective.id),
            title=f"{laureate.name} — échéance : {objective.title}",
            link=absolute_url(f"/laureats/{laureate.slug}/feuille-de-route"),
            on=objective.due_on,
        )
        for objective, laureate in roadmap.due_of(reader, visible, first, last)
    ]
    entries += [
        Entry(
            uid=_uid("action", action.id),
            title=f"{laureate.name} — à faire : {action.title}",
            link=absolute_url(f"/laureats/{laureate.slug}/feuille-de-route"),
            on=action.due_on,
        )
        for action, laureate in roadmap.actions_due_of(reader, visible, first, last)
    ]
    entries += [
        Entry(
            uid=_uid("terme", period.id),
            title=f"{period.laureate.name} — dernier jour de l’accompagnement",
            link=absolute_url(f"/laureats/{period.laureate.slug}"),
            on=period.until - timedelta(days=1),
        )
        for period in laureates.ending_periods(reader, visible, today, first, last)
    ]
    return calendar_of(entries, stamp=feed.created_at)


def _uid(what: str, id: int) -> str:
    return f"{what}-{id}@{urlsplit(config.current().app.base_url).hostname or 'localhost'}"
