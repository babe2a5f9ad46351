"""Forms already sent: a double click, or a page sent again, finds what the first one did instead of doing it twice."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from aic_tracker.accounts.models import SentForm
from aic_tracker.db import db

KEPT = timedelta(days=1)


def spend(key: str, now: datetime) -> bool:
    """Mark it as sent, within the transaction of what it does; False when another one has, which is waited for."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    statement = insert(SentForm).values(key=key, sent_at=now, location="").on_conflict_do_nothing()
    return db.session.execute(statement.returning(SentForm.key)).first() is not None


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
