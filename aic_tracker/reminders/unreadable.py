"""Rows that the database holds and the program cannot read: found, so that the others can be read without them.

What hangs from such a row by a column that is never empty is left out with it. Only for planning: elsewhere, what is
left out would pass for closed, or for nobody's.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.orm.interfaces import ExecutableOption

from aic_tracker.db import Base, db
from aic_tracker.mail import failures
from aic_tracker.mail.failures import Fault
from aic_tracker.mail.models import Stage

AT_ONCE = 500
# What is decoded as it is read; numbers and texts always are.
DECODED = (sa.Enum, sa.JSON, sa.DateTime, sa.Date, sa.types.TypeDecorator)
Keys = set[tuple[Any, ...]]

_left_out: ContextVar[Sequence[ExecutableOption]] = ContextVar("left_out", default=())


def known() -> list[Fault]:
    """Those found earlier that are still so, each read again by itself: as many statements as there are."""
    found = []
    for kind, id in failures.open_objects(Stage.READ):
        table = Base.metadata.tables.get(kind)
        if table is not None:
            here = next(iter(table.primary_key)) == id
            if error := _error(sa.select(*_decoded(table)).where(here)):
                found.append(Fault(Stage.READ, kind, id, None, None, error))
    return found


def find() -> list[Fault]:
    """One fault for each row; reads the whole database, but for long texts and files: never while it is held."""
    return [fault for table in Base.metadata.sorted_tables for fault in _of_table(table)]


def _of_table(table: sa.Table) -> list[Fault]:
    columns = _decoded(table)
    # What is not known by a number is the tool's own.
    is_numbered = isinstance(next(iter(table.primary_key)).type, sa.Integer)
    if not columns or not is_numbered or _error(sa.select(*columns)) is None:
        return []
    key = sa.tuple_(*table.primary_key)
    keys = [tuple(row) for row in db.session.execute(sa.select(*table.primary_key).order_by(*table.primary_key))]
    found = []
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        if _error(sa.select(*columns).where(key.in_(some))) is not None:
            for one in some:
                if error := _error(sa.select(*columns).where(key.in_([one]))):
                    found.append(Fault(Stage.READ, table.name, one[0], None, None, error))
    return found


def _decoded(table: sa.Table) -> list[sa.Column[Any]]:
    return [column for column in table.columns if isinstance(column.type, DECODED)]


def _error(statement: sa.Select[Any]) -> Exception | None:
    try:
        with db.session.begin_nested():
            db.session.execute(statement).all()
    except OperationalError:
        raise
    except Exception as error:
        return error
    return None


@contextmanager
def left_out(faults: Sequence[Fault]) -> Iterator[None]:
    """In here, nothing is read of these rows, nor of what hangs from them."""
    keys: dict[sa.Table, Keys] = {}
    for fault in faults:
        table = Base.metadata.tables[fault.kind]
        statement = sa.select(*table.primary_key).where(next(iter(table.primary_key)) == fault.object_id)
        _leave(table, {tuple(row) for row in db.session.execute(statement)}, keys)
    # What has no class only ties two rows: one of them is left out already.
    models = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    token = _left_out.set([_criteria(models[table], found) for table, found in keys.items() if table in models])
    try:
        yield
    finally:
        _left_out.reset(token)


def _leave(table: sa.Table, new: Keys, keys: dict[sa.Table, Keys]) -> None:
    new = new - keys.get(table, set())
    if not new:
        return
    keys[table] = keys.get(table, set()) | new
    for other in Base.metadata.sorted_tables:
        for constraint in other.foreign_keys:
            if constraint.column.table is table and not constraint.parent.nullable:
                hanging = sa.select(*other.primary_key).where(constraint.parent.in_([key[0] for key in new]))
                _leave(other, {tuple(row) for row in db.session.execute(hanging)}, keys)


def _criteria(model: type, keys: Keys) -> ExecutableOption:
    mapper: Mapper[Any] = sa.inspect(model)
    columns = [getattr(model, str(column.key)) for column in mapper.primary_key]
    return with_loader_criteria(model, sa.tuple_(*columns).not_in(sorted(keys)), include_aliases=True)


@event.listens_for(Session, "do_orm_execute")
def _leave_out(state: ORMExecuteState) -> None:
    # What a statement loads beside its rows follows its options.
    if state.is_select and not state.is_column_load and not state.is_relationship_load and _left_out.get():
        state.statement = state.statement.options(*_left_out.get())
