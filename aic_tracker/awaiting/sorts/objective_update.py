"""An open objective comes to its date, or is past it."""

from collections.abc import Iterator

from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page
from aic_tracker.roadmap.models import ObjectiveStatus


class ObjectiveUpdate(Sort):
    name = "objective-update"
    label = "Objectif"
    family = Family.DO
    states = frozenset(status for status in ObjectiveStatus if status.is_open)

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for objective, laureate in facts.objectives:
            yield Awaited(
                self,
                objective.id,
                laureate,
                objective.title,
                Doers.OWNER,
                page(laureate, f"objectifs/{objective.id}/avancement"),
                "Dire où il en est",
                objective.due_on,
                objective.owner,
                read_at=page(laureate, f"objectifs/{objective.id}"),
                handed_over_at=page(laureate, f"objectifs/{objective.id}/modifier"),
            )
