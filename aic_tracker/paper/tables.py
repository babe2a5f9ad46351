"""A list as a file: what each column says of a row, whatever the file that holds it. Declared once a list."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, auto
from fractions import Fraction
from functools import cached_property
from operator import attrgetter
from typing import Any

from aic_tracker import formats
from aic_tracker.calendar_fr import PARIS
from aic_tracker.formats import whole_percent
from aic_tracker.inputs import plain_number
from aic_tracker.paper.sheets import Cell, neutral


class Kind(Enum):
    TEXT = auto()
    LONG = auto()
    DAY = auto()
    MOMENT = auto()  # an instant, told in Paris hours
    COUNT = auto()
    MONEY = auto()  # cents, told in euros
    TIME = auto()  # quarter days, told in days
    SHARE = auto()  # 0 to 1, told in whole percents


# Characters that a column takes in a sheet; the others, as many as their titles.
WIDTHS = {Kind.TEXT: 28, Kind.LONG: 60, Kind.DAY: 12, Kind.MOMENT: 17, Kind.MONEY: 14}
NARROWEST, WIDEST_TITLE = 10, 24


@dataclass(frozen=True)
class Column:
    """`value`: the name of an attribute, dotted if need be, or a function of the row.

    `needs`: the name of a permission without which the column is left out.
    """

    title: str
    value: str | Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    needs: str = ""

    @cached_property
    def read(self) -> Callable[[Any], Any]:
        """The value of a row, as it is kept: cents, quarter days, an instant."""
        return attrgetter(self.value) if isinstance(self.value, str) else self.value

    def cell(self, row: Any) -> Cell:
        value = self.read(row)
        return None if value is None else _CELLS.get(self.kind, _text)(value)

    def shown(self, row: Any) -> str:
        """As a page writes it."""
        value = self.read(row)
        return formats.DASH if value in (None, "") else _SHOWN.get(self.kind, _text)(value)

    @property
    def is_number(self) -> bool:
        return self.kind in (Kind.COUNT, Kind.MONEY, Kind.TIME, Kind.SHARE)


@dataclass(frozen=True)
class Table:
    """`file`: the beginning of the file's name. A row is whatever its columns read."""

    file: str
    title: str
    columns: tuple[Column, ...]

    def seen_by(self, can: Callable[[str], bool]) -> "Table":
        """The same, without the columns that the reader may not see."""
        return replace(self, columns=tuple(one for one in self.columns if not one.needs or can(one.needs)))

    def of_many(self, title: str, name: str, rest: str) -> "Table":
        """The same for several: a first column that names whose each row is. `name`, `rest`: attributes of the rows."""
        whose, given = Column(title, name), attrgetter(rest)
        columns = (Column(one.title, _then(given, one.read), one.kind, one.needs) for one in self.columns)
        return replace(self, columns=(whose, *columns))

    @property
    def titles(self) -> list[str]:
        return [column.title for column in self.columns]

    @property
    def widths(self) -> list[int]:
        return [max(WIDTHS.get(one.kind, NARROWEST), min(len(one.title) + 2, WIDEST_TITLE)) for one in self.columns]

    def cells(self, rows: Iterable[Any]) -> Iterator[list[Cell]]:
        return ([column.cell(row) for column in self.columns] for row in rows)


def _then(first: Callable[[Any], Any], second: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda row: second(first(row))


def plain(cell: Cell) -> str:
    """A cell as a CSV file holds it: French numbers, dates that every program reads, texts that run nowhere."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return neutral(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", timespec="minutes")
    return cell.isoformat() if isinstance(cell, date) else plain_number(cell)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(getattr(value, "label", value))


def _share(value: Decimal | Fraction | float) -> int:
    return whole_percent(float(value) if isinstance(value, Fraction) else value)


_CELLS: dict[Kind, Callable[[Any], Cell]] = {
    Kind.DAY: lambda day: day,
    Kind.MOMENT: lambda instant: instant.astimezone(PARIS).replace(tzinfo=None, second=0, microsecond=0),
    Kind.COUNT: lambda number: number,
    Kind.MONEY: lambda cents: Decimal(cents) / 100,
    Kind.TIME: lambda quarters: Decimal(quarters) / 4,
    Kind.SHARE: _share,
}
_SHOWN: dict[Kind, Callable[[Any], str]] = {
    Kind.DAY: formats.date_short,
    Kind.MOMENT: formats.moment_short,
    Kind.COUNT: formats.decimal,
    Kind.MONEY: formats.money,
    Kind.TIME: formats.quarters,
    Kind.SHARE: formats.percent,
}
