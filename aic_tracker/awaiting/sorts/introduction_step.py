"""An introduction goes on: its next step, or the choice of one."""

from collections.abc import Iterator

from aic_tracker.access.permissions import Permission
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page
from aic_tracker.introductions.models import IntroductionStatus


class IntroductionStep(Sort):
    name = "introduction-step"
    label = "Mise en relation"
    family = Family.DO
    shown_to = Permission.READ_INTRODUCTIONS
    states = frozenset(status for status in IntroductionStatus if status.is_open)

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for one in facts.introductions:
            step = one.next_step or "prochaine étape à fixer"
            yield Awaited(
                self,
                one.id,
                one.laureate,
                f"{one.contact.organisation} : {step}",
                Doers.OWNER,
                page(one.laureate, f"mises-en-relation/{one.id}"),
                "Ouvrir la mise en relation",
                one.next_step_on,
                one.owner,
                handed_over_at=page(one.laureate, f"mises-en-relation/{one.id}/modifier"),
            )
