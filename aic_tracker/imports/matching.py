"""Which row is the head, which column is which field: guessed by titles, blind to accents; a person has the last word.

Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aic_tracker.errors import DomainError
from aic_tracker.folding import searchable
from aic_tracker.imports.cells import Cell, Reading, is_empty, said

HEAD_WITHIN = 40  # rows
LONGEST_TITLE = 120


@dataclass(frozen=True)
class Field:
    """One thing to read in a row. `synonyms`: other titles of its column. `read` takes the cell."""

    name: str
    title: str
    read: Any  # Callable[[Cell], Reading]
    synonyms: tuple[str, ...] = ()
    is_required: bool = False
    hint: str = ""
    options: tuple[str, ...] = ()
    show: Any = None  # how the value is written in words; str by default

    def titles(self) -> list[str]:
        return [searchable(title) for title in (self.title, *self.synonyms)]


@dataclass(frozen=True)
class Column:
    """A column of the sheet: its place from 0, its title, and what stands under it."""

    place: int
    title: str
    samples: tuple[str, ...] = ()
    is_doubled: bool = False


class UnreadError(DomainError):
    """A value that could not be read is asked for: its problem is told already."""


class Values(dict[str, Any]):
    """By field. What could not be read (`unread`) is refused to whoever needs it, and is absent for the others."""

    def __init__(self) -> None:
        super().__init__()
        self.unread: set[str] = set()

    def __missing__(self, name: str) -> Any:
        if name in self.unread:
            raise UnreadError("", field=name)
        raise KeyError(name)


@dataclass(frozen=True)
class Row:
    """One row as it was read. `problems` are pairs (place of the column, reason)."""

    number: int  # as the spreadsheet counts it, from 1
    values: Values = field(default_factory=Values)
    notes: list[tuple[int, str]] = field(default_factory=list)
    problems: list[tuple[int | None, str]] = field(default_factory=list)
    # Title and text of the columns that nothing was said of, for the kinds that keep them.
    others: list[tuple[str, str]] = field(default_factory=list)

    def refuse(self, name: str, place: int | None, reason: str) -> None:
        self.values.unread.add(name)
        self.problems.append((place, reason))


def head_row(rows: Sequence[Sequence[Cell]], fields: Sequence[Field]) -> int | None:
    """Counted from 0; the first of those whose titles name the most fields. None when none does."""
    best, found = 0, None
    for number, row in enumerate(rows[:HEAD_WITHIN]):
        # A head is made of words.
        named = len(guess(columns_of([row], 0), fields)) if all(is_empty(c) or isinstance(c, str) for c in row) else 0
        if named > best:
            best, found = named, number
    return found


def columns_of(rows: Sequence[Sequence[Cell]], head: int) -> list[Column]:
    """The titled columns, and those that hold something without a title; with three values seen under each."""
    titles = rows[head] if head < len(rows) else []
    below = rows[head + 1 : head + 51]
    width = max((len(row) for row in (titles, *below)), default=0)
    found = []
    names = [searchable(said(cell)) for cell in titles]
    for place in range(width):
        title = " ".join(said(titles[place]).split())[:LONGEST_TITLE] if place < len(titles) else ""
        samples = [said(row[place])[:60] for row in below if place < len(row) and not is_empty(row[place])]
        if title or samples:
            is_doubled = bool(title) and names.count(names[place]) > 1
            found.append(Column(place, title, tuple(dict.fromkeys(samples))[:3], is_doubled))
    return found


def guess(
    columns: Sequence[Column], fields: Sequence[Field], remembered: Mapping[str, str] | None = None
) -> dict[str, int]:
    """The column of each field that is recognised. `remembered`: by folded title, the field it was given last time."""
    chosen: dict[str, int] = {}
    known = {one.name: one for one in fields}
    for column in columns:
        name = (remembered or {}).get(searchable(column.title))
        if name in known and name not in chosen:
            chosen[name] = column.place
    for exact in (True, False):
        for one in fields:
            for title in one.titles() if one.name not in chosen else ():
                place = next((c.place for c in columns if _is_named(c, title, exact, chosen)), None)
                if place is not None:
                    chosen[one.name] = place
                    break
    return chosen


def _is_named(column: Column, title: str, exact: bool, chosen: Mapping[str, int]) -> bool:
    if column.place in chosen.values() or not column.title:
        return False
    said_title = searchable(column.title)
    # « Nom du projet (public) » begins like « Nom du projet »; two words at least, or anything would match.
    return said_title == title if exact else " " in title and f"{said_title} ".startswith(f"{title} ")


def read_row(number: int, row: Sequence[Cell], fields: Sequence[Field], places: Mapping[str, int]) -> Row:
    """Each matched cell, read; a field without its column keeps no value, so that nothing of it changes."""
    read = Row(number)
    for one in fields:
        place = places.get(one.name)
        if place is None:
            continue
        cell = row[place] if place < len(row) else None
        try:
            reading: Reading = one.read(cell)
        except ValueError as refusal:
            read.refuse(one.name, place, str(refusal))
            continue
        if one.is_required and reading.value in (None, "", []):
            read.refuse(one.name, place, f"« {one.title} » est vide : remplissez cette cellule.")
            continue
        read.values[one.name] = reading.value
        if reading.note:
            read.notes.append((place, reading.note))
    return read


def others_of(titles: Sequence[Cell], row: Sequence[Cell], places: Mapping[str, int]) -> list[tuple[str, str]]:
    """Title and text of each titled column that is no field's."""
    taken = set(places.values())
    return [
        (" ".join(said(title).split()), said(row[place]).strip() if place < len(row) else "")
        for place, title in enumerate(titles)
        if place not in taken and not is_empty(title)
    ]
