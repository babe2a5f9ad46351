"""An objective comes to its date: fourteen days before, and on the day, to the person who owns it."""

from datetime import date, timedelta

from aic_tracker import config
from aic_tracker.accounts.models import User
from aic_tracker.laureates import queries as laureates
from aic_tracker.reminders.kinds.base import Kind, Occurrence
from aic_tracker.roadmap import queries as roadmap


class ObjectiveDue(Kind):
    name = "objective-due"
    label = "Échéance d’un objectif"
    has_movable_date = True
    grace = timedelta(days=7)

    @property
    def leads(self) -> tuple[int, ...]:
        return config.current().reminders.objective_due_days

    def occurrences(self, first: date, last: date, today: date) -> list[Occurrence]:
        rows = roadmap.open_objectives(first, last)
        teams = laureates.teams({laureate.id for _, laureate in rows}, today)
        return [
            Occurrence(
                object_id=objective.id,
                event_on=objective.due_on,
                laureate=laureate,
                recipients=[objective.owner] if objective.owner and objective.owner.is_active else [],
                lead_coach=teams[laureate.id].lead_coach,
                about=f"Objectif « {objective.title} »",
                facts={"objective": objective},
            )
            for objective, laureate in rows
            if objective.due_on
        ]

    def path(self, occurrence: Occurrence) -> str:
        return occurrence.page("feuille-de-route")

    def told(self, occurrence: Occurrence, recipient: User, today: date) -> dict[str, str]:
        objective = occurrence.facts["objective"]
        return {
            "l’intitulé": objective.title,
            "l’état": objective.status.value,
            "la valeur atteinte": f"{objective.current} {objective.target}",
        }

    def why(self, occurrence: Occurrence, recipient: User) -> str:
        return "cet objectif vous est confié"
