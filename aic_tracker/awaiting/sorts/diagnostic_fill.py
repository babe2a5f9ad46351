"""A diagnostic without all its levels: the initial one that a first period lacks, or one that was opened."""

from collections.abc import Iterator

from aic_tracker.awaiting.facts import Facts, Rated
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page
from aic_tracker.diagnostic.models import DiagnosticKind
from aic_tracker.laureates.models import SupportPeriod


class DiagnosticFill(Sort):
    name = "diagnostic-fill"
    label = "Diagnostic à remplir"
    family = Family.WRITE

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for period in facts.periods:
            known = facts.diagnostics.get(period.laureate_id, [])
            for rated in last_of_each(known, period):
                if not rated.is_filled:
                    yield self._both_sides(period, rated)
            opened = any(one.diagnostic.kind is DiagnosticKind.INITIAL for one in known)
            if not opened and period.covers(facts.today):
                yield self._both_sides(period, None)

    def _both_sides(self, period: SupportPeriod, rated: Rated | None) -> Awaited:
        kind = rated.diagnostic.kind if rated else DiagnosticKind.INITIAL
        section = f"diagnostic/{rated.diagnostic.id}/remplir" if rated else "diagnostic"
        return Awaited(
            self,
            rated.diagnostic.id if rated else 0,
            period.laureate,
            kind.label,
            Doers.BOTH_SIDES,
            page(period.laureate, section),
            "Remplir" if rated else "Ouvrir le diagnostic",
        )


def last_of_each(known: list[Rated], period: SupportPeriod) -> list[Rated]:
    """The last revision of each kind opened in the period."""
    kept = {one.diagnostic.kind: one for one in known if one.diagnostic.period_id == period.id}
    return list(kept.values())
