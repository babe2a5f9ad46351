"""An appui runs: its expert carries it out and notes the days given; the team follows it where no account does."""

from collections.abc import Iterator

from aic_tracker.access.permissions import Permission
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.formats import quoted


class AssignmentCarry(Sort):
    name = "assignment-carry"
    label = "Appui en cours"
    family = Family.DO
    shown_to = Permission.READ_ASSIGNMENTS
    states = frozenset({AssignmentStatus.IN_PROGRESS})

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for one in facts.assignments:
            if one.status is not AssignmentStatus.IN_PROGRESS:
                continue
            account = one.expert.user if one.expert else None
            path, about = page(one.laureate, f"appuis/{one.id}"), quoted(one.title)
            if account and account.is_active:
                yield Awaited(
                    self, one.id, one.laureate, about, Doers.OWNER, path, "Noter mes jours", one.ends_on, account
                )
            else:
                yield Awaited(self, one.id, one.laureate, about, Doers.TEAM, path, "Suivre l’appui", one.ends_on)
