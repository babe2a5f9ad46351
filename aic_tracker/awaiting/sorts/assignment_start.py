"""An appui is approved: it starts on its day."""

from collections.abc import Iterator

from aic_tracker.access.permissions import Permission
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.assignment_scope import way
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.formats import quoted


class AssignmentStart(Sort):
    name = "assignment-start"
    label = "Appui à démarrer"
    family = Family.DECIDE
    shown_to = Permission.READ_ASSIGNMENTS
    states = frozenset({AssignmentStatus.APPROVED})

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for one in facts.assignments:
            if one.status is AssignmentStatus.APPROVED:
                path, gesture = way(one, facts, "", "Démarrer")
                about = quoted(one.title)
                yield Awaited(self, one.id, one.laureate, about, Doers.TEAM, path, gesture, due_on=one.starts_on)
