"""A point took place, or should have, and nobody closed it."""

from collections.abc import Iterator

from aic_tracker import formats
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus


class MinutesWrite(Sort):
    name = "minutes-write"
    label = "Compte rendu à rédiger"
    family = Family.WRITE
    states = frozenset({CheckpointStatus.HELD, CheckpointStatus.PLANNED})

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for points in facts.points.values():
            for point in points:
                if point.awaits_minutes(facts.scope.now):
                    yield of_point(self, point, "clore", "Rédiger et clore")


def of_point(sort: Sort, point: Checkpoint, section: str, gesture: str) -> Awaited:
    """What the team has to do about the minutes of a point, since its day."""
    return Awaited(
        sort,
        point.id,
        point.laureate,
        formats.sentence(point.number_and_day),
        Doers.TEAM,
        page(point.laureate, f"points/{point.number}/{section}"),
        gesture,
        due_on=paris_day(point.starts_at),
    )
