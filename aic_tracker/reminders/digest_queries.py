"""What a digest tells, for all laureates at once; a constant number of statements."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from aic_tracker import config
from aic_tracker.calendar_fr import add_months, month_start, nth_working_day, paris_instant
from aic_tracker.checkpoints import queries as checkpoints
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.folding import french_order
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate, Membership, SupportPeriod
from aic_tracker.renewals import queries as renewals
from aic_tracker.roadmap import queries as roadmap
from aic_tracker.roadmap.models import Objective
from aic_tracker.timesheet import queries as timesheet


@dataclass(frozen=True)
class Matters:
    """What calls for attention; `month` is the one that `missing` is about."""

    points: list[Checkpoint]
    unwritten: list[Checkpoint]  # took place or should have, and nobody closed them
    late: list[tuple[Laureate, Objective]]
    month: date
    missing: list[Membership]
    terms: list[SupportPeriod]

    def laureate_ids(self) -> set[int]:
        points = {point.laureate_id for point in (*self.points, *self.unwritten)}
        late = {laureate.id for laureate, _ in self.late}
        missing = {member.laureate_id for member in self.missing}
        return points | late | missing | {period.laureate_id for period in self.terms}

    def of(self, ids: Collection[int]) -> "Matters":
        """What concerns these laureates."""
        return Matters(
            points=[point for point in self.points if point.laureate_id in ids],
            unwritten=[point for point in self.unwritten if point.laureate_id in ids],
            late=[(laureate, objective) for laureate, objective in self.late if laureate.id in ids],
            month=self.month,
            missing=[member for member in self.missing if member.laureate_id in ids],
            terms=[period for period in self.terms if period.laureate_id in ids],
        )

    def late_by_laureate(self) -> list[tuple[str, int]]:
        return _counted(laureate.name for laureate, _ in self.late)

    def missing_by_laureate(self) -> list[tuple[str, int]]:
        return _counted(member.laureate.name for member in self.missing)


def _counted(names: Iterable[str]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return sorted(counts.items(), key=lambda row: (-row[1], french_order(row[0])))


def matters(today: date, *, points_until: date) -> Matters:
    """As of `today`; the points are those up to a day, included."""
    month = add_months(month_start(today), -1)
    # The referents are asked first: before that day nothing is missing yet.
    is_asked = nth_working_day(today, config.current().reminders.time_missing_working_day) <= today
    late = roadmap.late_objectives(laureates.every_laureate(), today)
    followed = laureates.not_ended_ids()
    return Matters(
        points=sorted(checkpoints.planned_between(today, points_until), key=lambda point: point.starts_at),
        late=[(objective.priority.roadmap.period.laureate, objective) for objective in late],
        unwritten=checkpoints.awaiting_minutes(followed, paris_instant(today, 0)),
        month=month,
        missing=timesheet.missing_declarations(month) if is_asked else [],
        terms=renewals.periods_to_decide(today),
    )
