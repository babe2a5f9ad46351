"""What a jury's scores say of an application, and who reads which one next. Pure.

A score that is missing is never zero, and nothing is ranked before three reviews.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b


class Panel(StrEnum):
    TEAM = "team"
    EXPERTS = "experts"
    CITIZENS = "citizens"

    @property
    def label(self) -> str:
        return PANEL_LABELS[self]


PANEL_LABELS = {Panel.TEAM: "Équipe", Panel.EXPERTS: "Expertes et experts", Panel.CITIZENS: "Citoyennes et citoyens"}

BEST = 4
FEWEST_FOR_A_RANK = 3
FEWEST_FOR_QUARTILES = 5
# What is to be talked over instead of averaged: by how much its reviews differ, or its panels.
WIDE_RANGE, WIDE_QUARTILES, APART = 2.0, 1.0, 1.0

Scores = Mapping[int, int | None]


@dataclass(frozen=True)
class Opinion:
    """What one juror gave to one application: by criterion its score, None for « je ne peux pas juger »."""

    juror_id: int
    panel: Panel
    scores: Scores


@dataclass(frozen=True)
class Figures:
    """`count`: the reviews that the median is of; `abstained`: those that judged too little to count in it."""

    count: int
    median: float | None
    spread: float | None
    abstained: int = 0

    @property
    def is_wide(self) -> bool:
        """Whether its reviews differ so much that a median hides them."""
        if self.spread is None:
            return False
        return self.spread >= (WIDE_QUARTILES if self.count >= FEWEST_FOR_QUARTILES else WIDE_RANGE)


NO_FIGURES = Figures(0, None, None)


@dataclass(frozen=True)
class Standing:
    """Of one application. `quorum`: the jurors who may judge it; whoever has a conflict is not of them."""

    overall: Figures
    by_panel: Mapping[Panel, Figures]
    gap: float | None
    quorum: int

    @property
    def diverges(self) -> bool:
        return self.gap is not None and self.gap >= APART

    @property
    def is_to_discuss(self) -> bool:
        return self.overall.is_wide or self.diverges

    @property
    def may_be_ranked(self) -> bool:
        return self.overall.count >= FEWEST_FOR_A_RANK


def mark(scores: Scores, weights: Mapping[int, int]) -> float | None:
    """The weighted mean of what was judged, from 0 to 4; None when that is less than half of the weights."""
    given = [(weight, score) for key, weight in weights.items() if (score := scores.get(key)) is not None]
    judged = sum(weight for weight, _ in given)
    if not given or 2 * judged < sum(weights.values()):
        return None
    return sum(weight * score for weight, score in given) / judged


def median(marks: Sequence[float]) -> float | None:
    """Of marks in their order."""
    if not marks:
        return None
    middle = len(marks) // 2
    return marks[middle] if len(marks) % 2 else (marks[middle - 1] + marks[middle]) / 2


def spread(marks: Sequence[float]) -> float | None:
    """Of marks in their order: between quartiles, from the least to the most below five, None for fewer than two."""
    if len(marks) < 2:
        return None
    if len(marks) < FEWEST_FOR_QUARTILES:
        return marks[-1] - marks[0]
    return _at(marks, 3) - _at(marks, 1)


def _at(marks: Sequence[float], quarter: int) -> float:
    """A quartile, between its two neighbours in proportion."""
    place, rest = divmod((len(marks) - 1) * quarter, 4)
    return marks[place] if not rest else marks[place] + (marks[place + 1] - marks[place]) * rest / 4


def figures(marks: Sequence[float | None]) -> Figures:
    given = sorted(one for one in marks if one is not None)
    return Figures(len(given), median(given), spread(given), len(marks) - len(given))


def standing(
    opinions: Sequence[Opinion], weights: Mapping[int, int], conflicted: Collection[int], jury: int
) -> Standing:
    """`conflicted`: the jurors whose conflict takes them out, with what they gave; `jury`: how many there are."""
    marks: dict[Panel, list[float | None]] = {}
    everyone: list[float | None] = []
    for opinion in opinions:
        if opinion.juror_id not in conflicted:
            value = mark(opinion.scores, weights)
            marks.setdefault(opinion.panel, []).append(value)
            everyone.append(value)
    by_panel = {panel: figures(marks.get(panel, ())) for panel in Panel}
    return Standing(figures(everyone), by_panel, gap(by_panel), jury - len(conflicted))


def gap(by_panel: Mapping[Panel, Figures]) -> float | None:
    """Between the medians of the panels that gave three reviews: how far apart their views are."""
    medians = [one.median for one in by_panel.values() if one.median is not None and one.count >= FEWEST_FOR_A_RANK]
    return max(medians) - min(medians) if len(medians) > 1 else None


def ranks(standings: Mapping[int, Standing]) -> dict[int, int]:
    """By application, from the highest median; those that are equal share a rank. None below three reviews."""
    medians = {key: one.overall.median for key, one in standings.items() if one.may_be_ranked}
    ordered = sorted((value for value in medians.values() if value is not None), reverse=True)
    first = {value: rank for rank, value in reversed(list(enumerate(ordered, start=1)))}
    return {key: first[value] for key, value in medians.items() if value is not None}


def for_talk(standings: Mapping[int, Standing]) -> list[int]:
    """The applications in the order of the deliberation: what divides first, then from the highest median."""

    def key(application_id: int) -> tuple[bool, float, float, int]:
        one = standings[application_id]
        width = max(one.overall.spread or 0.0, one.gap or 0.0) if one.is_to_discuss else 0.0
        return (
            not one.is_to_discuss,
            -width,
            -(one.overall.median if one.overall.median is not None else -1),
            application_id,
        )

    return sorted(standings, key=key)


def distribution(
    juror_id: int,
    open_to_all: Collection[int],
    reviews: Mapping[int, int],
    *,
    hidden: Collection[int],
    done: Collection[int],
) -> list[int]:
    """What a juror reads next, the least reviewed first; among equals, each juror has an order of their own."""
    left = [one for one in open_to_all if one not in hidden and one not in done]
    return sorted(left, key=lambda one: (reviews.get(one, 0), _shuffled(juror_id, one)))


def _shuffled(juror_id: int, application_id: int) -> bytes:
    """Always the same for a pair: a page that is read again does not move."""
    return blake2b(f"{juror_id}:{application_id}".encode(), digest_size=8).digest()


def severity(opinions: Sequence[Opinion], weights: Mapping[int, int]) -> dict[int, float]:
    """By juror, the mean of their marks. Shown to the team; no mark is ever changed by it."""
    marks: dict[int, list[float]] = {}
    for opinion in opinions:
        if (value := mark(opinion.scores, weights)) is not None:
            marks.setdefault(opinion.juror_id, []).append(value)
    return {juror_id: sum(values) / len(values) for juror_id, values in marks.items()}
