"""No point is planned in the month that comes: once a month, on its first working day, to the lead coach."""

from datetime import date, datetime, timedelta

from aic_tracker import config, formats
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import add_months, month_start, months_between, nth_working_day, paris_instant
from aic_tracker.reminders import followup_queries, queries
from aic_tracker.reminders.kinds.base import Kind, Occurrence


class CheckpointUnplanned(Kind):
    name = "checkpoint-unplanned"
    label = "Aucun point prévu"

    def occurrences(self, first: date, last: date, today: date) -> list[Occurrence]:
        # What was planned in a month that is over, nobody can tell any more.
        months = months_between(max(first, month_start(today)), last + timedelta(days=1))
        events = [day for day in (nth_working_day(month, 1) for month in months) if first <= day <= last]
        return [occurrence for event_on in events for occurrence in self._of_month(event_on, today)]

    def _of_month(self, event_on: date, today: date) -> list[Occurrence]:
        seen_on = max(event_on, today)
        horizon = seen_on + timedelta(days=config.current().reminders.checkpoint_unplanned_days)
        laureates = {row[0].id: row[0] for row in queries.supported_laureates(seen_on, seen_on)}
        planned = followup_queries.with_point_planned(seen_on, horizon)
        alone = {id: row for id, row in laureates.items() if id not in planned}
        teams = queries.teams(alone.keys(), today)
        found = []
        for laureate in alone.values():
            coach = teams[laureate.id].lead_coach
            found.append(
                Occurrence(
                    object_id=laureate.id,
                    event_on=event_on,
                    laureate=laureate,
                    recipients=[coach] if coach else [],
                    lead_coach=coach,
                    about=f"Aucun point prévu ({formats.month_year(event_on)})",
                    facts={"horizon": horizon},
                )
            )
        return found

    def window(self, first_due: date, last_due: date) -> tuple[date, date]:
        return month_start(first_due), last_due

    def useful_until(self, occurrence: Occurrence) -> datetime:
        return paris_instant(add_months(month_start(occurrence.event_on), 1), 0)

    def path(self, occurrence: Occurrence) -> str:
        return occurrence.page("points")

    def why(self, occurrence: Occurrence, recipient: User) -> str:
        return f"vous êtes chargé·e d’accélération de {occurrence.laureate_name}"
