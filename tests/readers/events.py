"""An event as a reader gives it, and what is said of what it gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from tests.readers.table import Cell


@dataclass(frozen=True, order=True)
class Seen:
    title: str
    start: str  # "2026-03-09T13:00Z", or a day
    end: str
    is_off: bool = False


def said(value: date | datetime) -> str:
    """An instant in UTC, or a day."""
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%MZ}" if isinstance(value, datetime) else value.isoformat()


# What stands in the calendar after each step; the title of the fourth is for those who do not look at its state.
POINT, REVIEW = "Vikidia — point régulier", "Vikidia — bilan"
OFF = "Annulé\N{NO-BREAK SPACE}: "
MARCH, LONGER = ("2026-03-31T12:00Z", "2026-03-31T13:00Z"), ("2026-03-31T12:00Z", "2026-03-31T13:30Z")
MEANT = {
    "1-inviter": Seen(POINT, "2026-03-09T13:00Z", "2026-03-09T14:00Z"),
    "2-deplacer": Seen(POINT, *MARCH),
    "3-renommer": Seen(REVIEW, *LONGER),
    "4-annuler": Seen(OFF + REVIEW, *LONGER, is_off=True),
    "5-reinviter": Seen(REVIEW, *LONGER),
}


def cells(seen: Sequence[Sequence[Seen]], *, keeps_all: bool = False) -> list[Cell]:
    """One for each step; `keeps_all`: this reader is known to add an event for each file that it is given."""
    return [_cell(found, meant, keeps_all) for found, meant in zip(seen, MEANT.values(), strict=True)]


def _cell(found: Sequence[Seen], meant: Seen, keeps_all: bool) -> Cell:
    if list(found) == [meant]:
        return Cell("annulé" if meant.is_off else "juste")
    if meant.is_off and not found:
        return Cell("retiré")
    blind = Seen(meant.title, meant.start, meant.end)
    if list(found) == [blind]:
        return Cell(f"« {meant.title.partition(' Vikidia')[0]} … »")
    if len(found) > 1 and {meant, blind} & set(found):
        return Cell("en double", is_right=keeps_all)
    return Cell(f"faux : {found}"[:150], is_right=False)


def feed_cell(found: Sequence[Seen], expected: Sequence[Seen]) -> Cell:
    """The feed of a coach, whole: as many events, at the same instants."""
    if sorted(found) == sorted(expected):
        return Cell(f"{len(found)} sur {len(expected)}, justes")
    wrong = sorted(set(found) ^ set(expected))
    return Cell(f"{len(set(found) & set(expected))} sur {len(expected)} ; {wrong[:2]}", is_right=False)
