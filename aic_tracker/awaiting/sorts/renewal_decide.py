"""The file of a renewal is open, and the direction has not decided."""

from collections.abc import Iterator

from aic_tracker.access.permissions import Permission
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page


class RenewalDecide(Sort):
    name = "renewal-decide"
    label = "Renouvellement à décider"
    family = Family.DECIDE
    shown_to = Permission.READ_RENEWAL

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for period in facts.to_decide:
            about, path = f"Accompagnement {period.number}", page(period.laureate, "bilan")
            yield Awaited(self, period.id, period.laureate, about, Doers.DIRECTION, path, "Décider", period.last_day)
