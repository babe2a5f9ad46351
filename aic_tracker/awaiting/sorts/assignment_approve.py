"""An appui is scoped and waits to be approved."""

from collections.abc import Iterator

from aic_tracker.access.permissions import Permission
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.assignment_scope import way
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.formats import quoted


class AssignmentApprove(Sort):
    name = "assignment-approve"
    label = "Appui à approuver"
    family = Family.DECIDE
    shown_to = Permission.READ_ASSIGNMENTS
    states = frozenset({AssignmentStatus.SCOPED})

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for one in facts.assignments:
            if one.status is AssignmentStatus.SCOPED:
                path, gesture = way(one, facts, "approuver", "Approuver")
                about = quoted(one.title)
                yield Awaited(self, one.id, one.laureate, about, Doers.TEAM, path, gesture, due_on=one.starts_on)
