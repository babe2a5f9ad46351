"""An event is over, and nobody noted who came: who organised it does, or the team when they have left."""

from collections.abc import Iterator

from aic_tracker.access.permissions import Permission, can
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort
from aic_tracker.calendar_fr import paris_day
from aic_tracker.events.models import EventStatus


class EventAttendance(Sort):
    name = "event-attendance"
    label = "Présences à relever"
    family = Family.DECLARE
    of_no_laureate = True
    states = frozenset({EventStatus.ANNOUNCED})

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for event in facts.unnoted:
            organiser = event.organiser
            is_there = organiser.is_active and can(organiser, Permission.MANAGE_EVENTS)
            yield Awaited(
                self,
                event.id,
                None,
                event.title_and_day,
                Doers.OWNER if is_there else Doers.EVERY_COACH,
                f"/evenements/{event.id}/presence",
                "Noter les présences",
                paris_day(event.starts_at),
                owner=organiser if is_there else None,
            )
