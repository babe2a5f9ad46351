"""An invitation to an event has no answer yet."""

from collections.abc import Iterator

from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort
from aic_tracker.calendar_fr import paris_day


class EventReply(Sort):
    name = "event-reply"
    label = "Invitation à un événement"
    family = Family.PLAN
    of_no_laureate = True

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for one in facts.unanswered:
            day, path = paris_day(one.event.starts_at), f"/evenements/{one.event_id}/repondre"
            yield Awaited(
                self, one.id, None, one.event.title_and_day, Doers.OWNER, path, "Répondre", day, owner=one.user
            )
