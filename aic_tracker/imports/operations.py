"""The first steps of an import: its file, its columns, its lines as they would be written. `applying` writes them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.documents.rules import LONGEST_NAME
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.folding import searchable
from aic_tracker.formats import plural, thousands
from aic_tracker.imports import files, matching, percentages, queries
from aic_tracker.imports.cells import Cell, is_blank
from aic_tracker.imports.judging import judge_all
from aic_tracker.imports.kinds import KINDS
from aic_tracker.imports.kinds.base import Kind, Scope
from aic_tracker.imports.models import ImportLine, ImportSlice, KnownColumn, SheetImport, State
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import at_any_time

AT_ONCE = 5_000  # lines read in one request, or one tick
LOOKED_INTO = 10  # sheets of a workbook whose titles are compared
REHEARSED = 500  # lines up to which the preview does everything, then takes it back
KEPT = timedelta(days=30)
UNWRITTEN = (State.COLUMNS, State.READING, State.READY)
CHANGED_MEANWHILE = "Cet import a avancé dans une autre fenêtre : voici où il en est."


@at_any_time
def receive(
    kind: Kind, *, filename: str, content: bytes, actor: User, now: datetime, laureate: Laureate | None = None
) -> SheetImport:
    """Keep the file, with the sheet, the head and the columns that its titles suggest.

    Raises DomainError, saying what to do, for what is not a table.
    """
    files.refuse_misnamed(filename, content)
    sheet, head, places = _best_sheet(kind, content)
    received = SheetImport(
        user_id=actor.id,
        kind=kind.key,
        laureate_id=laureate.id if laureate else None,
        filename=filename.replace("\x00", "")[-LONGEST_NAME:] or "tableau",
        content=content,
        sheet=sheet,
        head=head,
        places=places,
        shared={},
        created_at=now,
        updated_at=now,
    )
    db.session.add(received)
    db.session.flush()
    return received


def _best_sheet(kind: Kind, content: bytes) -> tuple[str, int, dict[str, int]]:
    """The sheet whose titles name the most fields; the first one when none does."""
    names = files.sheet_names(content)
    best: tuple[str, int, dict[str, int]] = (names[0], 0, {})
    is_empty, has_lines = True, len(names) > LOOKED_INTO
    for name in names[:LOOKED_INTO]:
        rows = files.table_of(content, name).rows
        head = matching.head_row(rows, kind.fields) or 0
        is_empty, has_lines = is_empty and not any(map(any, rows)), has_lines or bool(_under(rows, head))
        columns = matching.columns_of(rows, head)
        places = _guess(kind, columns)
        if len(places) > len(best[2]):
            best = (name, head, places)
    if not has_lines:
        told = "est vide" if is_empty else "n’a aucune ligne sous ses titres"
        raise DomainError(f"Ce tableau {told} : remplissez-le, puis choisissez-le de nouveau.", field="file")
    return best


def _guess(kind: Kind, columns: Sequence[matching.Column]) -> dict[str, int]:
    return matching.guess(columns, kind.fields, queries.known_columns(kind.key, _titles(columns).values()))


@at_any_time
def choose_place(received: SheetImport, *, sheet: str, head: int, now: datetime) -> None:
    """Another sheet, or another head row: the columns are guessed again."""
    if received.state not in UNWRITTEN:
        raise StaleError(CHANGED_MEANWHILE)
    kind = KINDS[received.kind]
    table = files.table_of(_content(received), sheet)
    if head >= max(1, len(table.rows)):
        raise DomainError(f"Cette feuille n’a que {plural(len(table.rows), 'ligne')}.", field="head")
    columns = matching.columns_of(table.rows, head)
    received.places = _guess(kind, columns)
    received.sheet, received.head, received.updated_at = sheet, head, now


@at_any_time
def match(
    received: SheetImport, *, places: Mapping[str, int], shared: Mapping[str, str], actor: User, now: datetime
) -> None:
    """Say which column is which field, and what holds for every line; the lines are then read."""
    kind = KINDS[received.kind]
    if received.state not in UNWRITTEN:
        raise StaleError(CHANGED_MEANWHILE)
    for one in kind.fields:
        if one.is_required and one.name not in places and not shared.get(one.name):
            raise DomainError(f"Dites dans quelle colonne se trouve « {one.title} ».", field=f"column_{one.name}")
    chosen = list(places.values())
    for name, place in places.items():
        if chosen.count(place) > 1:
            raise DomainError("Cette colonne est déjà choisie pour un autre champ.", field=f"column_{name}")
    table = table_of(received)
    total = len(_numbers(table, received))
    if not total:
        raise DomainError("Il n’y a aucune ligne sous les titres : vérifiez la feuille et la ligne des titres.")
    if total > files.MOST_ROWS:
        most = thousands(files.MOST_ROWS)
        raise DomainError(f"Ce tableau a {thousands(total)} lignes : coupez-le en fichiers de {most} au plus.")
    answer = shared.get(percentages.ANSWER)
    if kind.asks_percentages and not answer:
        lines = (table.rows[number] for number in _numbers(table, received))
        if percentages.are_doubtful(lines, places):
            raise DomainError(
                "Des valeurs en % se lisent de deux façons : un tableur garde 0,73 sous « 73 % », et 1,5 sous "
                "« 150 % ». Dites ce qu’elles veulent dire.",
                field=f"all_{percentages.ANSWER}",
            )
    _remember(kind, matching.columns_of(table.rows, received.head), places, answer)
    forget_lines(received)
    received.problem = ""
    received.places, received.shared = dict(places), {name: text for name, text in shared.items() if text}
    received.state, received.total, received.read, received.updated_at = State.READING, total, 0, now
    db.session.flush()
    read_on(received, actor=actor, now=now)


def _numbers(table: files.Table, received: SheetImport) -> list[int]:
    """The rows that hold something under the head, counted from 0."""
    return _under(table.rows, received.head)


def _under(rows: Sequence[Sequence[Cell]], head: int) -> list[int]:
    return [number for number in range(head + 1, len(rows)) if not is_blank(rows[number])]


@at_any_time
def read_on(received: SheetImport, *, actor: User, now: datetime) -> None:
    """Read the next lines. Nothing is written but what would be."""
    if received.state is not State.READING:
        return
    table = table_of(received)
    numbers = _numbers(table, received)
    rows = [(number + 1, table.rows[number]) for number in numbers[received.read : received.read + AT_ONCE]]
    scope = scope_of(received, table, actor, now)
    scope.seen.marks.update(queries.marks_of(received))
    judged = judge_all(received, rows, scope, rehearses=received.total <= REHEARSED)
    db.session.execute(sa.insert(ImportLine), judged)
    received.read, received.updated_at = received.read + len(rows), now
    if received.read >= len(numbers):
        received.state = State.READY
    db.session.flush()


@at_any_time
def abandon(received: SheetImport) -> None:
    """Forget a file that was not imported."""
    if received.state not in UNWRITTEN:
        raise StaleError(CHANGED_MEANWHILE)
    forget_lines(received)
    files.forget_table()
    db.session.delete(received)


def forget(now: datetime) -> None:
    """Files left unfinished, and the lines of those that are done, go after thirty days."""
    old = queries.unused_since(now - KEPT)
    db.session.execute(sa.delete(ImportSlice).where(ImportSlice.import_id.in_(old)))
    db.session.execute(sa.delete(ImportLine).where(ImportLine.import_id.in_(old)))
    db.session.execute(sa.delete(SheetImport).where(SheetImport.id.in_(old)))


def forget_lines(received: SheetImport) -> None:
    db.session.execute(sa.delete(ImportLine).where(ImportLine.import_id == received.id))


def _remember(kind: Kind, columns: Sequence[matching.Column], places: Mapping[str, int], percents: str | None) -> None:
    """Which field each title was given, and what its percentages meant, for the next file."""
    titles = _titles(columns)
    given = {titles[place]: name for name, place in places.items() if titles.get(place)}
    valued = {title: percents for title, name in given.items() if percents and name in percentages.VALUES}
    source = queries.source_of(titles.values())
    for key, fields in ((kind.key, given), (queries.percentages_key(kind.key), valued)):
        known = sa.delete(KnownColumn).where(KnownColumn.kind == key, KnownColumn.source == source)
        db.session.execute(known.where(KnownColumn.title.in_(fields)))
        db.session.add_all(
            KnownColumn(kind=key, source=source, title=title, field=name) for title, name in fields.items()
        )


def _titles(columns: Sequence[matching.Column]) -> dict[int, str]:
    """By place, without accents nor capitals."""
    return {column.place: searchable(column.title)[:200] for column in columns}


def table_of(received: SheetImport) -> files.Table:
    return files.table_of(_content(received), received.sheet)


@at_any_time
def scope_of(received: SheetImport, table: files.Table, actor: User, now: datetime, *, writes: bool = False) -> Scope:
    laureate = laureates.laureate_with_periods(received.laureate_id) if received.laureate_id else None
    scope = Scope(
        actor=actor,
        now=now,
        today=paris_day(now),
        laureate=laureate,
        writes=writes,
        percentages=received.shared.get(percentages.ANSWER),
    )
    scope.titles.extend(table.rows[received.head])
    return scope


def _content(received: SheetImport) -> bytes:
    if received.content is None:
        raise StaleError(CHANGED_MEANWHILE)
    return received.content
