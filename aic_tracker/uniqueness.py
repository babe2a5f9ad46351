"""What stands once only: inserted by whoever comes first, and told in words to whoever comes second.

The words stand beside the constraint, in its `info` or its column's: `info=taken("Cette adresse a déjà un compte.")`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError

from aic_tracker.db import Base, db
from aic_tracker.errors import DomainError

SAME = "Quelqu’un vient d’enregistrer la même chose : rechargez la page pour voir ce qui est enregistré."
KEY = "taken"
UNIQUE_VIOLATION = "23505"  # SQLSTATE, as PostgreSQL gives it
CROSSED = ("40P01", "40001")  # deadlock, serialization failure
INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def taken(message: str, *, field: str | None = None) -> dict[str, Any]:
    """The `info` of what is unique: what a form is told when it is hit, and beside which of its fields."""
    return {KEY: (message, field)}


def insert_into(table: type[Base]) -> Any:
    """The dialect's own insert, which knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return INSERTS[db.engine.dialect.name](table)


def insert_once(
    table: type[Base], values: dict[str, Any], *, key: Sequence[str], on: sa.Connection | None = None
) -> Any | None:
    """Insert unless a row has this key, which is waited for while another transaction writes it.

    Gives the first column of the primary key, None when the row was there. `on`: another connection than the session's.
    """
    statement = insert_into(table).values(values).on_conflict_do_nothing(index_elements=list(key))
    statement = statement.returning(next(iter(table.__table__.primary_key)))
    return (on or db.session).execute(statement).scalar_one_or_none()


def refusal(error: IntegrityError) -> DomainError | None:
    """What to tell for a row that is there already; None when something else is wrong."""
    broken = _broken(error)
    if broken is None:
        return None
    said = next((one.info[KEY] for one in broken if KEY in one.info), (SAME, None))
    return DomainError(said[0], field=said[1])


def is_crossed(error: DBAPIError) -> bool:
    """Whether the database gave up this transaction for another's sake: the same again may well succeed."""
    return getattr(error.orig, "sqlstate", None) in CROSSED


def _broken(error: IntegrityError) -> list[Any] | None:
    """The constraint or index that was hit, then its columns; empty when unknown, None for another sort of error."""
    cause: Any = error.orig
    if getattr(cause, "sqlstate", None) == UNIQUE_VIOLATION:
        return next(([one, *columns] for one, columns in _unique() if one.name == cause.diag.constraint_name), [])
    if getattr(cause, "sqlite_errorname", "") in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"):
        names = set(re.findall(r"\w+\.\w+", str(cause)))
        return next(([one, *columns] for one, columns in _unique() if {str(each) for each in columns} == names), [])
    return None


def _unique() -> Iterator[tuple[sa.UniqueConstraint | sa.PrimaryKeyConstraint | sa.Index, list[sa.Column[Any]]]]:
    for table in Base.metadata.tables.values():
        for one in table.constraints:
            if isinstance(one, sa.UniqueConstraint | sa.PrimaryKeyConstraint):
                yield one, list(one.columns)
        for index in table.indexes:
            if index.unique:
                yield index, list(index.columns)
