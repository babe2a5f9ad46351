"""A project gave evidence of a commitment, and the team has not looked at it."""

from collections.abc import Iterator

from aic_tracker.access.permissions import Permission
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page
from aic_tracker.commitments.models import CommitmentState


class CommitmentCheck(Sort):
    name = "commitment-check"
    label = "Preuve à vérifier"
    family = Family.CHECK
    shown_to = Permission.READ_COMMITMENTS
    states = frozenset({CommitmentState.SUBMITTED})

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for one in facts.submitted:
            path = page(one.laureate, f"engagements/{one.kind.value}/constat")
            yield Awaited(self, one.id, one.laureate, one.kind.label, Doers.TEAM, path, "Vérifier la preuve")
