"""What is proposed to a project, by when, and what of an objective may be taken into the catalogue. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from aic_tracker.calendar_fr import add_months
from aic_tracker.catalogue.models import CatalogueEntry
from aic_tracker.diagnostic import grid
from aic_tracker.diagnostic.models import LEVEL_LABELS, Need, Rating
from aic_tracker.folding import french_order, searchable
from aic_tracker.laureates.models import Axis, SupportPeriod
from aic_tracker.roadmap.models import Priority

LEFT_OUT = "[…]"
# Shorter than that, a part of a name is likely to be a word.
SHORTEST_PART = 4
_STRENGTH = {need: strength for strength, need in enumerate(Need)}
NEED_LABELS = {Need.LOW: "Dès un besoin faible", Need.HIGH: "Pour un besoin fort"}


@dataclass(frozen=True)
class Line:
    """A dimension of the diagnostic, as the grid's file tells it."""

    code: str
    axis: Axis
    label: str


DIMENSIONS = {line["code"]: Line(line["code"], Axis(line["axis"]), line["label"]) for line in grid.lines()}


def dimension_label(code: str) -> str:
    """The code itself, for a dimension that the grid no longer has."""
    return DIMENSIONS[code].label if code in DIMENSIONS else code


def search_text(title: str, *others: str) -> str:
    return searchable(title, *others)


def title_key(title: str) -> str:
    return (searchable(title) or title)[:400]


@dataclass(frozen=True)
class Proposal:
    """An entry for one project; `rating`, what its diagnostic says of the dimension; `due_on`, when it would end."""

    entry: CatalogueEntry
    rating: Rating | None
    due_on: date | None

    @property
    def is_needed(self) -> bool:
        return self.rating is not None and _STRENGTH[self.rating.need] >= max(1, _STRENGTH[self.entry.need])

    @property
    def why(self) -> str:
        """« Gouvernance : besoin fort, niveau « Émergent » »."""
        label = dimension_label(self.entry.dimension)
        if self.rating is None or self.rating.need is Need.NONE:
            return label
        level = f", niveau « {LEVEL_LABELS[self.rating.level]} »" if self.rating.level else ""
        return f"{label} : besoin {self.rating.need.label.lower()}{level}"


def proposals(
    entries: Iterable[CatalogueEntry],
    ratings: Mapping[str, Rating],
    *,
    period: SupportPeriod,
    today: date,
    without: Collection[int] = (),
) -> list[Proposal]:
    """Those that the diagnostic calls for first, by need, then the others; in the order of the grid.

    `ratings` by code of dimension; `without`, the entries that the roadmap already has.
    """
    found = [
        Proposal(entry, ratings.get(entry.dimension), due_on(entry.months, period, today))
        for entry in entries
        if entry.id not in without
    ]
    codes = list(DIMENSIONS)

    def order(one: Proposal) -> tuple[bool, int, int, int]:
        place = codes.index(one.entry.dimension) if one.entry.dimension in DIMENSIONS else len(codes)
        strength = _STRENGTH[one.rating.need] if one.rating and one.is_needed else 0
        return not one.is_needed, -strength, place, one.entry.id

    return sorted(found, key=order)


def due_on(months: int | None, period: SupportPeriod, today: date) -> date | None:
    """Its usual delay from today, or from the first day of the support, and its last day at the latest."""
    if months is None:
        return None
    return min(add_months(max(today, period.starts_on), months), period.until - timedelta(days=1))


@dataclass(frozen=True)
class NewPriority:
    """A priority that the roadmap does not have yet, among those that the entries usually serve."""

    axis: Axis
    title: str

    @property
    def id(self) -> str:
        return f"{self.axis.value}:{self.title}"


def new_priorities(entries: Iterable[CatalogueEntry], known: Sequence[Priority]) -> list[NewPriority]:
    """By axis, then title."""
    there = {searchable(priority.title) for priority in known}
    found = {NewPriority(entry.axis, entry.priority) for entry in entries}
    axes = list(Axis)
    kept = [one for one in found if searchable(one.title) not in there]
    return sorted(kept, key=lambda one: (axes.index(one.axis), french_order(one.title)))


def without_names(text: str, names: Iterable[str]) -> tuple[str, list[str]]:
    """The text without these names, nor the parts of them that begin with a capital; and the words taken out."""
    removed: list[str] = []

    def leave_out(match: re.Match[str]) -> str:
        removed.append(match[0])
        return LEFT_OUT

    whole = sorted({name.strip() for name in names if name.strip()}, key=len, reverse=True)
    for name in whole:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", leave_out, text, flags=re.IGNORECASE)
    parts = {part for name in whole for part in re.findall(r"\w[\w’'-]*", name) if len(part) >= SHORTEST_PART}
    for part in sorted(parts, key=len, reverse=True):
        if part[0].isupper():
            text = re.sub(rf"(?<![\w-]){re.escape(part)}(?![\w-])", leave_out, text)
    one = re.escape(LEFT_OUT)
    return re.sub(rf"{one}(?:\s+{one})+", LEFT_OUT, text), removed


def usual_months(starts_on: date, ends_on: date | None) -> int | None:
    """Whole months between two days, 1 to 36; None without an end, or when it comes before."""
    if ends_on is None or ends_on <= starts_on:
        return None
    months = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month
    return min(max(months, 1), 36)
