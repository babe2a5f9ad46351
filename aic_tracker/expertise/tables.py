"""The lists of this feature, as files."""

from decimal import Decimal

from aic_tracker.expertise.queries import ExpertLine, Line
from aic_tracker.paper.tables import Column, Kind, Table


def _skills(line: ExpertLine) -> str:
    return ", ".join(skill.label for skill in line.skills)


def _mark(line: ExpertLine) -> Decimal | None:
    """As the screen rounds it."""
    return None if line.mark is None else round(Decimal(str(float(line.mark))), 1)


EXPERTS = Table(
    "experts",
    "Expertes et experts",
    (
        Column("Nom", "expert.name"),
        Column("Sorte", "expert.kind"),
        Column("Compétences", _skills, Kind.LONG),
        Column("Disponibilité", "expert.availability", Kind.LONG),
        Column("Reste à donner (jours)", "load", Kind.TIME),
        Column("Appuis en cours", "running", Kind.COUNT),
        Column("Évaluation moyenne sur 5", _mark, Kind.COUNT),
        Column("Avis", "marks", Kind.COUNT),
        Column("Fiche active", "expert.is_active"),
    ),
)


def _expert(line: Line) -> str | None:
    return line.assignment.expert.name if line.assignment.expert else None


ASSIGNMENTS = Table(
    "appuis",
    "Appuis métier",
    (
        Column("Appui", "assignment.title", Kind.LONG),
        Column("Compétence", "assignment.skill"),
        Column("État", "assignment.status"),
        Column("Experte ou expert", _expert),
        Column("Début", "assignment.starts_on", Kind.DAY),
        Column("Fin", "assignment.ends_on", Kind.DAY),
        Column("Temps prévu (jours)", "figures.planned_quarters", Kind.TIME),
        Column("Temps donné (jours)", "figures.used_quarters", Kind.TIME),
        Column("Valeur prévue (€)", "figures.planned_cents", Kind.MONEY),
        Column("Valeur donnée (€)", "figures.used_cents", Kind.MONEY),
        Column("Évaluation sur 5", "assignment.evaluation", Kind.COUNT),
        Column("Demandé le", "assignment.requested_at", Kind.MOMENT),
        Column("Raison du refus", "assignment.decline_reason", Kind.LONG),
    ),
)
