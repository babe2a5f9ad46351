"""An action decided between two points, to be done."""

from collections.abc import Iterator

from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page


class ActionDo(Sort):
    name = "action-do"
    label = "Action"
    family = Family.DO

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for action, laureate in facts.actions:
            yield Awaited(
                self,
                action.id,
                laureate,
                action.title,
                Doers.OWNER,
                page(laureate, f"actions/{action.id}"),
                "Modifier",
                action.due_on,
                action.owner,
                done_by=page(laureate, f"actions/{action.id}/terminer"),
                read_at=page(laureate, "feuille-de-route"),
                handed_over_at=page(laureate, f"actions/{action.id}"),
            )
