"""What a transaction writes, row by row, and taking it back while nothing else changed it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from aic_tracker.db import Base, Quantity, UtcDateTime, db
from aic_tracker.errors import DomainError
from aic_tracker.formats import NBSP

# What was said stays said: the journal, the mails that left, the accounts that were opened.
KEPT = {"journal_entry", "audit_entry", "audit_chain", "outgoing_mail", "user_account", "sign_in_link", "sheet_import"}
KEPT |= {"import_line", "known_column"}
# Drawn from the others, by whoever reads them.
DRAWN = ("standing_axis", "standing", "awaited", "awaited_drawn", "search_entry")
# Told of a project that is no more.
TELLING = ("journal_entry", "outgoing_mail")
CHANGED_SINCE = f"Ce que cet import a écrit a changé depuis{NBSP}: il ne s’annule plus d’un geste."

Step = list[Any]  # [table, key, before: None of what came, after: None of what went]


class Trace:
    def __init__(self) -> None:
        self.rows: dict[tuple[str, tuple[Any, ...]], tuple[Any, dict[str, Any] | None]] = {}
        self.settled: list[Step] = []
        self.gone: list[Step] = []
        # A new row let go, then read again, would outlive the savepoint that takes it away.
        self.held: list[Any] = []

    def note(self, session: Any, _context: Any) -> None:
        self.held += session.new
        for row in session.new:
            if row.__tablename__ not in KEPT:
                self.rows.setdefault((row.__tablename__, _key(row)), (row, None))
        for row in session.dirty:
            if row.__tablename__ in KEPT:
                continue
            _, before = self.rows.setdefault((row.__tablename__, _key(row)), (row, {}))
            if before is not None:
                for name in _columns(row):
                    history = sa.inspect(row).attrs[name].history
                    if history.has_changes() and name not in before:
                        before[name] = _plain(history.deleted[0] if history.deleted else None)

        for row in session.deleted:
            if row.__tablename__ not in KEPT:
                came = self.rows.pop((row.__tablename__, _key(row)), None)
                if came is None or came[1] is not None:
                    said = {name: _plain(getattr(row, name)) for name in _columns(row)}
                    before = came[1] if came and came[1] else {}
                    self.gone.append([row.__tablename__, list(_key(row)), said | before, None])

    def steps(self) -> list[Step]:
        """In the order of writing: what came, what changed, then what went."""
        found = []
        for (table, key), (row, before) in self.rows.items():
            names = _columns(row) if before is None else list(before)
            found.append([table, list(key), before, {name: _plain(getattr(row, name)) for name in names}])
        return self.settled + found + self.gone

    def let_go(self) -> None:
        """Keep of the rows that came what they say, and not the rows: nothing changes them later."""
        db.session.flush()
        for (table, key), (row, before) in list(self.rows.items()):
            if before is None:
                self.settled.append(
                    [table, list(key), None, {name: _plain(getattr(row, name)) for name in _columns(row)}]
                )
                del self.rows[table, key]
        for row in self.held:
            if row in db.session:
                db.session.expunge(row)
        self.held.clear()


@contextmanager
def traced() -> Iterator[Trace]:
    trace = Trace()
    session = db.session()
    event.listen(session, "after_flush", trace.note)
    try:
        yield trace
        session.flush()
    finally:
        event.remove(session, "after_flush", trace.note)


def take_back(steps: list[Step]) -> None:
    """Everything as it was. Raises DomainError, with nothing changed, when something else has changed it since."""
    models = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    try:
        with db.session.begin_nested():
            _forget_drawn([key[0] for table, key, before, _ in steps if table == "laureate" and before is None])
            for table, key, before, after in reversed(steps):
                row = db.session.get(models[table], tuple(key), populate_existing=True)
                if after is None:
                    _bring_back(models[table], row, before)
                    continue
                if row is None or any(_plain(getattr(row, name)) != value for name, value in after.items()):
                    raise DomainError(CHANGED_SINCE)
                _undo(row, before)
                db.session.flush()
    except IntegrityError:
        raise DomainError(CHANGED_SINCE) from None


def _bring_back(model: type[Any], row: Any, said: dict[str, Any]) -> None:
    if row is not None:
        raise DomainError(CHANGED_SINCE)
    columns = sa.inspect(model).columns
    db.session.add(model(**{name: _read(columns[name], value) for name, value in said.items()}))
    db.session.flush()


def _undo(row: Any, before: dict[str, Any] | None) -> None:
    mapper = sa.inspect(type(row))
    if before is not None:
        for name, value in before.items():
            setattr(row, name, _read(mapper.columns[name], value))
        return
    for relation in mapper.relationships:
        # What hangs on it was taken back before it, or refuses by its reference.
        if relation.direction is not sa.orm.RelationshipDirection.MANYTOONE:
            sa.orm.attributes.set_committed_value(row, relation.key, [] if relation.uselist else None)
    db.session.delete(row)


def _forget_drawn(laureate_ids: list[int]) -> None:
    for name in DRAWN if laureate_ids else ():
        table = Base.metadata.tables[name]
        db.session.execute(table.delete().where(table.c.laureate_id.in_(laureate_ids)))
    for name in TELLING if laureate_ids else ():
        table = Base.metadata.tables[name]
        db.session.execute(table.update().where(table.c.laureate_id.in_(laureate_ids)).values(laureate_id=None))


def _key(row: Any) -> tuple[Any, ...]:
    return tuple(sa.inspect(type(row)).primary_key_from_instance(row))


def _columns(row: Any) -> list[str]:
    version = sa.inspect(type(row)).version_id_col
    return [name for name, column in sa.inspect(type(row)).columns.items() if column is not version or version is None]


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def _read(column: sa.Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, sa.Enum) and column.type.enum_class:
        return column.type.enum_class(value)
    if isinstance(column.type, Quantity):
        return Decimal(value)
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, sa.Date) else value
