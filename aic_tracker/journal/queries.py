"""The journal of a laureate, newest first."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_instant
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.prepared import prepared


def entries(
    laureate_id: int,
    *,
    actor: User | None = None,
    tables: Collection[str] | None = None,
    since: date | None = None,
    until: date | None = None,
) -> sa.Select[JournalEntry]:
    """With their actors, to be paged. `since` and `until` are Paris days, both included."""
    statement = sa.select(JournalEntry).where(JournalEntry.laureate_id == laureate_id)
    if actor:
        statement = statement.where(JournalEntry.actor_id == actor.id)
    if tables is not None:
        statement = statement.where(JournalEntry.object_type.in_(tables))
    if since:
        statement = statement.where(JournalEntry.at >= paris_instant(since, 0))
    if until:
        statement = statement.where(JournalEntry.at < paris_instant(until + timedelta(days=1), 0))
    return statement.options(joinedload(JournalEntry.actor)).order_by(JournalEntry.at.desc(), JournalEntry.id.desc())


def latest(laureate_id: int, count: int) -> Sequence[JournalEntry]:
    return db.session.scalars(*_latest(laureate_id, count)).all()


@prepared
def _latest(laureate_id: int, count: int) -> sa.Select[JournalEntry]:
    return entries(laureate_id).limit(count)


def last_instant() -> datetime | None:
    """When somebody, or the tool itself, did something for the last time."""
    return db.session.scalar(sa.select(JournalEntry.at).order_by(JournalEntry.id.desc()).limit(1))


def actors(laureate_id: int) -> Sequence[User]:
    """Who wrote in this journal, by name."""
    wrote = sa.select(JournalEntry.actor_id).where(JournalEntry.laureate_id == laureate_id)
    return accounts.those(wrote)


def tables(laureate_id: int) -> Sequence[str]:
    """The kinds of objects that this journal tells about, by table."""
    statement = sa.select(JournalEntry.object_type).where(JournalEntry.laureate_id == laureate_id).distinct()
    return db.session.scalars(statement.order_by(JournalEntry.object_type)).all()


def last_entries(verb: str, object_type: str, ids: Collection[int]) -> dict[int, datetime]:
    """By object, when the journal last told that of it."""
    about = sa.and_(JournalEntry.verb == verb, JournalEntry.object_type == object_type)
    statement = sa.select(JournalEntry.object_id, JournalEntry.at).where(about, JournalEntry.object_id.in_(ids))
    rows = db.session.execute(statement.order_by(JournalEntry.at))
    return {object_id: at for object_id, at in rows if object_id is not None}


def was_done(actor: User, verb: str, laureate_id: int, *, since: datetime) -> bool:
    """Whether this person did that to this laureate since that instant."""
    one = sa.select(JournalEntry.id).where(
        JournalEntry.actor_id == actor.id,
        JournalEntry.laureate_id == laureate_id,
        JournalEntry.verb == verb,
        JournalEntry.at >= since,
    )
    return bool(db.session.scalar(sa.select(one.exists())))


def told(verbs: Collection[str], first: date, last: date) -> Sequence[JournalEntry]:
    """What was done between these days, both included, to any laureate, by these verbs; with who did it."""
    statement = (
        sa.select(JournalEntry)
        .where(
            JournalEntry.laureate_id.is_not(None),
            JournalEntry.at >= paris_instant(first, 0) - timedelta(hours=1),
            JournalEntry.verb.in_(verbs),
        )
        .where(JournalEntry.at < paris_instant(last + timedelta(days=1), 0))
        .options(joinedload(JournalEntry.actor))
        .order_by(JournalEntry.at, JournalEntry.id)
    )
    return db.session.scalars(statement).all()


def numbered(entry_ids: Collection[int]) -> Sequence[JournalEntry]:
    """In the order in which they were written."""
    statement = sa.select(JournalEntry).where(JournalEntry.id.in_(entry_ids)).order_by(JournalEntry.id)
    return db.session.scalars(statement).all()
