"""Pictures: tables that follow from others and are kept beside them. What moves under one is told as it is written.

A picture says what it follows; whatever writes one of those rows, by whichever operation, then leaves a line here in
the same transaction: no operation has to remember it, and what is rolled back leaves none. Who draws the picture takes
the lines away.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, UOWTransaction, mapped_column

from aic_tracker.db import Base, Model, db

EVERYTHING = ""
AT_ONCE = 500


class Change(Model):
    """Something that a picture follows was written; `object_id` is a row of that table, 0 for all of them."""

    __tablename__ = "change"
    __table_args__ = (sa.Index("ix_change_picture_id", "picture", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    picture: Mapped[str] = mapped_column(sa.String(24))
    table_name: Mapped[str] = mapped_column(sa.String(40))
    object_id: Mapped[int]


@dataclass(frozen=True)
class Followed:
    """A table that a picture follows. What is told is the row of `table` that the column `key` names, or EVERYTHING.

    `columns`: those that the picture shows; none given, all of them.
    """

    table: str
    key: str
    columns: frozenset[str] = frozenset()

    def shows(self, column: str) -> bool:
        return not self.columns or column in self.columns or column == self.key


_pictures: dict[str, dict[str, Followed]] = {}


def follow(picture: str, tables: Mapping[type[Base], Followed]) -> None:
    """Say once what a picture is drawn from."""
    _pictures[picture] = {model.__tablename__: followed for model, followed in tables.items()}


def is_moved(picture: str) -> sa.Exists:
    """Whether something under the picture was written since it was drawn."""
    return sa.exists().where(Change.picture == picture)


def told(picture: str, *, most: int | None = None) -> list[Change]:
    """What was, the oldest first."""
    statement = sa.select(Change).where(Change.picture == picture).order_by(Change.id)
    return list(db.session.scalars(statement if most is None else statement.limit(most)))


def forget(connection: sa.Connection, change_ids: Sequence[int]) -> None:
    """The picture shows them now. By connection: what is drawn is written in a transaction of its own."""
    for start in range(0, len(change_ids), AT_ONCE):
        connection.execute(sa.delete(Change).where(Change.id.in_(change_ids[start : start + AT_ONCE])))


@event.listens_for(Session, "after_flush")
def _tell_rows(session: Session, _context: UOWTransaction) -> None:
    told = {
        (picture, followed.table, key)
        for picture, tables in _pictures.items()
        for row, is_whole in _written(session)
        if (followed := tables.get(row.__tablename__)) is not None
        for key in _keys(row, followed, is_whole=is_whole)
    }
    if told:
        _tell(session, told)


def _written(session: Session) -> Iterator[tuple[Any, bool]]:
    """Each row, and whether it is one that came or went."""
    for row in (*session.new, *session.deleted):
        yield row, True
    for row in session.dirty:
        yield row, False


def _keys(row: Any, followed: Followed, *, is_whole: bool) -> set[int]:
    """The rows to tell of: one that moves from a parent to another concerns both."""
    state = sa.inspect(row)
    moved = [name for name in sorted(state.mapper.column_attrs.keys()) if state.attrs[name].history.has_changes()]
    if not is_whole and not any(followed.shows(name) for name in moved):
        return set()
    if not followed.key:
        return {0}
    before = state.attrs[followed.key].history.deleted or ()
    return {key for key in (getattr(row, followed.key), *before) if key is not None}


@event.listens_for(Session, "do_orm_execute")
def _tell_statement(state: ORMExecuteState) -> None:
    """A statement that writes many rows says not which: whoever follows one of its columns looks at them all."""
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    table: sa.Table = state.statement.table  # type: ignore[attr-defined]
    named = _named(state) if state.is_update else set()
    told = {
        (picture, EVERYTHING, 0)
        for picture, tables in _pictures.items()
        if (followed := tables.get(table.name)) is not None
        if not named or any(followed.shows(name) for name in named)
    }
    if told:
        _tell(state.session, told)


def _named(state: ORMExecuteState) -> set[str]:
    """The columns that an update sets; none when it does not say."""
    values = getattr(state.statement, "_values", None) or {}
    return {str(getattr(column, "key", column)) for column in values}


def _tell(session: Session, told: set[tuple[str, str, int]]) -> None:
    rows = [{"picture": picture, "table_name": table, "object_id": key} for picture, table, key in sorted(told)]
    session.connection().execute(sa.insert(Change), rows)
