"""A diagnostic whose levels are all given, and that a side has not signed."""

from collections.abc import Iterator

from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page
from aic_tracker.awaiting.sorts.diagnostic_fill import last_of_each
from aic_tracker.diagnostic.rules import Side, signed_sides

DOERS = {Side.COACH: Doers.TEAM, Side.REFERENT: Doers.REFERENTS}


class DiagnosticSign(Sort):
    name = "diagnostic-sign"
    label = "Diagnostic à signer"
    family = Family.SIGN
    states = frozenset(Side)

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for period in facts.periods:
            for rated in last_of_each(facts.diagnostics.get(period.laureate_id, []), period):
                diagnostic = rated.diagnostic
                for side in Side if rated.is_filled else ():
                    if side not in signed_sides(diagnostic):
                        yield Awaited(
                            self,
                            diagnostic.id,
                            period.laureate,
                            diagnostic.kind.label,
                            DOERS[side],
                            page(period.laureate, f"diagnostic/{diagnostic.id}"),
                            "Relire et signer",
                        )
