"""An aid is not in the central register yet: five working days before the limit, to the coaches of the laureate."""

from datetime import date, datetime, timedelta

from aic_tracker import config, formats
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.aid import register_lines
from aic_tracker.calendar_fr import add_working_days, paris_instant
from aic_tracker.laureates import queries as laureates
from aic_tracker.reminders.kinds.base import SLACK, Kind, Occurrence

# Late is still better than never.
USEFUL_AFTER = timedelta(days=30)


class AidRegister(Kind):
    name = "aid-register"
    label = "Aide à inscrire au registre"
    told_to = (Permission.MANAGE_CHECKPOINTS,)

    def occurrences(self, first: date, last: date, today: date) -> list[Occurrence]:
        lines = [line for line in register_lines.lines(today, entered=False) if first <= line.limit <= last]
        teams = laureates.teams({line.aid.laureate_id for line in lines if line.aid.laureate_id}, today)
        found = []
        for line in lines:
            team = teams[line.aid.laureate_id] if line.aid.laureate_id else laureates.Team(coaches=accounts.coaches())
            found.append(
                Occurrence(
                    object_id=line.aid.id,
                    event_on=line.limit,
                    laureate=line.aid.laureate,
                    recipients=team.coaches,
                    lead_coach=team.lead_coach,
                    about=f"Aide à inscrire au registre avant le {formats.date_plain(line.limit)}",
                    facts={"aid": line.aid},
                )
            )
        return found

    def wished_days(self, event_on: date, until: date) -> list[date]:
        return [add_working_days(event_on, -days) for days in config.current().reminders.aid_register_working_days]

    def window(self, first_due: date, last_due: date) -> tuple[date, date]:
        furthest = max(config.current().reminders.aid_register_working_days)
        return first_due - USEFUL_AFTER - SLACK, add_working_days(last_due + SLACK, furthest + 1)

    def useful_until(self, occurrence: Occurrence) -> datetime:
        return paris_instant(occurrence.event_on + USEFUL_AFTER, 0)

    def path(self, occurrence: Occurrence) -> str:
        return f"/aides/registre/{occurrence.object_id}"

    def why(self, occurrence: Occurrence, recipient: User) -> str:
        return (
            f"vous accompagnez {occurrence.laureate_name}"
            if occurrence.laureate
            else "vous tenez le registre des aides"
        )
