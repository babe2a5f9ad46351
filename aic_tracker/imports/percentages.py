"""What the percentages of a sheet mean: a cell shown « 73 % » holds 0.73, and the one beside it may hold 80. Pure.

Nothing in the file tells which is meant: a person says it, once for the columns of that source.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

from aic_tracker.imports import quantities
from aic_tracker.imports.cells import Cell, said

ANSWER = "percentages"  # among what is said once for all lines
UNIT = "unit"
IDENTIFIER = "identifier"  # of a row that we wrote, where an indicator in % is as it is kept
VALUES = ("baseline", "target", "current")


class Meaning(StrEnum):
    BOTH = "both"
    SHARE = "share"
    HUNDRED = "hundred"

    @property
    def label(self) -> str:
        return {
            "both": "0,73 veut dire 73 %, et 80 veut dire 80 %",
            "share": "0,73 veut dire 73 %, et 80 veut dire 8000 %",
            "hundred": "0,73 veut dire 0,73 %, et 80 veut dire 80 %",
        }[self.value]


def is_percent(unit: str | None) -> bool:
    return "".join((unit or "").split()) in ("%", "pourcent", "pourcents")


def are_doubtful(rows: Iterable[Sequence[Cell]], places: Mapping[str, int]) -> bool:
    """Whether a value in percent is 1 or less: a share of 1, or as small a percentage."""
    at = [places[name] for name in VALUES if name in places]
    unit, ours = places.get(UNIT), places.get(IDENTIFIER)
    if unit is None:
        return False
    return any(
        is_percent(said(row[unit])) and any(_is_small(row[place]) for place in at if place < len(row))
        for row in rows
        if unit < len(row) and not (ours is not None and ours < len(row) and said(row[ours]))
    )


def _is_small(cell: Cell) -> bool:
    try:
        value = quantities.number(cell).value
    except ValueError:
        return False
    return value is not None and 0 < abs(value) <= 1


def meant(value: Decimal | None, answer: str | None) -> Decimal | None:
    """In hundredths, as an indicator in % keeps it."""
    if value is None or answer is None or answer == Meaning.HUNDRED:
        return value
    return value * 100 if answer == Meaning.SHARE or abs(value) <= 1 else value
