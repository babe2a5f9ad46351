"""Imports of a person, their lines, and what titles were matched with before."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.imports.models import ImportLine, ImportSlice, KnownColumn, Outcome, SheetImport, State

UNDER_WAY = (State.APPLYING, State.UNDOING)


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


def next_lines(sheet_import: SheetImport, most: int) -> dict[int, bytes]:
    """By number, the mark of each of the next lines to write, as its preview shows it."""
    statement = sa.select(ImportLine.number, ImportLine.outcome, ImportLine.changes).where(
        ImportLine.number > sheet_import.reached, *_to_write(sheet_import)
    )
    rows = db.session.execute(statement.order_by(ImportLine.number).limit(most))
    return {row.number: mark_of_line(row.outcome, row.changes) for row in rows}


def written_of(sheet_import: SheetImport) -> tuple[int, int]:
    """How many lines are written, of how many to write."""
    written = sa.func.count().filter(ImportLine.number <= sheet_import.reached)
    row = db.session.execute(sa.select(written, sa.func.count()).where(*_to_write(sheet_import))).one()
    return row[0], row[1]


def _to_write(sheet_import: SheetImport) -> tuple[sa.ColumnElement[bool], ...]:
    is_written = ImportLine.outcome.in_((Outcome.NEW, Outcome.CHANGED))
    return ImportLine.import_id == sheet_import.id, is_written


def count_slices(sheet_import: SheetImport) -> int:
    statement = sa.select(sa.func.count()).where(ImportSlice.import_id == sheet_import.id)
    return db.session.execute(statement).scalar_one()


def steps_of(sheet_import: SheetImport) -> Iterator[list[Any]]:
    """What each slice wrote, the last first."""
    numbers = sa.select(ImportSlice.id).where(ImportSlice.import_id == sheet_import.id)
    # One at a time, each read whole: whoever asks may stop before the last.
    for slice_id in db.session.scalars(numbers.order_by(ImportSlice.number.desc())).all():
        yield db.session.execute(sa.select(ImportSlice.steps).where(ImportSlice.id == slice_id)).scalar_one()
    if sheet_import.trace:
        yield sheet_import.trace


def last_slice(sheet_import: SheetImport) -> ImportSlice | None:
    statement = sa.select(ImportSlice).where(ImportSlice.import_id == sheet_import.id)
    return db.session.scalar(statement.order_by(ImportSlice.number.desc()).limit(1))


def mark_of_line(outcome: Outcome, changes: Sequence[Sequence[str]]) -> bytes:
    """The same for two lines that write the same."""
    return sha256(repr((outcome.value, [list(one) for one in changes])).encode()).digest()[:16]


def marks_of(sheet_import: SheetImport) -> dict[str, int]:
    """By what each line that was read is of, its number: the first where two are of the same."""
    statement = sa.select(ImportLine.mark, ImportLine.number).where(
        ImportLine.import_id == sheet_import.id, ImportLine.mark.is_not(None)
    )
    return {row.mark: row.number for row in db.session.execute(statement.order_by(ImportLine.number.desc()))}


def source_of(titles: Collection[str]) -> str:
    """The same for two sheets of the same folded titles, in whatever order: they come from the same place."""
    return sha256("\n".join(sorted(titles)).encode()).hexdigest()[:40]


def known_columns(kind: str, titles: Collection[str]) -> dict[str, str]:
    """By folded title, the field: as in the last sheet of these titles, else where all the other sheets agree."""
    statement = sa.select(KnownColumn.source, KnownColumn.title, KnownColumn.field)
    statement = statement.where(KnownColumn.kind == kind, KnownColumn.title.in_(titles))
    own, others, source = {}, defaultdict(set), source_of(titles)
    for row in db.session.execute(statement):
        others[row.title].add(row.field)
        if row.source == source:
            own[row.title] = row.field
    return {title: one for title, (one, *more) in others.items() if not more} | own


def percentages_key(kind: str) -> str:
    """What was said of percentages is kept beside the fields, by the same titles."""
    return f"{kind} %"


def known_percentages(kind: str, titles: Collection[str]) -> str | None:
    """What those of columns with such titles meant last time; None when two of them were not alike."""
    known = known_columns(percentages_key(kind), titles)
    said = {known[title] for title in titles if title in known}
    return said.pop() if len(said) == 1 else None


def left_reading(before: datetime) -> Sequence[int]:
    """Those that nobody has gone on reading since."""
    statement = sa.select(SheetImport.id).where(SheetImport.state == State.READING, SheetImport.updated_at < before)
    return db.session.scalars(statement.order_by(SheetImport.updated_at).limit(10)).all()


def under_way() -> Sequence[int]:
    """Those being written, or taken back."""
    statement = sa.select(SheetImport.id).where(SheetImport.state.in_(UNDER_WAY))
    return db.session.scalars(statement.order_by(SheetImport.updated_at).limit(10)).all()


def with_its_user(import_id: int, *states: State) -> SheetImport | None:
    """One that is still in such a state, held, with who sent it."""
    statement = sa.select(SheetImport).where(SheetImport.id == import_id, SheetImport.state.in_(states))
    statement = statement.options(sa.orm.joinedload(SheetImport.user, innerjoin=True), sa.orm.defer(SheetImport.trace))
    return db.session.scalar(statement.with_for_update(of=SheetImport).execution_options(populate_existing=True))


def unused_since(instant: datetime) -> sa.Select[int]:
    return sa.select(SheetImport.id).where(SheetImport.updated_at < instant, SheetImport.state.not_in(UNDER_WAY))
