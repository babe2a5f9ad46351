"""Forms already sent: a double click, or a page sent again, finds what the first one did instead of doing it twice."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from aic_tracker.accounts.models import SentForm
from aic_tracker.db import db
from aic_tracker.uniqueness import insert_once

KEPT = timedelta(days=1)


def hold(key: str) -> None:
    """Wait for the same form that is being dealt with; SQLite's transactions wait for each other anyway."""
    if db.engine.dialect.name == "postgresql":
        number = int.from_bytes(bytes.fromhex(key[:16]), signed=True)
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def spend(key: str, now: datetime) -> bool:
    """Mark it as sent, within the transaction of what it does; False when another one has, which is waited for."""
    return insert_once(SentForm, {"key": key, "sent_at": now, "location": ""}, key=["key"]) is not None


def answer_of(key: str) -> str | None:
    """Where the first one was led; "" while that is not known, None when nothing was sent."""
    return db.session.scalar(sa.select(SentForm.location).where(SentForm.key == key))


def note_answer(key: str, location: str) -> None:
    """Keep where it was led."""
    statement = sa.update(SentForm).where(SentForm.key == key).values(location=location)
    db.session.execute(statement.execution_options(synchronize_session=False))


def forget(now: datetime) -> None:
    """Drop those that nobody will send again."""
    db.session.execute(sa.delete(SentForm).where(SentForm.sent_at < now - KEPT))
