"""What somebody could do to the audit trail who administers the database itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from aic_tracker.db import db


def guards() -> list[tuple[str, str]]:
    found = db.session.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    return [(name, sql) for name, sql in found]


@contextmanager
def unguarded() -> Iterator[None]:
    """The database lets everything be written, for a while."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("SET LOCAL session_replication_role = replica"))
        yield
        db.session.commit()
        return
    kept = guards()
    for name, _ in kept:
        db.session.execute(sa.text(f"DROP TRIGGER {name}"))
    yield
    for _, sql in kept:
        db.session.execute(sa.text(sql))
    db.session.commit()


def tamper(statement: Any) -> None:
    with unguarded():
        db.session.execute(statement)
    db.session.expire_all()
