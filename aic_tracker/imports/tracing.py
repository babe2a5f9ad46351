"""What a transaction writes, row by row, and taking it back while nothing else changed it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from aic_tracker.db import Base, Quantity, UtcDateTime, db
from aic_tracker.errors import DomainError
from aic_tracker.formats import NBSP

# What was said stays said: the journal, the mails that left, the accounts that were opened.
KEPT = {"journal_entry", "audit_entry", "audit_chain", "outgoing_mail", "user_account", "sign_in_link", "sheet_import"}
KEPT |= {"import_line", "import_slice", "known_column"}
# Drawn from the others, by whoever reads them.
DRAWN = ("standing_axis", "standing", "awaited", "awaited_drawn", "search_entry")
# Told of a project that is no more.
TELLING = ("journal_entry", "outgoing_mail")
CHANGED_SINCE = f"Ce que cet import a écrit a changé depuis{NBSP}: il ne s’annule plus d’un geste."

TOGETHER = 500
Place = tuple[str, tuple[Any, ...]]  # table and key
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
    try:
        with db.session.begin_nested():
            _forget_drawn([key[0] for table, key, before, _ in steps if table == "laureate" and before is None])
            rows = _rows_of(steps)
            doing = None
            for table, key, before, after in reversed(steps):
                place, kind = (table, tuple(key)), (table, before is None)
                # What refers to a row goes before it; rows of one table that refer to none of it go together.
                if kind != doing or table in _refer_to_themselves():
                    db.session.flush()
                doing = kind
                row = rows.get(place)
                if after is None:
                    rows[place] = _bring_back(_models()[table], row, before)
                    continue
                if row is None or any(_plain(getattr(row, name)) != value for name, value in after.items()):
                    raise DomainError(CHANGED_SINCE)
                _undo(row, before)
            db.session.flush()
    except IntegrityError:
        raise DomainError(CHANGED_SINCE) from None


def take_back_but_changed(steps: list[Step]) -> int:
    """The same, but what somebody changed since stays as they left it; how many rows that is."""
    try:
        take_back(steps)
    except DomainError:
        return sum(not _is_taken_back(step) for step in reversed(steps))
    return 0


def _is_taken_back(step: Step) -> bool:
    try:
        take_back([step])
    except DomainError:
        return False
    return True


def check_unchanged(slices: Iterable[list[Step]]) -> None:
    """Raises DomainError when something else has changed what these wrote, the last first; changes nothing."""
    later: dict[Place, dict[str, Any]] = {}  # what rows hold once the later slices are taken back
    for steps in slices:
        rows = _rows_of(steps)
        for table, key, before, after in reversed(steps):
            place = (table, tuple(key))
            row, over = rows.get(place), later.get(place, {})
            is_there = row is not None or bool(over)
            if is_there != (after is not None):
                raise DomainError(CHANGED_SINCE)
            for name, said in (after or {}).items():
                if (over[name] if name in over else _plain(getattr(row, name))) != said:
                    raise DomainError(CHANGED_SINCE)
            if before is not None:
                later[place] = over | before


@cache
def _models() -> dict[str, type[Any]]:
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


@cache
def _refer_to_themselves() -> frozenset[str]:
    tables = Base.metadata.tables.items()
    return frozenset(name for name, table in tables if any(key.column.table is table for key in table.foreign_keys))


def _rows_of(steps: Sequence[Step]) -> dict[Place, Any]:
    """As they are now, those of a table together."""
    keys: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for table, key, _before, _after in steps:
        keys[table].add(tuple(key))
    found: dict[Place, Any] = {}
    for table, wanted in keys.items():
        model = _models()[table]
        columns = sa.inspect(model).primary_key
        ordered = sorted(wanted, key=repr)
        for start in range(0, len(ordered), TOGETHER):
            some = ordered[start : start + TOGETHER]
            named = columns[0].in_([key[0] for key in some]) if len(columns) == 1 else sa.tuple_(*columns).in_(some)
            statement = sa.select(model).where(named).execution_options(populate_existing=True)
            found |= {(table, _key(row)): row for row in db.session.scalars(statement).unique()}
    return found


def _bring_back(model: type[Any], row: Any, said: dict[str, Any]) -> Any:
    if row is not None:
        raise DomainError(CHANGED_SINCE)
    columns = sa.inspect(model).columns
    back = model(**{name: _read(columns[name], value) for name, value in said.items()})
    db.session.add(back)
    return back


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
