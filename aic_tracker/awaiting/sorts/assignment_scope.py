"""An appui was asked for: it is scoped, or declined once the period is over."""

from collections.abc import Iterator

from aic_tracker.access.permissions import Permission
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page
from aic_tracker.expertise.models import Assignment, AssignmentStatus
from aic_tracker.formats import quoted
from aic_tracker.laureates.models import Laureate


class AssignmentScope(Sort):
    name = "assignment-scope"
    label = "Appui à cadrer"
    family = Family.DECIDE
    shown_to = Permission.READ_ASSIGNMENTS
    states = frozenset({AssignmentStatus.REQUESTED})

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for one in facts.assignments:
            if one.status is AssignmentStatus.REQUESTED:
                path, gesture = way(one, facts, "cadrer", "Cadrer")
                yield Awaited(self, one.id, one.laureate, quoted(one.title), Doers.TEAM, path, gesture)


def way(assignment: Assignment, facts: Facts, section: str, gesture: str) -> tuple[str, str]:
    """Where to go on; an appui that has not begun when its period ends can only be declined."""
    laureate: Laureate = assignment.laureate
    if not assignment.period.covers(facts.today):
        return page(laureate, f"appuis/{assignment.id}/decliner"), "Décliner"
    return page(laureate, f"appuis/{assignment.id}" + (f"/{section}" if section else "")), gesture
