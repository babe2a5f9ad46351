"""A point took place and nobody closed it: three days after, then weekly, to the lead coach."""

from datetime import date, timedelta

from aic_tracker import config, formats
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints import queries as checkpoints
from aic_tracker.laureates import queries as laureates
from aic_tracker.reminders.kinds.base import Kind, Occurrence


class MinutesMissing(Kind):
    name = "minutes-missing"
    label = "Compte rendu à rédiger"
    grace = timedelta(days=7)

    @property
    def lags(self) -> tuple[int, ...]:
        return config.current().reminders.minutes_missing_days

    def occurrences(self, first: date, last: date, today: date) -> list[Occurrence]:
        points = checkpoints.points_without_minutes(first, last, today)
        teams = laureates.teams({point.laureate_id for point in points}, today)
        found = []
        for point in points:
            coach, day = teams[point.laureate_id].lead_coach, paris_day(point.starts_at)
            found.append(
                Occurrence(
                    object_id=point.id,
                    event_on=day,
                    laureate=point.laureate,
                    recipients=[coach] if coach else [],
                    lead_coach=coach,
                    about=f"Compte rendu du point du {formats.date_plain(day)}",
                    facts={"point": point, "is_held": point.has_happened},
                )
            )
        return found

    def path(self, occurrence: Occurrence) -> str:
        return occurrence.page(f"points/{occurrence.facts['point'].number}")

    def why(self, occurrence: Occurrence, recipient: User) -> str:
        return f"vous êtes chargé·e d’accélération de {occurrence.laureate_name}"
