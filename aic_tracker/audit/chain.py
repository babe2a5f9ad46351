"""The chain itself: how an entry is sealed, and how it is appended so that two writers never fork it."""

import json
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from aic_tracker.audit.models import CHAIN, AuditChain, AuditEntry, Event, Outcome
from aic_tracker.uniqueness import insert_once

AWAITING = "audit_awaiting"

# The request being answered, as the logs name it; « » outside of one.
request_id: ContextVar[str] = ContextVar("request_id", default="")


@dataclass(frozen=True)
class Draft:
    """An entry before it has its place in the chain."""

    event: Event
    at: datetime
    actor_id: int | None = None
    object_kind: str = ""
    object_id: int | None = None
    outcome: Outcome = Outcome.DONE
    details: dict[str, Any] = field(default_factory=dict)


def seal(values: Mapping[str, Any]) -> str:
    """SHA-256 over every column but the seal itself: JSON, keys sorted, ASCII, the instant in UTC microseconds."""
    at = values["at"]
    told = {name: values[name] for name in _SEALED}
    told["at"] = at.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(at, datetime) else at
    text = json.dumps(told, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return sha256(text.encode("ascii")).hexdigest()


_SEALED = tuple(column.name for column in AuditEntry.__table__.columns if column.name != "hash")


def append(connection: sa.Connection, drafts: Sequence[Draft]) -> None:
    """Give each its place at the end of the chain. Other writers wait from here to the end of the transaction."""
    seq, previous = _locked_head(connection)
    for draft in drafts:
        seq += 1
        values: dict[str, Any] = {
            "seq": seq,
            "at": draft.at,
            "event": draft.event.value,
            "actor_id": draft.actor_id,
            "object_kind": draft.object_kind,
            "object_id": draft.object_id,
            "outcome": draft.outcome.value,
            "details": draft.details,
            "request_id": request_id.get(),
            "previous_hash": previous,
        }
        values["hash"] = previous = seal(values)
        connection.execute(sa.insert(AuditEntry).values(values))
    connection.execute(sa.update(AuditChain).where(AuditChain.id == CHAIN).values(head_seq=seq, head_hash=previous))


def lock(connection: sa.Connection) -> sa.Row[Any]:
    """The row of the chain, kept from other writers; SQLite's transaction already holds the whole database."""
    wanted = sa.select(AuditChain.__table__).where(AuditChain.id == CHAIN).with_for_update()
    row = connection.execute(wanted).one_or_none()
    if row is None:
        insert_once(AuditChain, {"id": CHAIN}, key=["id"], on=connection)
        row = connection.execute(wanted).one()
    return row


def _locked_head(connection: sa.Connection) -> tuple[int, str]:
    row = lock(connection)
    return row.head_seq, row.head_hash


def await_commit(session: Session, draft: Draft) -> None:
    """Keep it until the transaction commits; a savepoint that is rolled back takes it away."""
    transaction = session.get_nested_transaction() or session.get_transaction() or session.begin()
    session.info.setdefault(AWAITING, []).append((transaction, draft))


# As late as can be: the chain is locked for the time of a commit, and never while another row is waited for.
@event.listens_for(Session, "before_commit")
def _append_awaiting(session: Session) -> None:
    if session.in_nested_transaction() or not (awaiting := session.info.get(AWAITING)):
        return
    session.flush()
    session.info[AWAITING] = []
    append(session.connection(), [draft for _, draft in awaiting])


@event.listens_for(Session, "after_soft_rollback")
def _drop_undone(session: Session, undone: SessionTransaction) -> None:
    if awaiting := session.info.get(AWAITING):
        session.info[AWAITING] = [(where, draft) for where, draft in awaiting if not _is_within(where, undone)]


@event.listens_for(Session, "after_transaction_end")
def _forget_at_the_end(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(AWAITING, None)


def _is_within(transaction: SessionTransaction | None, outer: SessionTransaction) -> bool:
    while transaction is not None and transaction is not outer:
        transaction = transaction.parent
    return transaction is outer
