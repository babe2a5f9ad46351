"""A sponsor promised something: the team says whether it was kept."""

from collections.abc import Iterator

from aic_tracker.access.permissions import Permission
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page
from aic_tracker.funding.models import PledgeState


class PledgeFollow(Sort):
    name = "pledge-follow"
    label = "Soutien promis à suivre"
    family = Family.CHECK
    shown_to = Permission.READ_AID
    states = frozenset({PledgeState.OPEN})

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for one in facts.pledges:
            about = f"{one.sponsor} : {one.description}"
            path = page(one.laureate, f"soutiens/{one.id}/modifier")
            yield Awaited(self, one.id, one.laureate, about, Doers.TEAM, path, "Dire où il en est", one.due_on)
