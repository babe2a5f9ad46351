"""An appui still runs after its last day: the team says that it is over, or moves its end."""

from collections.abc import Iterator

from aic_tracker.access.permissions import Permission
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.formats import quoted


class AssignmentComplete(Sort):
    name = "assignment-complete"
    label = "Appui à terminer"
    family = Family.DECIDE
    shown_to = Permission.READ_ASSIGNMENTS
    states = frozenset({AssignmentStatus.IN_PROGRESS})

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for one in facts.assignments:
            if one.status is AssignmentStatus.IN_PROGRESS and one.ends_on and one.ends_on < facts.today:
                path = page(one.laureate, f"appuis/{one.id}/terminer")
                about = quoted(one.title)
                yield Awaited(self, one.id, one.laureate, about, Doers.TEAM, path, "Dire terminé", due_on=one.ends_on)
