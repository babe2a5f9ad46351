"""An aid that the central register must hold, before its legal limit."""

from collections.abc import Iterator

from aic_tracker import formats
from aic_tracker.access.permissions import Permission
from aic_tracker.aid.models import Regime
from aic_tracker.aid.register import register_by
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort


class AidRegister(Sort):
    name = "aid-register"
    label = "Aide à inscrire au registre"
    family = Family.DECLARE
    of_no_laureate = True
    shown_to = Permission.READ_REGISTER

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for aid in facts.aids:
            if aid.regime is not Regime.UNSPECIFIED:
                yield Awaited(
                    self,
                    aid.id,
                    aid.laureate,
                    f"{formats.money(aid.amount_cents)} à {aid.organisation.name}",
                    Doers.TEAM if aid.laureate else Doers.EVERY_COACH,
                    f"/aides/registre/{aid.id}",
                    "Inscrire au registre",
                    due_on=register_by(aid.granted_on, facts.register_days),
                )
