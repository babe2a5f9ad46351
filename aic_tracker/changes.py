"""What is written, told as it is written: to the pictures kept below, and to whoever else `hear`s it.

Pictures are tables that follow from others and are kept beside them. A picture says what it follows; whatever writes
one of those rows, by whichever operation, then leaves a line here in the same transaction: no operation has to remember
it, and what is rolled back leaves none. Who draws the picture takes the lines away.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
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


@dataclass(frozen=True)
class Moved:
    """A row that a flush wrote; `is_whole`: it came or went."""

    row: Any
    is_whole: bool

    @cached_property
    def columns(self) -> frozenset[str]:
        """Those that have another value; all of them when the row came or went."""
        state = sa.inspect(self.row)
        names = state.mapper.column_attrs.keys()
        return frozenset(name for name in names if self.is_whole or state.attrs[name].history.has_changes())

    def values(self, column: str) -> set[Any]:
        """The one it has, and the one it had."""
        return {getattr(self.row, column), *(sa.inspect(self.row).attrs[column].history.deleted or ())}


Listener = Callable[[Session, Sequence[Moved]], None]

_listeners: list[Listener] = []
_pictures: dict[str, dict[str, Followed]] = {}


def hear(listener: Listener) -> None:
    """Call the listener at each flush, in its transaction, with the rows written; once, however often it asks."""
    if listener not in _listeners:
        _listeners.append(listener)


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


def tell_laureates(connection: sa.Connection, picture: str, laureate_ids: sa.Select[int]) -> None:
    """Have their rows drawn again at the next occasion."""
    found = laureate_ids.subquery()
    told = sa.select(sa.literal(picture), sa.literal("laureate"), found.c[0])
    connection.execute(sa.insert(Change).from_select(["picture", "table_name", "object_id"], told))


def forget_everything(connection: sa.Connection, change_ids: Sequence[int]) -> None:
    """Of these, those that say that all is to be drawn again."""
    connection.execute(sa.delete(Change).where(Change.id.in_(change_ids), Change.table_name == EVERYTHING))


@event.listens_for(Session, "after_flush")
def _rows_written(session: Session, _context: UOWTransaction) -> None:
    moved = [Moved(row, is_whole=True) for row in (*session.new, *session.deleted)]
    moved += [Moved(row, is_whole=False) for row in session.dirty]
    for listener in _listeners:
        listener(session, moved)


def _tell_rows(session: Session, moved: Iterable[Moved]) -> None:
    told = {
        (picture, followed.table, key)
        for one in moved
        for picture, tables in _pictures.items()
        if (followed := tables.get(one.row.__tablename__)) is not None
        for key in _keys(one, followed)
    }
    if told:
        _tell(session, told)


def _keys(moved: Moved, followed: Followed) -> set[int]:
    """The rows to tell of: one that moves from a parent to another concerns both."""
    if not moved.is_whole and not any(followed.shows(name) for name in moved.columns):
        return set()
    return moved.values(followed.key) - {None} if followed.key else {0}


hear(_tell_rows)


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
