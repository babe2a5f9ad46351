"""The dossiers of the platform, as a file."""

from aic_tracker.paper.tables import Column, Kind, Table
from aic_tracker.sources.models import Dossier


def _applicant(dossier: Dossier) -> str:
    return str(dossier.applicant.get("name") or dossier.applicant.get("siret") or "")


DOSSIERS = Table(
    "dossiers",
    "Dossiers de Démarche numérique",
    (
        Column("Dossier", "number", Kind.COUNT),
        Column("Structure", _applicant),
        Column("État", "state"),
        Column("Déposé le", "submitted_at", Kind.MOMENT),
        Column("Repris le", "taken_at", Kind.MOMENT),
        Column("Supprimé à la source le", "deleted_at", Kind.MOMENT),
    ),
)
