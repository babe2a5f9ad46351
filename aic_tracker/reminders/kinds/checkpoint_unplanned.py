"""No next point, and a whole month left for one: once a month, on its first working day, to the lead coach."""

from datetime import date, timedelta

from aic_tracker import config, formats
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import add_months, month_start, months_between, nth_working_day, paris_instant
from aic_tracker.checkpoints import queries as checkpoints
from aic_tracker.elision import of
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate
from aic_tracker.reminders.kinds.base import Kind, Occurrence


class CheckpointUnplanned(Kind):
    name = "checkpoint-unplanned"
    label = "Aucun point prévu"
    told_to = (Permission.MANAGE_CHECKPOINTS,)
    # What changes during the month waits for the next one.
    grace = timedelta(days=6)

    def occurrences(self, first: date, last: date, today: date) -> list[Occurrence]:
        # What was planned in a month that is over, nobody can tell any more.
        months = months_between(max(first, month_start(today)), last + timedelta(days=1))
        events = [day for day in (nth_working_day(month, 1) for month in months) if first <= day <= last]
        return [occurrence for event_on in events for occurrence in self._of_month(event_on, today)]

    def _of_month(self, event_on: date, today: date) -> list[Occurrence]:
        seen_on = max(event_on, today)
        horizon = add_months(seen_on, config.current().reminders.checkpoint_unplanned_months)
        followed_up = checkpoints.followed_up(paris_instant(month_start(event_on), 0))
        alone = {id: row for id, row in _going_on(seen_on, horizon).items() if id not in followed_up}
        teams = laureates.teams(alone.keys(), today)
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

    def path(self, occurrence: Occurrence) -> str:
        return occurrence.page("points")

    def why(self, occurrence: Occurrence, recipient: User) -> str:
        return f"vous êtes chargé·e d’accélération {of(occurrence.laureate_name)}"


def _going_on(first: date, horizon: date) -> dict[int, Laureate]:
    """Those supported from the first of these days to the last: a point before the horizon is possible and due."""
    rows = laureates.supported_laureates(first, horizon)
    begun = {laureate.id for laureate, starts_on, _until in rows if starts_on <= first}
    return {laureate.id: laureate for laureate, _starts_on, until in rows if until > horizon and laureate.id in begun}
