"""Counts the SQL statements of a block."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from aic_tracker.db import db


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements run inside, in order: `with counted() as statements: …; assert len(statements) < 15`."""
    statements: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):  # said aloud on SQLite only
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
