"""The month ends: on its last working day that is covered, the referents say how much time they gave."""

from datetime import date, timedelta
from typing import Any

from aic_tracker import config, formats
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import add_months, months_between, previous_working_day
from aic_tracker.elision import of
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate
from aic_tracker.mail.message import absolute_url
from aic_tracker.reminders.kinds.base import Kind, Occurrence
from aic_tracker.timesheet import closings, month_links
from aic_tracker.timesheet import queries as timesheet


class TimeMonth(Kind):
    name = "time-month"
    label = "Temps du mois"
    told_to = (Permission.LOG_TIME,)
    secret_path = month_links.PLACE
    falls_to_the_team = False  # nobody declares for somebody else
    # The reminder of a missing month takes over on the fifth working day.
    grace = timedelta(days=4)

    def occurrences(self, first: date, last: date, today: date) -> list[Occurrence]:
        return [
            occurrence
            for month in months_between(first, last + timedelta(days=1))
            for occurrence in self._of_month(month, today)
            if first <= occurrence.event_on <= last
        ]

    def _of_month(self, month: date, today: date) -> list[Occurrence]:
        covered = _covered(month)
        laureate_ids = {laureate.id for laureate, _first, _last in covered}
        teams = laureates.teams(laureate_ids, today)
        declared, expected = timesheet.declared_quarters(month), timesheet.bands(month, laureate_ids)
        closes_on = closings.closes_on(month)
        return [
            Occurrence(
                object_id=laureate.id,
                event_on=previous_working_day(last),
                laureate=laureate,
                recipients=[
                    user
                    for user in teams[laureate.id].referents
                    # A zero is « rien ce mois-ci »: it was said, there is nothing left to ask.
                    if declared.get((user.id, laureate.id)) != 0 and expected[user.id, laureate.id].least
                ],
                lead_coach=teams[laureate.id].lead_coach,
                about=f"Temps référent : {formats.month_year(month)}",
                facts={
                    "month": month,
                    "declared": declared,
                    "ends_on": last,
                    "closes_on": closes_on,
                    "last_day": None if add_months(month, 1) == last + timedelta(days=1) else last,
                },
            )
            for laureate, first, last in covered
            # Nobody is asked on the first day how the month went.
            if previous_working_day(last) > first
        ]

    def path(self, occurrence: Occurrence) -> str:
        return occurrence.page(f"temps/{occurrence.facts['month']:%Y-%m}")

    def why(self, occurrence: Occurrence, recipient: User) -> str:
        return f"vous êtes référent·e {of(occurrence.laureate_name)}"

    def context(self, occurrence: Occurrence, recipient: User, today: date) -> dict[str, Any]:
        programme, month = config.current().programme, occurrence.facts["month"]
        values = super().context(occurrence, recipient, today)
        if not (is_closed := occurrence.facts["closes_on"] < today):
            values["link"] = absolute_url(month_links.path(recipient, occurrence.object_id, month))
        return {
            **values,
            "is_over": occurrence.facts["ends_on"] < today,
            "is_closed": is_closed,
            "quarters": occurrence.facts["declared"].get((recipient.id, occurrence.object_id), 0),
            "days_min": programme.referent_days_min,
            "days_max": programme.referent_days_max,
        }


def _covered(month: date) -> list[tuple[Laureate, date, date]]:
    """The first and last days of the month that are covered, by laureate."""
    month_end = add_months(month, 1) - timedelta(days=1)
    found: dict[int, tuple[Laureate, date, date]] = {}
    for laureate, starts_on, until in laureates.supported_laureates(month, month_end):
        _, first, _ = found.get(laureate.id, (laureate, max(starts_on, month), month))
        found[laureate.id] = (laureate, first, min(until - timedelta(days=1), month_end))
    return list(found.values())
