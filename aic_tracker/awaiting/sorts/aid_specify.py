"""An aid written down as « autre régime »: until somebody says which, it counts under the general ceiling."""

from collections.abc import Iterator

from aic_tracker import formats
from aic_tracker.access.permissions import Permission
from aic_tracker.aid.models import Regime
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page


class AidSpecify(Sort):
    name = "aid-specify"
    label = "Régime d’une aide à préciser"
    family = Family.CHECK
    shown_to = Permission.READ_AID
    states = frozenset({Regime.UNSPECIFIED})

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for aid in facts.aids:
            # It is specified on a page of its project.
            if aid.regime is Regime.UNSPECIFIED and aid.laureate:
                about = f"{formats.money(aid.amount_cents)}, {aid.authority}"
                path = page(aid.laureate, f"aides/{aid.id}/regime")
                yield Awaited(self, aid.id, aid.laureate, about, Doers.TEAM, path, "Préciser le régime")
