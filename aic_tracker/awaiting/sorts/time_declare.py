"""Nothing was said of the month that ended: the person declares it until it closes, then the team."""

from collections.abc import Iterator

from aic_tracker import formats
from aic_tracker.access.permissions import Permission
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page
from aic_tracker.timesheet.rules import MonthState


class TimeDeclare(Sort):
    name = "time-declare"
    label = "Temps à déclarer"
    family = Family.DECLARE
    shown_to = Permission.READ_TIME
    states = frozenset({MonthState.MISSING})

    def found(self, facts: Facts) -> Iterator[Awaited]:
        month, closes_on = facts.last_month, facts.month_closes_on if facts.undeclared else facts.today
        for place in facts.undeclared:
            path = page(place.laureate, f"temps/{month:%Y-%m}")
            about = formats.month_year(month).capitalize()
            if facts.today <= closes_on:
                yield Awaited(
                    self,
                    place.id,
                    place.laureate,
                    about,
                    Doers.OWNER,
                    path,
                    "Déclarer mon temps",
                    closes_on,
                    place.user,
                )
            else:
                about = f"{about}, {place.user.name} : le mois est clos"
                yield Awaited(self, place.id, place.laureate, about, Doers.TEAM, path, "Compléter", closes_on)
