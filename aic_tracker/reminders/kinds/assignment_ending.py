"""An assignment comes to its end: seven days before, to the expert and the lead coach."""

from datetime import date

from aic_tracker import config, formats
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.elision import of
from aic_tracker.expertise import queries as expertise
from aic_tracker.laureates import queries as laureates
from aic_tracker.reminders.kinds.base import Kind, Occurrence


class AssignmentEnding(Kind):
    name = "assignment-ending"
    label = "Fin d’un appui métier"
    told_to = (Permission.LOG_ASSIGNMENT_DAYS,)
    has_movable_date = True

    @property
    def leads(self) -> tuple[int, ...]:
        return config.current().reminders.assignment_ending_days

    def occurrences(self, first: date, last: date, today: date) -> list[Occurrence]:
        assignments = expertise.ending_between(first, last)
        teams = laureates.teams({assignment.laureate_id for assignment in assignments}, today)
        found = []
        for assignment in assignments:
            coach = teams[assignment.laureate_id].lead_coach
            expert = assignment.expert.user if assignment.expert else None
            found.append(
                Occurrence(
                    object_id=assignment.id,
                    event_on=assignment.ends_on or last,
                    laureate=assignment.laureate,
                    recipients=[user for user in (expert, coach) if user and user.is_active],
                    lead_coach=coach,
                    about=f"Fin de l’appui « {assignment.title} » le {formats.date_plain(assignment.ends_on)}",
                    facts={"assignment": assignment},
                )
            )
        return found

    def path(self, occurrence: Occurrence) -> str:
        return occurrence.page(f"appuis/{occurrence.object_id}")

    def why(self, occurrence: Occurrence, recipient: User) -> str:
        return f"vous suivez cet appui auprès {of(occurrence.laureate_name)}"
