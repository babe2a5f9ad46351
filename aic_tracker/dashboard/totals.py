"""The portfolio in figures: by axis, by month."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aic_tracker.calendar_fr import add_months, month_start, paris_day, paris_instant
from aic_tracker.checkpoints import queries as checkpoints
from aic_tracker.dashboard import board, rules
from aic_tracker.laureates.models import Axis, Laureate
from aic_tracker.roadmap.models import Objective, ObjectiveStatus
from aic_tracker.roadmap.queries import objectives_by_period
from aic_tracker.roadmap.rules import is_late, is_reached, mean_progress
from aic_tracker.timesheet.rules import Month


@dataclass(frozen=True)
class AxisTotal:
    """Objectives of one axis over all the roadmaps; what was dropped counts in no column but its own."""

    axis: Axis
    laureates: int
    objectives: int
    achieved: int
    late: int
    blocked: int
    dropped: int
    share: Decimal | None


def axis_totals(by_laureate: Mapping[int, Sequence[Objective]], today: date) -> list[AxisTotal]:
    """From the objectives of each laureate, their priority loaded."""
    return [_total(axis, by_laureate, today) for axis in Axis]


def _total(axis: Axis, by_laureate: Mapping[int, Sequence[Objective]], today: date) -> AxisTotal:
    of_axis = [[one for one in found if one.priority.axis is axis] for found in by_laureate.values()]
    objectives = [one for found in of_axis for one in found]
    counts = Counter(objective.status for objective in objectives)
    dropped = counts[ObjectiveStatus.DROPPED]
    return AxisTotal(
        axis=axis,
        laureates=sum(bool(found) for found in of_axis),
        objectives=len(objectives) - dropped,
        achieved=sum(is_reached(objective) for objective in objectives),
        late=sum(is_late(objective, today) for objective in objectives),
        blocked=counts[ObjectiveStatus.BLOCKED],
        dropped=dropped,
        share=mean_progress(objectives),
    )


@dataclass(frozen=True)
class Cell:
    """A month of a laureate: points held, and the time of its referents; outside its periods nothing is expected."""

    month: date
    is_covered: bool
    points: int
    time: Month | None


@dataclass(frozen=True)
class HeatRow:
    laureate: Laureate
    cells: Sequence[Cell]

    @property
    def name(self) -> str:
        return self.laureate.name

    @property
    def slug(self) -> str:
        return self.laureate.slug


def heat_map(lines: Sequence[board.Line], today: date) -> list[HeatRow]:
    """The twelve months that end with the present one; one statement more."""
    times = {line.laureate.id: line.times for line in lines}
    return heat_rows([line.laureate for line in lines], times, rules.shown_months(today), today)


def heat_rows(
    laureates: Sequence[Laureate], times: Mapping[int, Sequence[board.Times]], months: Sequence[date], today: date
) -> list[HeatRow]:
    """One row a laureate, its periods loaded, over these months in order; one statement."""
    held = Counter(
        (laureate_id, month_start(paris_day(starts_at)))
        for laureate_id, starts_at in checkpoints.held_between(
            [laureate.id for laureate in laureates],
            paris_instant(months[0], 0),
            paris_instant(add_months(months[-1], 1), 0),
        )
    )
    return [
        HeatRow(
            laureate,
            [
                Cell(
                    month,
                    is_covered(laureate, month),
                    held[laureate.id, month],
                    board.month_of(times.get(laureate.id, ()), month, today),
                )
                for month in months
            ],
        )
        for laureate in laureates
    ]


def is_covered(laureate: Laureate, month: date) -> bool:
    """Whether a day of the month belongs to one of the laureate's periods."""
    after = add_months(month, 1)
    return any(period.starts_on < after and period.until > month for period in laureate.periods)


def objectives_by_laureate(laureates: Sequence[Laureate]) -> dict[int, list[Objective]]:
    """By laureate, over all its periods; one carried over counts once, as it is now."""
    owners = {period.id: laureate.id for laureate in laureates for period in laureate.periods}
    by_period = objectives_by_period(list(owners))
    carried = {one.carried_from_id for found in by_period.values() for one in found}
    by_laureate: dict[int, list[Objective]] = defaultdict(list)
    for period_id, found in by_period.items():
        by_laureate[owners[period_id]] += [one for one in found if one.id not in carried]
    return by_laureate
