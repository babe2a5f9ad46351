"""A period comes to its term: three, two and one months before, seven days before, then weekly until the decision."""

from datetime import date, timedelta
from typing import Any

from aic_tracker import config, formats
from aic_tracker.access.permissions import Permission, can
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import add_months
from aic_tracker.laureates import queries as laureates
from aic_tracker.reminders.kinds.base import SLACK, Kind, Occurrence
from aic_tracker.renewals import file_queries
from aic_tracker.renewals import queries as renewals

WEEK = timedelta(days=7)
# A term that nobody decided for so long is no longer a matter of mails.
GIVEN_UP_AFTER = timedelta(days=730)


class RenewalFile(Kind):
    name = "renewal-file"
    label = "Terme et renouvellement"
    told_to = (Permission.READ_RENEWAL,)
    is_optional = False

    def occurrences(self, first: date, last: date, today: date) -> list[Occurrence]:
        periods = renewals.undecided_periods(first, last)
        teams = laureates.teams({period.laureate_id for period in periods}, today)
        files = file_queries.files_of([period.id for period in periods])
        direction = accounts.direction() if periods else []
        found = []
        for period in periods:
            team = teams[period.laureate_id]
            everybody = [*team.coaches, *direction, *team.referents]
            last_day = period.term_on - timedelta(days=1)
            found.append(
                Occurrence(
                    object_id=period.id,
                    event_on=period.term_on,
                    laureate=period.laureate,
                    recipients=list({user.id: user for user in everybody}.values()),
                    lead_coach=team.lead_coach,
                    about=f"Terme de l’accompagnement : {formats.date_plain(last_day)}",
                    facts={"last_day": last_day, "written": files.get(period.id)},
                )
            )
        return found

    def wished_days(self, event_on: date, until: date) -> list[date]:
        settings = config.current().reminders
        months = [add_months(event_on, -months) for months in settings.renewal_file_months]
        days = [event_on - timedelta(days=days) for days in settings.renewal_file_days]
        weeks_since = max(0, (until - event_on).days // WEEK.days)
        return [*months, *days, *(event_on + WEEK * n for n in range(1, weeks_since + 2))]

    def window(self, first_due: date, last_due: date) -> tuple[date, date]:
        return first_due - GIVEN_UP_AFTER, add_months(
            last_due, max(config.current().reminders.renewal_file_months)
        ) + SLACK

    def path(self, occurrence: Occurrence) -> str:
        return occurrence.page("bilan")

    def why(self, occurrence: Occurrence, recipient: User) -> str:
        if can(recipient, Permission.DECIDE_RENEWAL):
            return "vous décidez des renouvellements"
        return f"vous suivez {occurrence.laureate_name}"

    def told(self, occurrence: Occurrence, recipient: User, today: date) -> dict[str, str]:
        written = occurrence.facts["written"]
        return {
            "l’échéance, désormais passée": str(occurrence.event_on <= today),
            "l’auto-évaluation": written.self_assessment if written else "",
            "l’avis de l’équipe": written.opinion if written else "",
        }

    def context(self, occurrence: Occurrence, recipient: User, today: date) -> dict[str, Any]:
        return {
            **super().context(occurrence, recipient, today),
            "is_over": occurrence.event_on <= today,
            "role": recipient.role.value,
        }
