"""An assignment is completed and not evaluated: seven days after, to the referents."""

from datetime import date, timedelta

from aic_tracker import config
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.elision import of
from aic_tracker.expertise import queries as expertise
from aic_tracker.laureates import queries as laureates
from aic_tracker.reminders.kinds.base import Kind, Occurrence


class AssignmentEvaluation(Kind):
    name = "assignment-evaluation"
    label = "Évaluation d’un appui métier"
    told_to = (
        Permission.EVALUATE_ASSIGNMENT,
        Permission.MANAGE_ASSIGNMENTS,
    )
    falls_to_the_team = False  # the laureate’s own opinion
    grace = timedelta(days=14)

    @property
    def lags(self) -> tuple[int, ...]:
        return config.current().reminders.assignment_evaluation_days

    def occurrences(self, first: date, last: date, today: date) -> list[Occurrence]:
        assignments = expertise.to_evaluate(first, last)
        teams = laureates.teams({assignment.laureate_id for assignment in assignments}, today)
        return [
            Occurrence(
                object_id=assignment.id,
                event_on=assignment.completed_on,
                laureate=assignment.laureate,
                recipients=teams[assignment.laureate_id].referents,
                lead_coach=teams[assignment.laureate_id].lead_coach,
                about=f"Évaluation de l’appui « {assignment.title} »",
                facts={"assignment": assignment},
            )
            for assignment in assignments
            if assignment.completed_on
        ]

    def path(self, occurrence: Occurrence) -> str:
        return occurrence.page(f"appuis/{occurrence.object_id}")

    def why(self, occurrence: Occurrence, recipient: User) -> str:
        return f"vous êtes référent·e {of(occurrence.laureate_name)}"
