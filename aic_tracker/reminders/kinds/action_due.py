"""An action comes to its date: three days before, and on the day, to the person who has it to do."""

from datetime import date, timedelta

from aic_tracker.accounts.models import User
from aic_tracker.laureates import queries as laureates
from aic_tracker.reminders.kinds.base import Kind, Occurrence
from aic_tracker.roadmap import queries as roadmap


class ActionDue(Kind):
    name = "action-due"
    label = "Échéance d’une action"
    has_unsubscribe = True
    has_movable_date = True
    grace = timedelta(days=7)

    @property
    def leads(self) -> tuple[int, ...]:
        return (3, 0)

    def occurrences(self, first: date, last: date, today: date) -> list[Occurrence]:
        rows = roadmap.actions_due(first, last)
        teams = laureates.teams({laureate.id for _, laureate in rows}, today)
        return [
            Occurrence(
                object_id=action.id,
                event_on=action.due_on,
                laureate=laureate,
                recipients=[action.owner] if action.owner and action.owner.is_active else [],
                lead_coach=teams[laureate.id].lead_coach,
                about=f"Action « {action.title} »",
                facts={"title": action.title},
            )
            for action, laureate in rows
            if action.due_on
        ]

    def path(self, occurrence: Occurrence) -> str:
        return occurrence.page("feuille-de-route")

    def told(self, occurrence: Occurrence, recipient: User, today: date) -> dict[str, str]:
        return {"l’intitulé": occurrence.facts["title"]}

    def why(self, occurrence: Occurrence, recipient: User) -> str:
        return "cette action vous est confiée"
