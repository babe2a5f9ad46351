"""A point took place and nobody closed it: three days after, then weekly, to the lead coach.

Counted from the day on which it was said to have taken place: who says so ten days later is not asked within the hour.
"""

from datetime import date, timedelta

from aic_tracker import config, formats
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints import queries as checkpoints
from aic_tracker.elision import of
from aic_tracker.laureates import queries as laureates
from aic_tracker.reminders import queries
from aic_tracker.reminders.kinds.base import Kind, Occurrence
from aic_tracker.reminders.rules import Stage

ENOUGH = "Déjà demandé autant de fois que prévu."


class MinutesMissing(Kind):
    name = "minutes-missing"
    label = "Compte rendu à rédiger"
    told_to = (Permission.MANAGE_CHECKPOINTS,)
    grace = timedelta(days=7)
    is_one_story = True

    @property
    def lags(self) -> tuple[int, ...]:
        return config.current().reminders.minutes_missing_days

    def occurrences(self, first: date, last: date, today: date) -> list[Occurrence]:
        points = checkpoints.points_without_minutes(first, last, today)
        teams = laureates.teams({point.laureate_id for point in points}, today)
        told = queries.told(self.name, {point.id for point in points})
        found = []
        for point in points:
            coach, day = teams[point.laureate_id].lead_coach, paris_day(point.starts_at)
            found.append(
                Occurrence(
                    object_id=point.id,
                    event_on=paris_day(point.held_at or point.starts_at),
                    laureate=point.laureate,
                    recipients=[coach] if coach else [],
                    lead_coach=coach,
                    about=f"Compte rendu du point du {formats.date_plain(day)}",
                    facts={"point": point, "day": day, "is_held": point.has_happened, "told": told},
                )
            )
        return found

    def told(self, occurrence: Occurrence, recipient: User, today: date) -> dict[str, str]:
        return {"ce qui est dit de sa tenue": str(occurrence.facts["is_held"])}

    def moved(self, occurrence: Occurrence) -> str:
        return f"Point dit tenu le {formats.date_plain(occurrence.event_on)} : le délai repart de ce jour."

    def skip_reason(self, occurrence: Occurrence, stage: Stage, recipient: User) -> str:
        earlier = [day for day in occurrence.facts["told"][occurrence.object_id, recipient.id] if day < stage.due_on]
        return ENOUGH if len(earlier) >= len(self.lags) else ""

    def path(self, occurrence: Occurrence) -> str:
        return occurrence.page(f"points/{occurrence.facts['point'].number}")

    def why(self, occurrence: Occurrence, recipient: User) -> str:
        return f"vous êtes chargé·e d’accélération {of(occurrence.laureate_name)}"
