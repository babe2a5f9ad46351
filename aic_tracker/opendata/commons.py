"""What a public page says of a common: what it is, what it received, and the results that it agreed to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aic_tracker.commitments import queries as commitments
from aic_tracker.commitments.models import Commitment, CommitmentState
from aic_tracker.introductions import queries as introductions
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Axis, Laureate, Season, SupportPeriod
from aic_tracker.opendata import consents, subventions
from aic_tracker.opendata.models import Block
from aic_tracker.opendata.scdl import Convention
from aic_tracker.roadmap import queries as roadmaps
from aic_tracker.roadmap.models import Objective


@dataclass(frozen=True)
class Results:
    """Each is what one block shows."""

    objectives: Sequence[Objective]
    commitments: Sequence[Commitment]
    partnerships: int

    def has(self, block: Block) -> bool:
        return bool(getattr(self, block.value))


@dataclass(frozen=True)
class Page:
    laureate: Laureate
    axes: Sequence[Axis]
    periods: Sequence[SupportPeriod]  # begun
    is_supported: bool
    grants: Sequence[Convention]
    appuis: Sequence[Convention]
    agreed: frozenset[Block]  # what may be shown of the results, and holds something
    results: Results


def by_season(today: date) -> list[tuple[Season, list[Laureate]]]:
    """Every season that has a laureate, the latest first."""
    found: dict[int, tuple[Season, list[Laureate]]] = {}
    for one in laureates.begun_by(today):
        found.setdefault(one.season_id, (one.season, []))[1].append(one)
    return sorted(found.values(), key=lambda group: (group[0].starts_on, group[0].id), reverse=True)


def page(laureate: Laureate, today: date) -> Page:
    """Needs organisation, season and periods; eight statements at most."""
    granted = [one.convention for one in subventions.conventions(laureate.id)]
    periods = [period for period in laureate.periods if period.starts_on <= today]
    agreed = consents.agreed(laureate.id)
    found = results(laureate, agreed)
    return Page(
        laureate=laureate,
        axes=[Axis(axis) for axis in laureate.axes],
        periods=periods,
        is_supported=any(period.covers(today) for period in periods),
        grants=[one for one in granted if not one.is_in_kind],
        appuis=[one for one in granted if one.is_in_kind],
        agreed=frozenset(block for block in agreed if found.has(block)),
        results=found,
    )


def results(laureate: Laureate, blocks: frozenset[Block] = frozenset(Block)) -> Results:
    """Of these blocks alone: what was not agreed to is not even read."""
    proven = (
        [one for one in commitments.commitments_of(laureate.id) if one.state is CommitmentState.PROVEN]
        if Block.COMMITMENTS in blocks
        else []
    )
    return Results(
        objectives=roadmaps.objectives_reached(laureate.id) if Block.OBJECTIVES in blocks else [],
        commitments=proven,
        partnerships=len(introductions.partnerships_of(laureate)) if Block.PARTNERSHIPS in blocks else 0,
    )
