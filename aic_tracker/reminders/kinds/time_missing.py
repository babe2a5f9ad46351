"""Nothing was declared for the month that ended: on the fifth working day of the next one, to the referent."""

from datetime import date, datetime, timedelta
from typing import Any

from aic_tracker import config, formats
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import add_months, months_between, nth_working_day, paris_instant
from aic_tracker.elision import of
from aic_tracker.laureates import queries as laureates_queries
from aic_tracker.mail.message import absolute_url
from aic_tracker.reminders.kinds.base import Kind, Occurrence
from aic_tracker.timesheet import closings, month_links
from aic_tracker.timesheet import queries as timesheet


class TimeMissing(Kind):
    name = "time-missing"
    label = "Temps non déclaré"
    told_to = (Permission.LOG_TIME,)
    secret_path = month_links.PLACE
    falls_to_the_team = False  # nobody declares for somebody else
    grace = timedelta(days=3)

    def occurrences(self, first: date, last: date, today: date) -> list[Occurrence]:
        found = []
        for following in months_between(first, last + timedelta(days=1)):
            event_on = nth_working_day(following, config.current().reminders.time_missing_working_day)
            if first <= event_on <= last:
                found += self._of_month(add_months(following, -1), event_on)
        return found

    def _of_month(self, month: date, event_on: date) -> list[Occurrence]:
        last_day = add_months(month, 1) - timedelta(days=1)
        laureates = {
            row[0].id: row[0] for row in laureates_queries.supported_laureates(month, last_day, ended_since=True)
        }
        # Those who were referents at the end of that month, and still are.
        teams = laureates_queries.teams(laureates.keys(), event_on)
        before = laureates_queries.teams(laureates.keys(), last_day)
        declared, expected = timesheet.declared_quarters(month), timesheet.bands(month, laureates)
        closes_on = closings.closes_on(month)
        return [
            Occurrence(
                object_id=laureate.id,
                event_on=event_on,
                laureate=laureate,
                recipients=[
                    user
                    for user in teams[laureate.id].referents
                    if user in before[laureate.id].referents
                    and (user.id, laureate.id) not in declared
                    and expected[user.id, laureate.id].least
                ],
                lead_coach=teams[laureate.id].lead_coach,
                about=f"Temps non déclaré : {formats.month_year(month)}",
                facts={"month": month, "closes_on": closes_on},
            )
            for laureate in laureates.values()
        ]

    def useful_until(self, occurrence: Occurrence) -> datetime:
        closing = occurrence.facts["closes_on"]
        # May may have its fifth working day after the closing day.
        last = max(closing, occurrence.event_on + self.grace)
        return paris_instant(last + timedelta(days=1), 0)

    def path(self, occurrence: Occurrence) -> str:
        return occurrence.page(f"temps/{occurrence.facts['month']:%Y-%m}")

    def why(self, occurrence: Occurrence, recipient: User) -> str:
        return f"vous êtes référent·e {of(occurrence.laureate_name)}"

    def context(self, occurrence: Occurrence, recipient: User, today: date) -> dict[str, Any]:
        month = occurrence.facts["month"]
        is_closed = occurrence.facts["closes_on"] < today
        values = {**super().context(occurrence, recipient, today), "is_closed": is_closed}
        if not is_closed:
            values["link"] = absolute_url(month_links.path(recipient, occurrence.object_id, month))
        return values
