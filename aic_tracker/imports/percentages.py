"""What the percentages of a sheet mean: a cell shown « 73 % » holds 0.73, and the one beside it may hold 80. Pure.

Nothing in the file tells which is meant: a person says it, once for the columns of that source. A text that bears
its sign, « 150 % », says it by itself.
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
LARGEST_SHARE = 10  # « 1000 % »
DOUBT = (
    "« {value} » en % se lit de deux façons : revenez aux colonnes, et dites dans « Pourcentages » ce que veulent dire "
    "ceux de cette feuille."
)
NOT_IN_PERCENT = "« {value} % » est un pourcentage, et l’unité de cet objectif est « {unit} » : écrivez sa valeur."


class Meaning(StrEnum):
    BOTH = "both"
    SHARE = "share"
    HUNDRED = "hundred"

    @property
    def label(self) -> str:
        return {
            "both": "0,73 veut dire 73 %, 1,5 veut dire 1,5 % et 80 veut dire 80 %",
            "share": "0,73 veut dire 73 %, 1,5 veut dire 150 % et 80 veut dire 8000 %",
            "hundred": "0,73 veut dire 0,73 %, 1,5 veut dire 1,5 % et 80 veut dire 80 %",
        }[self.value]


def is_percent(unit: str | None) -> bool:
    return "".join((unit or "").split()) in ("%", "pourcent", "pourcents")


def are_doubtful(rows: Iterable[Sequence[Cell]], places: Mapping[str, int]) -> bool:
    """Whether a value in percent may be a share of 1, or as small a percentage."""
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
        return is_doubtful(quantities.measure(cell).value)
    except ValueError:
        return False


def is_doubtful(value: Decimal | None) -> bool:
    """0.73 may be 73 %, and 1.5 may be 150 %; 80, or a text that bears its sign, is sure."""
    if value is None or isinstance(value, quantities.Percent) or not value:
        return False
    return abs(value) <= 1 or (abs(value) < LARGEST_SHARE and value % 1 != 0)


def meant(value: Decimal | None, answer: str | None) -> Decimal | None:
    """In hundredths, as an indicator in % keeps it."""
    if isinstance(value, quantities.Percent):
        return Decimal(value)
    if value is None or answer is None or answer == Meaning.HUNDRED:
        return value
    return value * 100 if answer == Meaning.SHARE or abs(value) <= 1 else value
