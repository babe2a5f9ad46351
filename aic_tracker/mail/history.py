"""What was queued, left, or was given up: asked by who wrote it, in the words of its own keys."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.mail.models import MailStatus, OutgoingMail

UNDER_WAY = (MailStatus.CLAIMED, MailStatus.HANDOFF)


def is_under_way_to(user: User) -> bool:
    statement = sa.select(OutgoingMail.id).where(_mails_of(user), OutgoingMail.status.in_(UNDER_WAY))
    return db.session.scalar(sa.select(statement.exists())) or False


def _mails_of(user: User) -> sa.ColumnElement[bool]:
    return sa.or_(OutgoingMail.user_id == user.id, OutgoingMail.recipient == user.email)


def mails_to(user: User) -> sa.Select[OutgoingMail]:
    """Every mail to the person, by account or by address."""
    return sa.select(OutgoingMail).where(_mails_of(user))


def with_keys(prefix: str, *, kind: str | None = None, laureate_id: int | None = None) -> list[tuple[int, MailStatus]]:
    """The mails whose keys begin with this, whatever became of them: number and state."""
    statement = sa.select(OutgoingMail.id, OutgoingMail.status)
    statement = statement.where(OutgoingMail.dedup_key.startswith(prefix, autoescape=True))
    if kind is not None:
        statement = statement.where(OutgoingMail.kind == kind)
    if laureate_id is not None:
        statement = statement.where(OutgoingMail.laureate_id == laureate_id)
    return [(id, status) for id, status in db.session.execute(statement)]


def known(keys: Collection[str]) -> set[str]:
    """Those of these keys under which a mail was queued, whatever became of it."""
    statement = sa.select(OutgoingMail.dedup_key).where(OutgoingMail.dedup_key.in_(keys))
    return set(db.session.scalars(statement)) if keys else set()


def of_kind(
    kind: str, laureate_ids: Collection[int], *, but: Sequence[MailStatus] = ()
) -> list[tuple[str, int | None, datetime]]:
    """Key, reader and instant of each mail of that kind about these laureates, the oldest first."""
    statement = (
        sa.select(OutgoingMail.dedup_key, OutgoingMail.user_id, OutgoingMail.created_at)
        .where(OutgoingMail.kind == kind, OutgoingMail.laureate_id.in_(laureate_ids))
        .where(OutgoingMail.status.not_in(but))
        .order_by(OutgoingMail.id)
    )
    return [(key, user_id, at) for key, user_id, at in db.session.execute(statement)] if laureate_ids else []


def recipients(
    prefixes: Sequence[str], *, laureate_id: int, among: Collection[int], but: Sequence[MailStatus]
) -> set[int]:
    """Those of these people to whom a mail whose key begins with one of these was queued, but in those states."""
    about = sa.or_(*(OutgoingMail.dedup_key.startswith(prefix) for prefix in prefixes))
    statement = sa.select(OutgoingMail.user_id).where(
        OutgoingMail.laureate_id == laureate_id,
        OutgoingMail.user_id.in_(among),
        OutgoingMail.status.not_in(but),
        about,
    )
    return {user_id for user_id in db.session.scalars(statement) if user_id is not None}


class Departure(NamedTuple):
    key: str
    user_id: int | None
    recipient: str
    status: MailStatus
    at: datetime


def departures(prefix: str, *, kind: str, laureate_id: int) -> list[Departure]:
    """The mails whose keys begin with this, the oldest first: when each left, or was queued if it has not left."""
    at = sa.func.coalesce(OutgoingMail.sent_at, OutgoingMail.created_at)
    statement = (
        sa.select(OutgoingMail.dedup_key, OutgoingMail.user_id, OutgoingMail.recipient, OutgoingMail.status, at)
        .where(OutgoingMail.kind == kind, OutgoingMail.laureate_id == laureate_id)
        .where(OutgoingMail.dedup_key.startswith(prefix, autoescape=True))
        .order_by(OutgoingMail.id)
    )
    return [Departure(*row) for row in db.session.execute(statement)]


def times_cancelled(key: str) -> int:
    """How many mails of this key, or of one made from it by a mark « # », were given up."""
    forerunners = sa.select(sa.func.count()).where(
        sa.or_(OutgoingMail.dedup_key == key, OutgoingMail.dedup_key.startswith(f"{key}#")),
        OutgoingMail.status == MailStatus.CANCELLED,
    )
    return db.session.scalar(forerunners) or 0


def to_people(kind: str, user_ids: Collection[int]) -> list[tuple[str, MailStatus, datetime]]:
    """Key, state and instant of each mail of that kind to these people that was not given up.

    Counted from when it left: a held queue may have kept it for weeks.
    """
    at = sa.func.coalesce(OutgoingMail.sent_at, OutgoingMail.created_at)
    statement = sa.select(OutgoingMail.dedup_key, OutgoingMail.status, at).where(
        OutgoingMail.kind == kind, OutgoingMail.user_id.in_(user_ids), OutgoingMail.status != MailStatus.CANCELLED
    )
    return [(key, status, sent_at) for key, status, sent_at in db.session.execute(statement)]


def empty(mail_ids: Collection[int], *, recipient: str) -> None:
    """Of mails that left, neither the words nor the address stay."""
    db.session.execute(
        sa.update(OutgoingMail)
        .where(OutgoingMail.id.in_(mail_ids))
        .values(content=b"", recipient=recipient)
        .execution_options(synchronize_session=False)
    )
