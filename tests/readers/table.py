"""What each reader made of each case, and the page that says it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from subprocess import CalledProcessError, TimeoutExpired

from aic_tracker import formats


class Absent(Exception):
    """This reader cannot be had here."""


@dataclass(frozen=True)
class Cell:
    text: str
    is_right: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", re.sub(r"[ \n\t]+", " ", self.text).replace("|", "/"))


@dataclass
class Line:
    reader: str  # with its version
    cells: Sequence[Cell]


Read = Callable[[], tuple[str, Sequence[Cell]]]


@dataclass
class Table:
    title: str
    first: str
    cases: Sequence[str]
    note: str = ""
    lines: list[Line] = field(default_factory=list)

    def ask(self, name: str, read: Read) -> None:
        """Add the line of this reader; one that is absent or fails has its line too."""
        try:
            version, cells = read()
        except Absent as absent:
            self._add(name, [Cell(f"pas lu : {absent}")] + [Cell("—")] * (len(self.cases) - 1))
        except (OSError, ValueError, LookupError, AssertionError, CalledProcessError, TimeoutExpired) as error:
            said = " ".join(str(error).split())[:120].replace("|", "/")
            self._add(name, [Cell(f"échec : {said}", is_right=False)] + [Cell("—")] * (len(self.cases) - 1))
        else:
            self._add(f"{name} {version}".strip(), cells)

    def _add(self, reader: str, cells: Sequence[Cell]) -> None:
        assert len(cells) == len(self.cases), (reader, cells)
        self.lines.append(Line(reader, cells))

    def faults(self) -> list[str]:
        return [
            f"{line.reader}, {case} : {cell.text}"
            for line in self.lines
            for case, cell in zip(self.cases, line.cells, strict=True)
            if not cell.is_right
        ]

    def __str__(self) -> str:
        rows = [[self.first, *self.cases], ["---"] * (1 + len(self.cases))]
        rows += [[line.reader, *(cell.text for cell in line.cells)] for line in self.lines]
        written = "\n".join("| " + " | ".join(row) + " |" for row in rows)
        return f"## {self.title}\n\n{written}\n" + (f"\n{self.note}\n" if self.note else "")


HEAD = """# Ce que d’autres lisent de ce que nous envoyons

Relevé du {day}, fait par `make readers` sur ce que l’application fabrique elle-même : il
se refait, il ne se corrige pas à la main. Un lecteur qui n’a pas pu être installé garde sa ligne, avec ce qui a manqué.
Les lecteurs en Python sont aussi dans `tests/calendars` et `tests/paper`, à chaque `make test`.
"""


def page(tables: Sequence[Table], today: date) -> str:
    return "\n".join([HEAD.format(day=formats.date_plain(today)), *map(str, tables)])


def write(path: Path, tables: Sequence[Table], today: date) -> None:
    path.write_text(page(tables, today), encoding="utf-8")
