"""The file a committee reads, built from the data: objectives, diagnostic, time, on one page."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aic_tracker.checkpoints import queries as checkpoints
from aic_tracker.checkpoints.models import HAPPENED
from aic_tracker.diagnostic import queries as diagnostics
from aic_tracker.diagnostic import rules as diagnostic_rules
from aic_tracker.diagnostic.models import Diagnostic
from aic_tracker.expertise import queries as expertise
from aic_tracker.expertise import rules as expertise_rules
from aic_tracker.laureates.models import SupportPeriod
from aic_tracker.roadmap import queries as roadmaps
from aic_tracker.roadmap import rules as roadmap_rules
from aic_tracker.roadmap.models import Objective
from aic_tracker.timesheet import queries as timesheets


@dataclass(frozen=True)
class Progress:
    objective: Objective
    share: Decimal | None


@dataclass(frozen=True)
class File:
    """`quarters`: referents' time declared, in quarter days; `diagnostic` is the latest of the period, rated."""

    progress: Decimal | None
    objectives: list[Progress]
    diagnostic: Diagnostic | None
    levels: list[tuple[str, int | None, int | None]]
    quarters: int
    assignments: expertise_rules.Figures
    points_held: int


def file_of(period: SupportPeriod, today: date) -> File:
    """The number of statements does not depend on how much there is."""
    roadmap = roadmaps.roadmap_of(period.id)
    priorities = roadmap.priorities if roadmap else []
    latest = diagnostic_rules.latest(diagnostics.diagnostics_of(period.id))
    rated = diagnostics.diagnostic_for(period.laureate_id, latest.id) if latest else None
    points = checkpoints.counts_by_status(period.id)
    return File(
        progress=roadmap_rules.roadmap_progress(priorities),
        objectives=[
            Progress(objective, roadmap_rules.objective_progress(objective))
            for priority in priorities
            for objective in priority.objectives
        ],
        diagnostic=rated,
        levels=[
            (rating.dimension.label, rating.level, rating.target)
            for rating in (diagnostic_rules.in_order(rated.ratings) if rated else [])
        ],
        quarters=sum(month.quarters or 0 for line in timesheets.sheet(period, today) for month in line.months),
        assignments=expertise_rules.total(line.figures for line in expertise.assignments_of_period(period.id)),
        points_held=sum(points.get(status, 0) for status in HAPPENED),
    )
