"""The points of a project, as a file."""

from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.folding import by_name
from aic_tracker.paper.tables import Column, Kind, Table


def _people(point: Checkpoint) -> str:
    return ", ".join(user.name for user in by_name(attendee.user for attendee in point.attendees))


def _actions(point: Checkpoint) -> int:
    return len(point.actions)


POINTS = Table(
    "points",
    "Points",
    (
        Column("N°", "number", Kind.COUNT),
        Column("Sorte", "kind"),
        Column("Date", "starts_at", Kind.MOMENT),
        Column("Minutes", "duration_minutes", Kind.COUNT),
        Column("État", "status"),
        Column("Lieu", "place"),
        Column("Personnes invitées", _people, Kind.LONG),
        Column("Actions décidées", _actions, Kind.COUNT),
        Column("Raison de l’annulation", "cancel_reason", Kind.LONG),
    ),
)
