"""A tranche whose turn has come and whose conditions are met waits for the direction."""

from collections.abc import Iterator

from aic_tracker import formats
from aic_tracker.access.permissions import Permission
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page
from aic_tracker.funding.models import TrancheStatus
from aic_tracker.funding.rules import grant_refusal


class TrancheGrant(Sort):
    name = "tranche-grant"
    label = "Tranche de subvention à accorder"
    family = Family.DECIDE
    shown_to = Permission.READ_AID
    states = frozenset({TrancheStatus.PENDING})

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for tranche in facts.tranches:
            grant = tranche.grant
            if grant_refusal(tranche, grant.tranches) is None:
                about = f"{formats.money(tranche.amount_cents)}, tranche {tranche.rank} : {grant.purpose}"
                path = page(grant.laureate, f"subventions/tranches/{tranche.id}/accorder")
                due_on = tranche.expected_on
                yield Awaited(self, tranche.id, grant.laureate, about, Doers.DIRECTION, path, "Décider", due_on)
