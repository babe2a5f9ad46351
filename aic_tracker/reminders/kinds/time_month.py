"""The month ends: on its last working day, the referents say how much time they gave."""

from datetime import date, timedelta
from typing import Any

from aic_tracker import config, formats
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import add_months, last_working_day, month_start, months_between
from aic_tracker.mail.message import absolute_url
from aic_tracker.reminders import queries
from aic_tracker.reminders.kinds.base import Kind, Occurrence
from aic_tracker.timesheet import month_links


class TimeMonth(Kind):
    name = "time-month"
    label = "Temps du mois"
    falls_to_the_team = False  # nobody declares for somebody else
    # The reminder of a missing month takes over on the fifth working day.
    grace = timedelta(days=4)

    def occurrences(self, first: date, last: date, today: date) -> list[Occurrence]:
        events = {month: last_working_day(month) for month in months_between(first, last + timedelta(days=1))}
        return [
            occurrence
            for month, event_on in events.items()
            if first <= event_on <= last
            for occurrence in self._of_month(month, event_on)
        ]

    def _of_month(self, month: date, event_on: date) -> list[Occurrence]:
        laureates = {row[0].id: row[0] for row in queries.supported_laureates(event_on, event_on)}
        teams = queries.teams(laureates.keys(), event_on)
        declared = queries.declared_quarters(month)
        return [
            Occurrence(
                object_id=laureate.id,
                event_on=event_on,
                laureate=laureate,
                # A zero is « rien ce mois-ci »: it was said, there is nothing left to ask.
                recipients=[u for u in teams[laureate.id].referents if declared.get((u.id, laureate.id)) != 0],
                lead_coach=teams[laureate.id].lead_coach,
                about=f"Temps référent : {formats.month_year(month)}",
                facts={"month": month, "declared": declared},
            )
            for laureate in laureates.values()
        ]

    def path(self, occurrence: Occurrence) -> str:
        return occurrence.page(f"temps/{occurrence.facts['month']:%Y-%m}")

    def why(self, occurrence: Occurrence, recipient: User) -> str:
        return f"vous êtes référent·e de {occurrence.laureate_name}"

    def context(self, occurrence: Occurrence, recipient: User, today: date) -> dict[str, Any]:
        programme, month = config.current().programme, occurrence.facts["month"]
        return {
            **super().context(occurrence, recipient, today),
            "link": absolute_url(month_links.path(recipient, occurrence.object_id, month)),
            "quarters": occurrence.facts["declared"].get((recipient.id, occurrence.object_id), 0),
            "days_min": programme.referent_days_min,
            "days_max": programme.referent_days_max,
            "closes_on": add_months(month_start(month), 1).replace(day=programme.month_closes_on),
        }
