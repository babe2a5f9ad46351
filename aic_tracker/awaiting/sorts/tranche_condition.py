"""A tranche waits for a condition that nobody showed to be met, or for the tranche before it."""

from collections.abc import Iterator

from aic_tracker.access.permissions import Permission
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page
from aic_tracker.funding.models import TrancheStatus
from aic_tracker.funding.rules import unmet


class TrancheCondition(Sort):
    name = "tranche-condition"
    label = "Condition d’une tranche à vérifier"
    family = Family.CHECK
    shown_to = Permission.READ_AID
    states = frozenset({TrancheStatus.PENDING})

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for tranche in facts.tranches:
            laureate = tranche.grant.laureate
            for condition in unmet(tranche):
                path = page(laureate, f"subventions/conditions/{condition.id}")
                due_on = tranche.expected_on
                yield Awaited(self, condition.id, laureate, condition.text, Doers.TEAM, path, "Vérifier", due_on)
