"""What a project promised and has not shown yet, before the last day of its period."""

from collections.abc import Iterator

from aic_tracker.access.permissions import Permission
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page
from aic_tracker.commitments.models import CommitmentState
from aic_tracker.formats import listed, plural


class CommitmentProve(Sort):
    name = "commitment-prove"
    label = "Engagements à prouver"
    family = Family.DECLARE
    shown_to = Permission.READ_COMMITMENTS
    states = frozenset({CommitmentState.EXPECTED})

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for period in facts.running:
            if kinds := facts.to_prove[period.laureate_id]:
                left = f"{plural(len(kinds), 'preuve attendue', 'preuves attendues')}"
                about = f"{left} : {listed([kind.label for kind in kinds])}"
                path = page(period.laureate, "engagements")
                yield Awaited(
                    self, period.id, period.laureate, about, Doers.REFERENTS, path, "Donner une preuve", period.last_day
                )
