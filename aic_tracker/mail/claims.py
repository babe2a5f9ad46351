"""Mails taken out of the queue under a fence: a claim raises the row's, and an older holder can no longer write.

Nothing here commits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from aic_tracker.db import db
from aic_tracker.mail.models import MailStatus, OutgoingMail

# The bare table: written twice a message, it costs half of what the mapped class does; each built once.
_TABLE = OutgoingMail.__table__


def _held(*states: MailStatus) -> sa.Update:
    """Change a mail that is in one of these states under a given fence."""
    return sa.update(_TABLE).where(  # type: ignore[arg-type]
        _TABLE.c.id == sa.bindparam("mail_id"),
        _TABLE.c.fence == sa.bindparam("held_fence"),
        sa.or_(*(_TABLE.c.status == state for state in states)),
    )


BEGUN = _held(MailStatus.CLAIMED)
# An answer that comes after the lease still tells the truth about a mail held doubtful meanwhile.
ANSWERABLE = _held(MailStatus.CLAIMED, MailStatus.HANDOFF, MailStatus.DOUBTFUL)


@dataclass(frozen=True)
class Claim:
    """A mail taken for delivery, with the fence that proves it."""

    id: int
    fence: int
    kind: str
    user_id: int | None
    laureate_id: int | None
    recipient: str
    content: bytes
    attempts: int
    useful_until: datetime
    created_at: datetime


def due(now: datetime, *, limit: int, only: Sequence[str] = ()) -> Sequence[int]:
    """Up to `limit` mails whose time has come, the longest waiting first; of the kinds `only` when given."""
    statement = (
        sa.select(OutgoingMail.id)
        .where(OutgoingMail.status == MailStatus.PENDING, OutgoingMail.next_attempt_at <= now)
        .order_by(OutgoingMail.next_attempt_at, OutgoingMail.id)
        .limit(limit)
        # PostgreSQL: rows that another scheduler is taking are left to it. SQLite: this transaction writes alone.
        .with_for_update(skip_locked=True)
    )
    if only:
        statement = statement.where(OutgoingMail.kind.in_(only))
    return db.session.scalars(statement).all()


def take(ids: Sequence[int], now: datetime, *, lease: timedelta) -> list[Claim]:
    """Claim these mails, in this order; without those that wait no more."""
    if not ids:
        return []
    taken = (
        sa.update(OutgoingMail)
        .where(OutgoingMail.id.in_(ids), OutgoingMail.status == MailStatus.PENDING)
        .values(status=MailStatus.CLAIMED, fence=OutgoingMail.fence + 1, lease_until=now + lease)
        .returning(
            OutgoingMail.id,
            OutgoingMail.fence,
            OutgoingMail.kind,
            OutgoingMail.user_id,
            OutgoingMail.laureate_id,
            OutgoingMail.recipient,
            OutgoingMail.content,
            OutgoingMail.attempts,
            OutgoingMail.useful_until,
            OutgoingMail.created_at,
        )
        .execution_options(synchronize_session=False)
    )
    claims = {row.id: Claim(**row._mapping) for row in db.session.execute(taken)}
    return [claims[id] for id in ids if id in claims]


def claim(now: datetime, *, lease: timedelta, limit: int, only: Sequence[str] = ()) -> list[Claim]:
    """Take up to `limit` mails whose time has come, the longest waiting first; of the kinds `only` when given."""
    return take(due(now, limit=limit, only=only), now, lease=lease)


def put_back(claims: Iterable[Claim]) -> None:
    """Give up claims that were not begun; no attempt is counted."""
    for claimed in claims:
        write(claimed, BEGUN, status=MailStatus.PENDING, lease_until=None)


def put_off(claims: Iterable[Claim], until: datetime, reason: str) -> None:
    """Give up claims that could not be checked: they are tried again then; no attempt is counted."""
    for claimed in claims:
        values: dict[str, Any] = {"lease_until": None, "next_attempt_at": until, "reason": reason[:500]}
        write(claimed, BEGUN, status=MailStatus.PENDING, **values)


def fail_unread(mail_id: int, reason: str) -> None:
    """Set aside a waiting mail whose row cannot be read: it would stop those behind it."""
    waiting = _TABLE.c.status == MailStatus.PENDING
    values = {"status": MailStatus.FAILED, "reason": reason[:500], "lease_until": None}
    db.session.execute(sa.update(_TABLE).where(_TABLE.c.id == mail_id, waiting).values(values))  # type: ignore[arg-type]


def mark_handoff(claimed: Claim, *, now: datetime, lease: timedelta, on: sa.Connection | None = None) -> bool:
    """Note that the message is about to be accepted; False when the claim was lost meanwhile."""
    return write(claimed, BEGUN, on, status=MailStatus.HANDOFF, lease_until=now + lease)


def write(claimed: Claim, held: sa.Update, on: sa.Connection | None = None, **values: Any) -> bool:
    writer = on or db.session
    result = writer.execute(held, {"mail_id": claimed.id, "held_fence": claimed.fence, **values})
    return bool(result.rowcount == 1)  # type: ignore[attr-defined]
