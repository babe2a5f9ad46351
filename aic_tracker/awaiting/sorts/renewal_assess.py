"""The file of a renewal is open, and the project has not written its own assessment."""

from collections.abc import Iterator

from aic_tracker.access.permissions import Permission
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page


class RenewalAssess(Sort):
    name = "renewal-assess"
    label = "Auto-évaluation à écrire"
    family = Family.WRITE
    shown_to = Permission.READ_RENEWAL

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for period in facts.to_decide:
            file = facts.files.get(period.id)
            if not (file and file.self_assessment):
                about, path = f"Accompagnement {period.number}", page(period.laureate, "bilan/auto-evaluation")
                due_on = period.last_day
                yield Awaited(self, period.id, period.laureate, about, Doers.REFERENTS, path, "Écrire", due_on)
