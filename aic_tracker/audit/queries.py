"""What the audit trail holds, and whether it still holds together."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import Enum, auto
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import scoped_session

from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.audit import chain
from aic_tracker.audit.models import CHAIN, GENESIS, AuditChain, AuditEntry, Event
from aic_tracker.calendar_fr import paris_instant
from aic_tracker.db import db

AT_ONCE = 500

Reader = sa.Connection | scoped_session[Any]


def entries(
    *,
    actor: User | None = None,
    event: Event | None = None,
    since: date | None = None,
    until: date | None = None,
) -> sa.Select[AuditEntry]:
    """Newest first, to be paged. `since` and `until` are Paris days, both included."""
    statement = sa.select(AuditEntry)
    if actor:
        statement = statement.where(AuditEntry.actor_id == actor.id)
    if event:
        statement = statement.where(AuditEntry.event == event.value)
    if since:
        statement = statement.where(AuditEntry.at >= paris_instant(since, 0))
    if until:
        statement = statement.where(AuditEntry.at < paris_instant(until + timedelta(days=1), 0))
    return statement.order_by(AuditEntry.seq.desc())


def actors() -> Sequence[User]:
    """The accounts that the trail names as actors, by name."""
    wrote = sa.select(AuditEntry.actor_id).where(AuditEntry.actor_id.is_not(None))
    return accounts.those(wrote)


def names(found: Sequence[AuditEntry]) -> dict[int, str]:
    """By identifier, the present names of the accounts that these entries tell of."""
    ids = {entry.actor_id for entry in found if entry.actor_id is not None}
    ids |= {entry.object_id for entry in found if entry.object_kind == "user_account" and entry.object_id is not None}
    return {user.id: user.name for user in accounts.those(sorted(ids))}


def anonymous_within_an_hour(now: datetime) -> int:
    """How many entries nobody signed in made in the hour before."""
    statement = sa.select(sa.func.count()).select_from(AuditEntry)
    recent = statement.where(AuditEntry.at > now - timedelta(hours=1), AuditEntry.actor_id.is_(None))
    return db.session.execute(recent).scalar_one()


def last_before(before: datetime, *, head: int) -> AuditEntry | None:
    """The last of the oldest entries that all date from before that instant."""
    kept = db.session.scalar(sa.select(sa.func.min(AuditEntry.seq)).where(AuditEntry.at >= before))
    return db.session.get(AuditEntry, (head if kept is None else kept - 1))


class Fault(Enum):
    """What is wrong with the first entry that is."""

    MISSING = auto()  # it should stand here
    FOREIGN = auto()  # it does not follow the one before
    ALTERED = auto()  # it is not what was sealed
    UNREADABLE = auto()
    CUT = auto()  # the chain went on beyond
    UNANCHORED = auto()  # nothing says any more where the chain begins and ends


class Verdict(NamedTuple):
    """`fault` is None when the chain is whole; `seq` is then its end, otherwise the first broken entry."""

    length: int
    seq: int
    hash: str
    fault: Fault | None = None


def verify(on: sa.Connection | None = None) -> Verdict:
    """Read the whole chain again, from its anchor to its end. `on`: of another database than the application's."""
    read: Reader = on or db.session
    while True:
        # Its greatest number first: whatever is appended meanwhile stands beyond it.
        last = read.scalar(sa.select(sa.func.max(AuditEntry.seq)))
        state = _state(read)
        verdict = _walk(read, state, last or 0)
        # A purge that came meanwhile explains what is missing; what is appended meanwhile explains nothing.
        if verdict.fault is None or _purged(_state(read)) == _purged(state):
            return verdict


def is_sealed(seq: int, seal: str) -> bool:
    """Whether that entry carries that seal; of what was purged, the last entry alone is still known."""
    state = _state(db.session)
    if state is not None and (state.purged_seq, state.purged_hash) == (seq, seal):
        return True
    return db.session.scalar(sa.select(AuditEntry.hash).where(AuditEntry.seq == seq)) == seal


def _state(read: Reader) -> sa.Row[Any] | None:
    return read.execute(sa.select(AuditChain.__table__).where(AuditChain.id == CHAIN)).one_or_none()


def _purged(state: sa.Row[Any] | None) -> int | None:
    return None if state is None else state.purged_seq


def _walk(read: Reader, state: sa.Row[Any] | None, last: int) -> Verdict:
    if state is None:
        first = read.scalar(sa.select(sa.func.min(AuditEntry.seq)))
        return Verdict(0, 0, GENESIS) if first is None else Verdict(0, first, "", Fault.UNANCHORED)
    seq, previous, count = state.purged_seq, state.purged_hash, 0
    for found, entry in _rows(read, head=state.head_seq):
        if found != seq + 1:
            return Verdict(count, min(found, seq + 1), "", Fault.MISSING if found > seq else Fault.FOREIGN)
        if fault := _fault(entry, previous):
            return Verdict(count, found, "", fault)
        seq, previous, count = found, str(entry and entry["hash"]), count + 1
    if seq < state.head_seq:
        return Verdict(count, seq + 1, "", Fault.CUT)
    if previous != state.head_hash:
        return Verdict(count, seq, "", Fault.ALTERED)
    return Verdict(count, last, "", Fault.FOREIGN) if last > seq else Verdict(count, seq, previous)


def _fault(entry: dict[str, Any] | None, previous: str) -> Fault | None:
    if entry is None:
        return Fault.UNREADABLE
    try:
        sealed = chain.seal(entry)
    except (TypeError, ValueError):
        return Fault.ALTERED
    if sealed != entry["hash"]:
        return Fault.ALTERED
    return None if entry["previous_hash"] == previous else Fault.FOREIGN


def _rows(read: Reader, *, head: int) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """By number, up to the end of the chain; None for what cannot even be read."""
    last, size = -(2**31), AT_ONCE
    within = sa.select(AuditEntry.__table__).where(AuditEntry.seq <= head).order_by(AuditEntry.seq)
    while True:
        try:
            rows = read.execute(within.where(AuditEntry.seq > last).limit(size)).mappings().all()
        except (LookupError, TypeError, ValueError):
            if size > 1:
                size = 1  # then one by one, up to the one at fault
                continue
            last = read.scalar(sa.select(sa.func.min(AuditEntry.seq)).where(AuditEntry.seq > last)) or head
            yield last, None
            continue
        if not rows:
            return
        for row in rows:
            yield row["seq"], dict(row)
        last, size = rows[-1]["seq"], AT_ONCE
