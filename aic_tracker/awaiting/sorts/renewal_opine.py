"""The file of a renewal is open, and the team has not given its opinion."""

from collections.abc import Iterator

from aic_tracker.access.permissions import Permission
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page


class RenewalOpine(Sort):
    name = "renewal-opine"
    label = "Avis de l’équipe à écrire"
    family = Family.WRITE
    shown_to = Permission.READ_RENEWAL

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for period in facts.to_decide:
            file = facts.files.get(period.id)
            if not (file and file.opinion):
                about, path = f"Accompagnement {period.number}", page(period.laureate, "bilan/avis")
                yield Awaited(self, period.id, period.laureate, about, Doers.TEAM, path, "Écrire", period.last_day)
