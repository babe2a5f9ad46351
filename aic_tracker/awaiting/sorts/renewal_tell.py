"""The support was stopped before its term: who was told, and how, is not written."""

from collections.abc import Iterator

from aic_tracker.access.permissions import Permission
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page
from aic_tracker.renewals.models import Outcome


class RenewalTell(Sort):
    name = "renewal-tell"
    label = "Personnes prévenues d’un arrêt à noter"
    family = Family.WRITE
    shown_to = Permission.READ_RENEWAL
    states = frozenset({Outcome.STOP_EARLY})

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for decision in facts.stopped_untold:
            period = decision.period
            about = f"Accompagnement {period.number}"
            path = page(period.laureate, f"bilan/personnes-prevenues?accompagnement={period.number}")
            yield Awaited(self, period.id, period.laureate, about, Doers.TEAM, path, "Noter", decision.effective_on)
