"""A picture of every row, to come back to after each thing tried: only the tables written to meanwhile are put back."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from aic_tracker.db import Base, db

NAMED = re.compile(r'\b(?:INTO|UPDATE|FROM)\s+"?(\w+)', re.IGNORECASE)


class Picture:
    """`rows`: by table, as they were. `written`: the tables that a transaction wrote to since, and kept.

    `has_committed`: a session did, whatever it wrote.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.written: set[str] = set()
        self.has_committed = False
        with app.app_context():
            self.url = db.engine.url
            self.rows: dict[str, list[dict[str, Any]]] = {
                table.name: [dict(row) for row in db.session.execute(sa.select(table)).mappings()]
                for table in ordinary_tables()
            }
            db.session.rollback()

    def restore(self) -> None:
        """Put back every row as it was."""
        if self.written:
            self._put_back()
        self.written.clear()
        self.has_committed = False

    def _put_back(self) -> None:
        with self.app.app_context(), db.engine.begin() as connection:
            # In any order: the references are whole again at the end.
            is_sqlite = connection.dialect.name == "sqlite"
            connection.exec_driver_sql(
                "PRAGMA defer_foreign_keys=ON" if is_sqlite else "SET LOCAL session_replication_role = replica"
            )
            for name in sorted(self.written):
                connection.execute(Base.metadata.tables[name].delete())
                if self.rows[name]:
                    connection.execute(Base.metadata.tables[name].insert(), self.rows[name])

    def _note(self, connection: sa.Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if connection.engine.url == self.url and not statement.startswith("SELECT"):
            named = self.rows.keys() & set(NAMED.findall(statement))
            connection.info.setdefault(self, set()).update(named)

    def _keep(self, connection: sa.Connection) -> None:
        self.written |= connection.info.pop(self, set())

    def _note_commit(self, _session: Session) -> None:
        self.has_committed = True

    def _forget(self, connection: sa.Connection) -> None:
        # What is noted goes with the driver's connection: one that was given up has nothing left to be asked.
        if not connection.invalidated:
            connection.info.pop(self, None)


@contextmanager
def taken(app: Flask) -> Iterator[Picture]:
    """A picture of what is there, which watches what is written meanwhile."""
    picture = Picture(app)
    watch = (
        (sa.Engine, "before_cursor_execute", picture._note),
        (sa.Engine, "commit", picture._keep),
        (sa.Engine, "rollback", picture._forget),
        (Session, "after_commit", picture._note_commit),
    )
    for each in watch:
        event.listen(*each)
    try:
        yield picture
    finally:
        for each in watch:
            event.remove(*each)


def ordinary_tables() -> list[sa.Table]:
    """All but the audit trail, which only grows."""
    return [table for table in Base.metadata.sorted_tables if not table.name.startswith("audit_")]
