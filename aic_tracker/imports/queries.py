"""Imports of a person, their lines, and what titles were matched with before."""

from collections.abc import Collection, Sequence
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.imports.models import ImportLine, KnownColumn, Outcome, SheetImport, State


def import_of(user: User, import_id: int, *, locked: bool = False) -> SheetImport | None:
    """`locked` makes a second identical request wait until the first has ended."""
    statement = sa.select(SheetImport).where(SheetImport.id == import_id, SheetImport.user_id == user.id)
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def imports_of(user: User) -> Sequence[SheetImport]:
    """The latest first; without their files."""
    statement = sa.select(SheetImport).where(SheetImport.user_id == user.id)
    statement = statement.options(sa.orm.defer(SheetImport.content), sa.orm.defer(SheetImport.trace))
    return db.session.scalars(statement.order_by(SheetImport.id.desc()).limit(20)).all()


def lines_of(sheet_import: SheetImport, outcome: Outcome | None) -> sa.Select[ImportLine]:
    statement = sa.select(ImportLine).where(ImportLine.import_id == sheet_import.id)
    if outcome:
        statement = statement.where(ImportLine.outcome == outcome)
    return statement.order_by(ImportLine.number)


def counts_of(sheet_import: SheetImport) -> dict[Outcome, int]:
    statement = sa.select(ImportLine.outcome, sa.func.count()).where(ImportLine.import_id == sheet_import.id)
    found = {row[0]: row[1] for row in db.session.execute(statement.group_by(ImportLine.outcome))}
    return {outcome: found.get(outcome, 0) for outcome in Outcome}


def written_lines(sheet_import: SheetImport) -> dict[int, bytes]:
    """By number, the mark of each line that is new or changed, as its preview shows it."""
    statement = sa.select(ImportLine.number, ImportLine.outcome, ImportLine.changes).where(
        ImportLine.import_id == sheet_import.id, ImportLine.outcome.in_((Outcome.NEW, Outcome.CHANGED))
    )
    rows = db.session.execute(statement.execution_options(yield_per=1_000))
    return {row.number: mark_of_line(row.outcome, row.changes) for row in rows}


def mark_of_line(outcome: Outcome, changes: Sequence[Sequence[str]]) -> bytes:
    """The same for two lines that write the same."""
    return sha256(repr((outcome.value, [list(one) for one in changes])).encode()).digest()[:16]


def marks_of(sheet_import: SheetImport) -> dict[str, int]:
    """By what each line that was read is of, its number: the first where two are of the same."""
    statement = sa.select(ImportLine.mark, ImportLine.number).where(
        ImportLine.import_id == sheet_import.id, ImportLine.mark.is_not(None)
    )
    return {row.mark: row.number for row in db.session.execute(statement.order_by(ImportLine.number.desc()))}


def known_columns(kind: str) -> dict[str, str]:
    """By folded title, the field."""
    statement = sa.select(KnownColumn.title, KnownColumn.field).where(KnownColumn.kind == kind)
    return {row.title: row.field for row in db.session.execute(statement)}


def percentages_key(kind: str) -> str:
    """What was said of percentages is kept beside the fields, by the same titles."""
    return f"{kind} %"


def known_percentages(kind: str, titles: Collection[str]) -> str | None:
    """What those of columns with such titles meant last time; None when two of them were not alike."""
    known = known_columns(percentages_key(kind))
    said = {known[title] for title in titles if title in known}
    return said.pop() if len(said) == 1 else None


def left_reading(before: datetime) -> Sequence[int]:
    """Those that nobody has gone on reading since."""
    statement = sa.select(SheetImport.id).where(SheetImport.state == State.READING, SheetImport.updated_at < before)
    return db.session.scalars(statement.order_by(SheetImport.updated_at).limit(10)).all()


def with_its_user(import_id: int) -> SheetImport | None:
    """One still being read, held, with who sent it."""
    statement = sa.select(SheetImport).where(SheetImport.id == import_id, SheetImport.state == State.READING)
    statement = statement.options(sa.orm.joinedload(SheetImport.user, innerjoin=True))
    return db.session.scalar(statement.with_for_update(of=SheetImport).execution_options(populate_existing=True))


def unused_since(instant: datetime) -> sa.Select[int]:
    return sa.select(SheetImport.id).where(SheetImport.updated_at < instant)
