"""A roadmap that nobody updated: after forty-five days, then every thirty, to the lead coach and the referents."""

from datetime import date, timedelta

from aic_tracker import config, formats
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.laureates import queries as laureates
from aic_tracker.reminders.kinds.base import SLACK, Kind, Occurrence
from aic_tracker.roadmap import queries as roadmap_queries

# Longer than any period: older roadmaps belong to nobody.
GIVEN_UP_AFTER = timedelta(days=730)


class RoadmapStale(Kind):
    name = "roadmap-stale"
    label = "Feuille de route sans mise à jour"
    told_to = (Permission.UPDATE_PROGRESS,)
    has_unsubscribe = True

    def occurrences(self, first: date, last: date, today: date) -> list[Occurrence]:
        roadmaps = roadmap_queries.published_roadmaps(today, first, last)
        teams = laureates.teams({roadmap.period.laureate_id for roadmap in roadmaps}, today)
        found = []
        for roadmap in roadmaps:
            team, day = teams[roadmap.period.laureate_id], paris_day(roadmap.updated_at)
            found.append(
                Occurrence(
                    object_id=roadmap.id,
                    event_on=day,
                    laureate=roadmap.period.laureate,
                    recipients=[*([team.lead_coach] if team.lead_coach else []), *team.referents],
                    lead_coach=team.lead_coach,
                    about=f"Feuille de route sans mise à jour depuis le {formats.date_plain(day)}",
                )
            )
        return found

    def wished_days(self, event_on: date, until: date) -> list[date]:
        settings = config.current().reminders
        first = event_on + timedelta(days=settings.roadmap_stale_days)
        every = timedelta(days=settings.roadmap_stale_every_days)
        passed = max(0, (until - first) // every)
        return [first + every * n for n in range(passed + 2)]

    def window(self, first_due: date, last_due: date) -> tuple[date, date]:
        return first_due - GIVEN_UP_AFTER, last_due - timedelta(
            days=config.current().reminders.roadmap_stale_days
        ) + SLACK

    def moved(self, occurrence: Occurrence) -> str:
        return f"Mise à jour le {formats.date_plain(occurrence.event_on)}."

    def path(self, occurrence: Occurrence) -> str:
        return occurrence.page("feuille-de-route")

    def why(self, occurrence: Occurrence, recipient: User) -> str:
        return f"vous suivez {occurrence.laureate_name}"
