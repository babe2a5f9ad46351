"""What each line would write: read, judged, and for short files written then taken back, so that no rule is missed."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy.exc import IntegrityError

from aic_tracker import uniqueness
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.folding import searchable
from aic_tracker.imports.cells import Cell, cell_name, said
from aic_tracker.imports.kinds import KINDS
from aic_tracker.imports.kinds.base import Gathering, Judge, Judged, Kind, Scope, faults_of
from aic_tracker.imports.matching import Row, others_of, read_row
from aic_tracker.imports.models import Outcome, SheetImport
from aic_tracker.imports.tracing import Trace, traced

Line = dict[str, Any]
TOGETHER = 1_000  # lines written at once, of the kinds that gather them
LONGEST = 2_000  # characters of one value in the preview


def judge_all(
    received: SheetImport, rows: Sequence[tuple[int, Sequence[Cell]]], scope: Scope, *, rehearses: bool
) -> list[Line]:
    """One line a row. `rehearses`: each is written, and all taken back."""
    judge, read = _ready(received, rows, scope)
    with taken_back() if rehearses else nullcontext():
        return [_judged(received, judge, scope, row, cells, does=rehearses) for row, cells in read]


def write_all(
    received: SheetImport, rows: Sequence[tuple[int, Sequence[Cell]]], scope: Scope, trace: Trace
) -> Iterator[Line]:
    """Each line once it is written, or waits to be with those beside it; the first refusal is raised."""
    judge, read = _ready(received, rows, scope)
    for start in range(0, len(read), TOGETHER):
        for row, cells in read[start : start + TOGETHER]:
            yield _judged(received, judge, scope, row, cells, does=True, stops=True)
        if isinstance(judge, Gathering):
            judge.write_waiting()
            trace.let_go()


def _ready(
    received: SheetImport, rows: Sequence[tuple[int, Sequence[Cell]]], scope: Scope
) -> tuple[Judge, list[tuple[Row, Sequence[Cell]]]]:
    """The rows as they are read, and who judges them."""
    kind = KINDS[received.kind]
    own = {one.name for one in kind.fields}
    shared = {name: text for name, text in received.shared.items() if name in own - received.places.keys()}
    read = []
    for number, cells in rows:
        row = read_row(number, cells, kind.fields, received.places)
        _share(kind, row, shared)
        if kind.keeps_others:
            row.others.extend(others_of(scope.titles, cells, received.places))
        read.append((row, cells))
    judge = kind.judge(scope)
    if isinstance(judge, Gathering):
        judge.prepare([row for row, _cells in read])
    return judge, read


def _judged(
    received: SheetImport,
    judge: Judge,
    scope: Scope,
    row: Row,
    cells: Sequence[Cell],
    *,
    does: bool,
    stops: bool = False,
) -> Line:
    line = _line(received, KINDS[received.kind], judge, row, cells, does=does, stops=stops)
    return line | {"mark": scope.seen.mark_of(row.number)}


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written within is as if it had never been."""
    rehearsal = db.session.begin_nested()
    try:
        with traced():
            yield
    finally:
        rehearsal.rollback()


def _share(kind: Kind, row: Row, shared: dict[str, str]) -> None:
    """What was typed once for all lines."""
    for name, text in shared.items():
        try:
            row.values[name] = kind.field(name).read(text).value
        except ValueError as refusal:
            row.refuse(name, None, f"« {kind.field(name).title} », pour toutes les lignes : {refusal}")


def _line(
    received: SheetImport, kind: Kind, judge: Judge, row: Row, cells: Sequence[Cell], *, does: bool, stops: bool
) -> Line:
    judged = Judged(Outcome.REFUSED, _label(received, kind, row, cells))
    problems = [[_name(row.number, place), words] for place, words in row.problems]
    try:
        said_of = judge.judge(row)
        if not problems:
            judged = said_of
            if does and judged.write:
                judged.write() if isinstance(judge, Gathering) else write(judged.write)
    except DomainError as refusal:
        places = received.places
        problems += [[_name(row.number, places.get(name or "")), words] for name, words in untold(row, refusal)]
    if problems and stops:
        raise DomainError(f"{problems[0][0]} : {problems[0][1]}")
    return {
        "import_id": received.id,
        "number": row.number,
        "outcome": Outcome.REFUSED if problems else judged.outcome,
        "label": judged.label[:200],
        "changes": [] if problems else [[one[:LONGEST] for one in change] for change in judged.changes],
        "notes": [[_name(row.number, place), words] for place, words in row.notes],
        "problems": problems,
    }


def untold(row: Row, refusal: DomainError) -> list[tuple[str | None, str]]:
    """Field and reason: all that the judge refuses, but what reading the row told already."""
    faults = [one for one in faults_of(refusal) if one.field not in row.values.unread]
    return list(dict.fromkeys((one.field, one.message) for one in faults))


def write(one: Callable[[], object]) -> None:
    """Write one line, whole or not at all; raises DomainError, which names no column when a constraint refused."""
    try:
        with db.session.begin_nested():
            one()
    except IntegrityError as error:
        if (told := uniqueness.refusal(error)) is None:
            raise
        raise DomainError(told.message) from None


def _label(received: SheetImport, kind: Kind, row: Row, cells: Sequence[Cell]) -> str:
    """What the line is called, even when it is refused."""
    place = received.places.get(kind.key_field)
    typed = said(cells[place]) if place is not None and place < len(cells) else ""
    return typed if searchable(typed) else f"Ligne {row.number}"


def _name(number: int, place: int | None) -> str:
    return f"Ligne {number}" if place is None else cell_name(number, place)
