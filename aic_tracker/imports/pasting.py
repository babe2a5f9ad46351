"""Objectives pasted in a priority, one a line or in columns: read and judged as the lines of an import are."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from hashlib import sha256
from typing import Any

from aic_tracker.errors import DomainError
from aic_tracker.folding import searchable
from aic_tracker.imports import matching, percentages
from aic_tracker.imports.judging import taken_back, untold, write
from aic_tracker.imports.kinds.base import Scope, in_words
from aic_tracker.imports.kinds.roadmap import KIND, Objectives
from aic_tracker.imports.matching import Field, Row
from aic_tracker.imports.models import Outcome
from aic_tracker.roadmap.models import Priority

MOST_LINES = 200
# Of columns without a head row.
ORDER = ("title", "indicator", "target", "due_on", "owner")
# A column may send a line to another priority than the one where it is pasted.
FIELDS = tuple(
    replace(one, is_required=one.name == "title") for one in KIND.fields if one.name not in ("identifier", "axis")
)
_BULLET = re.compile(r"\s*(?:[-–—•*·▪]|\d{1,3}[.)])\s+")


@dataclass(frozen=True)
class Line:
    """`cells`: what would be kept, by the name of its field, in words."""

    number: int
    cells: dict[str, str]
    notes: Sequence[str] = ()
    problems: Sequence[str] = ()
    is_known: bool = False


@dataclass(frozen=True)
class Pasted:
    columns: Sequence[Field] = ()
    lines: Sequence[Line] = field(default_factory=list)

    @property
    def new(self) -> list[Line]:
        return [line for line in self.lines if not line.problems and not line.is_known]

    @property
    def refused(self) -> list[Line]:
        return [line for line in self.lines if line.problems]


def preview(text: str, priority: Priority, scope: Scope) -> Pasted:
    """Each line as it would be kept, written then taken back, so that no rule is missed."""
    with taken_back():
        return _judged(text, priority, scope)


def add(text: str, priority: Priority, scope: Scope) -> int:
    """Add what is new, all or nothing; how many there were."""
    pasted = _judged(text, priority, scope)
    if refused := pasted.refused:
        raise DomainError(f"Ligne {refused[0].number} : {refused[0].problems[0]}", field="text")
    if not pasted.new:
        raise DomainError("Il n’y a rien à ajouter : ces objectifs sont déjà là.", field="text")
    return len(pasted.new)


def mark_of(text: str) -> str:
    """What a preview was made of: other words ask for another one."""
    return sha256(text.encode()).hexdigest()[:16]


def _judged(text: str, priority: Priority, scope: Scope) -> Pasted:
    rows, is_bare = _rows(text)
    if len(rows) > MOST_LINES:
        raise DomainError(f"Collez {MOST_LINES} lignes au plus : il y en a {len(rows)}.", field="text")
    places, head = _places(rows, is_bare)
    judge = _judge_of(priority, scope)
    lines = [
        _line(judge, number, cells, places, priority)
        for number, cells in enumerate(rows, start=1)
        if number > head and any(cells)
    ]
    if not lines:
        raise DomainError("Collez au moins un objectif.", field="text")
    used = {name for line in lines for name in line.cells}
    return Pasted([one for one in FIELDS if one.name in used], lines)


def _judge_of(priority: Priority, scope: Scope) -> Objectives:
    # What is pasted is what the spreadsheet shows: 73 for « 73 % ».
    judge = Objectives(replace(scope, percentages=percentages.Meaning.HUNDRED))
    same = next((one for one in judge.roadmap.priorities if one.id == priority.id), None)
    if same is None:
        raise DomainError("Ces objectifs se collent dans la feuille de route de l’accompagnement en cours.")
    # Whatever another priority is called.
    judge.priorities[searchable(priority.title)] = same
    return judge


def _rows(text: str) -> tuple[list[list[str]], bool]:
    """The lines in cells; whether each is an objective by itself, without columns."""
    if "\t" not in text:
        return [[_BULLET.sub("", line, count=1).strip()] for line in text.splitlines() if line.strip()], True
    # A sheet quotes a cell of several lines; a quotation mark without its pair is a mark like another.
    is_quoted = text.count('"') % 2 == 0
    quoting: Any = csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE
    rows = csv.reader(text.splitlines(keepends=True), delimiter="\t", quoting=quoting)
    return [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)], False


def _places(rows: Sequence[list[str]], is_bare: bool) -> tuple[dict[str, int], int]:
    """The column of each field, and how many rows the head takes."""
    if is_bare:
        return {"title": 0}, 0
    guessed = matching.guess(matching.columns_of(rows[:1], 0), FIELDS)
    if "title" in guessed:
        return guessed, 1
    width = max(map(len, rows))
    if width > len(ORDER):
        raise DomainError(
            "Il y a plus de cinq colonnes : collez aussi la ligne de leurs titres, pour les reconnaître.", field="text"
        )
    return {name: place for place, name in enumerate(ORDER) if place < width}, 0


def _line(judge: Objectives, number: int, cells: list[str], places: dict[str, int], priority: Priority) -> Line:
    row = matching.read_row(number, cells, FIELDS, places)
    asked = row.values.get("priority") or priority.title
    if found := judge.priorities.get(searchable(asked)):
        row.values["priority"] = found.title
    else:
        row.refuse("priority", None, f"« {asked} » n’est pas une priorité de cette feuille de route.")
        del row.values["priority"]
    notes, problems = [words for _, words in row.notes], [words for _, words in row.problems]
    notes += _start(row)
    judged = None
    try:
        judged = judge.judge(row)
        if not problems and judged.outcome is Outcome.NEW and judged.write:
            write(judged.write)
    except DomainError as refusal:
        problems += [words for _, words in untold(row, refusal)]
    told = [one for one in FIELDS if one.name in row.values and (one.name != "priority" or "priority" in places)]
    kept = {one.name: in_words(one, row.values.get(one.name)) for one in told}
    if problems:
        # As it was typed: what is refused was not understood.
        kept |= {name: cells[place] for name, place in places.items() if place < len(cells)}
    is_known = judged is not None and judged.outcome is not Outcome.NEW
    return Line(number, {name: words for name, words in kept.items() if words}, notes, problems, is_known)


def _start(row: Row) -> list[str]:
    """A target is measured from somewhere: from zero, and that is said, when nothing tells it."""
    if row.values.get("target") is None or row.values.get("baseline") is not None:
        return []
    row.values["baseline"] = Decimal(0)
    return ["Valeur de départ lue comme 0."]
