"""Whether the queue runs: held until somebody decides, or paused for a while. Nothing here commits."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from aic_tracker.db import db
from aic_tracker.mail.models import QueueState

ROW = 1


def state() -> QueueState:
    """How things stand; a queue that never ran is neither held nor paused."""
    found = db.session.scalars(sa.select(QueueState).where(QueueState.id == ROW)).one_or_none()
    return found or QueueState(id=ROW, hold_reason="", paused_until=None, pause_reason="", last_tick_at=None)


def is_paused(queue: QueueState, now: datetime) -> bool:
    return queue.paused_until is not None and now < queue.paused_until


def hold(reason: str) -> None:
    """Deliver nothing but what people wait for, until `release`. A reason already given is kept."""
    _ensure()
    db.session.execute(
        sa.update(QueueState).where(QueueState.id == ROW, QueueState.hold_reason == "").values(hold_reason=reason[:500])
    )


def release() -> None:
    _set(hold_reason="")


def pause(until: datetime, reason: str) -> None:
    """Deliver nothing at all until then."""
    _set(paused_until=until, pause_reason=reason[:500])


def resume() -> None:
    _set(paused_until=None, pause_reason="")


def note_tick(now: datetime) -> None:
    _set(last_tick_at=now)


def _set(**values: object) -> None:
    _ensure()
    db.session.execute(sa.update(QueueState).where(QueueState.id == ROW).values(**values))


def _ensure() -> None:
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    first = insert(QueueState).values(id=ROW, hold_reason="", pause_reason="")
    db.session.execute(first.on_conflict_do_nothing(index_elements=["id"]))
