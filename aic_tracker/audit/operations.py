"""Write in the audit trail, and purge what is older than it is kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from aic_tracker.audit import chain, queries
from aic_tracker.audit.chain import Draft
from aic_tracker.audit.models import CHAIN, AuditChain, AuditEntry, Event, Outcome
from aic_tracker.db import db, own_transaction


def record(
    event: Event,
    *,
    actor_id: int | None,
    now: datetime,
    object_kind: str = "",
    object_id: int | None = None,
    outcome: Outcome = Outcome.DONE,
    details: dict[str, Any] | None = None,
) -> None:
    """Add one entry to the present transaction: it is kept if, and only if, that transaction commits.

    `details` holds identifiers, numbers and words of the tool: no name, no address, no text that somebody typed, no
    secret. `object_kind` is the table of the object.
    """
    draft = Draft(event, now, actor_id, object_kind, object_id, outcome, details or {})
    chain.await_commit(db.session(), draft)


def record_beside(drafts: Sequence[Draft]) -> None:
    """Add entries in a transaction of their own, at once: for what ends without one. The session must hold no lock."""
    with own_transaction() as connection:
        chain.append(connection, drafts)


def purge(before: datetime, now: datetime) -> int:
    """Delete the oldest entries, all those before the first that dates from `before` or later; gives how many.

    The seal of the last one deleted is kept: what remains is verified from there. To be called last in its
    transaction, or in one of its own: the chain is locked until its end.
    """
    db.session.flush()
    state = chain.lock(db.session.connection())
    last = queries.last_before(before, head=state.head_seq)
    if last is None or last.seq <= state.purged_seq:
        return 0
    # The anchor first: the database deletes nothing beyond it.
    anchor = {"purged_seq": last.seq, "purged_hash": last.hash, "purged_at": now}
    db.session.execute(sa.update(AuditChain).where(AuditChain.id == CHAIN).values(anchor))
    db.session.execute(sa.delete(AuditEntry).where(AuditEntry.seq <= last.seq))
    count: int = last.seq - state.purged_seq
    details = {"count": count, "last": last.seq}
    record(Event.PURGED_AUDIT, actor_id=None, now=now, details=details)
    return count
