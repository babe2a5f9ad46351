"""Append to the journal, inside the transaction of what it tells."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.audit import operations as audit
from aic_tracker.audit import verbs
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry


class Told(NamedTuple):
    obj: "Stored"
    summary: str
    laureate_id: int | None
    after: dict[str, Any]


class Stored(Protocol):
    @property
    def id(self) -> Any: ...

    @property
    def __tablename__(self) -> Any: ...


def record(
    actor: User | None,
    verb: str,
    obj: Stored,
    summary: str,
    *,
    laureate_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add one entry.

    `summary` is a French sentence without its subject (« a signé le diagnostic initial »). `before` and `after` hold
    the changed fields only, as JSON values. `actor` is None for what the scheduler does by itself. What matters to
    security goes to the audit trail too.
    """
    db.session.flush()  # gives a new object its identifier
    if told := verbs.event_of(verb, before, after, laureate_id=laureate_id):
        audit.record(
            told[0],
            actor_id=actor.id if actor else None,
            now=clock.now(),
            object_kind=obj.__tablename__,
            object_id=obj.id,
            details=told[1],
        )
    db.session.add(
        JournalEntry(
            at=clock.now(),
            actor_id=actor.id if actor else None,
            laureate_id=laureate_id,
            verb=verb,
            object_type=obj.__tablename__,
            object_id=obj.id,
            summary=summary[:500],
            before=before,
            after=after,
        )
    )


def record_several(actor: User, verb: str, told: Sequence[Told]) -> None:
    """An entry for each new object, of a verb that the audit trail does not keep."""
    db.session.flush()  # gives the objects their identifiers
    now = clock.now()
    db.session.add_all(
        JournalEntry(
            at=now,
            actor_id=actor.id,
            laureate_id=one.laureate_id,
            verb=verb,
            object_type=one.obj.__tablename__,
            object_id=one.obj.id,
            summary=one.summary[:500],
            before=None,
            after=one.after,
        )
        for one in told
    )
