"""The six commitments of a project, as a file."""

from aic_tracker.commitments.models import Commitment
from aic_tracker.paper.tables import Column, Kind, Table


def _checker(commitment: Commitment) -> str | None:
    return commitment.checker.name if commitment.checker else None


COMMITMENTS = Table(
    "engagements",
    "Engagements du projet",
    (
        Column("Engagement", "kind"),
        Column("État", "state"),
        Column("Preuve", "evidence_url", Kind.LONG),
        Column("Précisions", "note", Kind.LONG),
        Column("Constaté par", _checker),
        Column("Constaté le", "checked_on", Kind.DAY),
        Column("Lien visité le", "link_checked_at", Kind.MOMENT),
    ),
)
