"""An appui is completed: the referents say what it was worth."""

from collections.abc import Iterator
from datetime import timedelta

from aic_tracker import config
from aic_tracker.access.permissions import Permission
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.formats import quoted


class AssignmentEvaluate(Sort):
    name = "assignment-evaluate"
    label = "Appui à évaluer"
    family = Family.WRITE
    shown_to = Permission.READ_ASSIGNMENTS
    states = frozenset({AssignmentStatus.COMPLETED})

    def found(self, facts: Facts) -> Iterator[Awaited]:
        wait = timedelta(days=min(config.current().reminders.assignment_evaluation_days))
        for one in facts.assignments:
            if one.status is AssignmentStatus.COMPLETED:
                due_on = one.completed_on + wait if one.completed_on else None
                path = page(one.laureate, f"appuis/{one.id}/evaluer")
                yield Awaited(self, one.id, one.laureate, quoted(one.title), Doers.REFERENTS, path, "Évaluer", due_on)
