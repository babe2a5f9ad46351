"""What is to be done, as files."""

from aic_tracker.paper.tables import Column, Kind, Table
from aic_tracker.roadmap.models import Action
from aic_tracker.roadmap.rules import objective_progress, status_label


def _owner(action: Action) -> str | None:
    return action.owner.name if action.owner else None


def _objective(action: Action) -> str | None:
    return action.objective.title if action.objective else None


OPEN, DONE, CANCELLED = "En cours", "Terminée", "Annulée"


def state_of(action: Action) -> str:
    if action.cancelled_on:
        return CANCELLED
    return DONE if action.done_on else OPEN


ACTIONS = Table(
    "actions",
    "Actions",
    (
        Column("Action", "title", Kind.LONG),
        Column("Objectif", _objective, Kind.LONG),
        Column("Responsable", _owner),
        Column("Échéance", "due_on", Kind.DAY),
        Column("État", state_of),
        Column("Terminée le", "done_on", Kind.DAY),
        Column("Annulée le", "cancelled_on", Kind.DAY),
    ),
)
# A row of `queries.across.listed`.
OBJECTIVES = Table(
    "objectifs",
    "Objectifs",
    (
        Column("Lauréat", "name"),
        Column("Accompagnement", "number", Kind.COUNT),
        Column("Axe", "axis"),
        Column("Objectif", "Objective.title", Kind.LONG),
        Column("État", lambda row: status_label(row.Objective)),
        Column("Échéance", "Objective.due_on", Kind.DAY),
        Column("Avancement (%)", lambda row: objective_progress(row.Objective), Kind.SHARE),
        Column("Responsable", lambda row: row.Objective.owner.name if row.Objective.owner else None),
    ),
)
