"""Runs the migrations on the application's own engine, so that both databases are opened as everywhere else.

Another engine may be given, `config.attributes["engine"]`: a database that is being restored, and not yet in use.
"""

import re
from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

from aic_tracker.commands.base import one_line
from aic_tracker.db import Base, Quantity, UtcDateTime
from aic_tracker.search.models import is_declared

LINEAR = re.compile(r"^(\d{4})_")


def _render_item(kind: str, obj: Any, _autogen: Any) -> str | bool:
    """A migration must stand without the application: its column types are written in SQLAlchemy's own words."""
    if kind == "type" and isinstance(obj, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(obj, Quantity):
        return "sa.BigInteger()"
    return False


def _number(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Revisions are numbered in their order: 0001, 0002, …"""
    if directives and directives[0].upgrade_ops is not None:
        head = context.script.get_current_head()
        directives[0].rev_id = f"{int(head) + 1 if head else 1:04d}"


def _check_references(connection: sa.Connection, state: str) -> None:
    """On the driver's own connection: within a transaction, SQLite ignores it without a word."""
    driver: Any = connection.connection.dbapi_connection
    driver.execute(f"PRAGMA foreign_keys={state}")


def run() -> None:
    engine: sa.Engine | None = context.config.attributes.get("engine")
    if engine is None:
        engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # Batch mode rebuilds tables: the references between them are checked once, at the end.
            _check_references(connection, "OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=_render_item,
            process_revision_directives=_number,
            include_object=is_declared,
        )
        with context.begin_transaction():
            context.run_migrations()
        if engine.dialect.name == "sqlite":
            if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                raise RuntimeError(f"foreign keys broken by a migration: {broken}")
            connection.rollback()
            _check_references(connection, "ON")


with one_line():
    run()
