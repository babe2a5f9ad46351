"""What is to be done, as files."""

from aic_tracker.paper.tables import Column, Kind, Table
from aic_tracker.roadmap.models import Action


def _owner(action: Action) -> str | None:
    return action.owner.name if action.owner else None


def _objective(action: Action) -> str | None:
    return action.objective.title if action.objective else None


def _state(action: Action) -> str:
    if action.cancelled_on:
        return "Annulée"
    return "Terminée" if action.done_on else "En cours"


ACTIONS = Table(
    "actions",
    "Actions",
    (
        Column("Action", "title", Kind.LONG),
        Column("Objectif", _objective, Kind.LONG),
        Column("Responsable", _owner),
        Column("Échéance", "due_on", Kind.DAY),
        Column("État", _state),
        Column("Terminée le", "done_on", Kind.DAY),
        Column("Annulée le", "cancelled_on", Kind.DAY),
    ),
)
