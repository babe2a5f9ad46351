"""The lists of this feature, as files."""

from typing import NamedTuple

from aic_tracker.introductions.models import Contact, Introduction
from aic_tracker.introductions.queries import Courting
from aic_tracker.paper.tables import Column, Kind, Table


class Courted(NamedTuple):
    contact: Contact
    by: list[Courting]


def _objective(introduction: Introduction) -> str | None:
    return introduction.objective.title if introduction.objective else None


def _owner(introduction: Introduction) -> str | None:
    return introduction.owner.name if introduction.owner else None


CONTACTS = Table(
    "contacts",
    "Contacts des organisations publiques",
    (
        Column("Personne", "contact.person"),
        Column("Fonction", "contact.position"),
        Column("Organisation", "contact.organisation"),
        Column("Adresse", "contact.email"),
        Column(
            "Projets qui la sollicitent",
            lambda row: ", ".join(f"{one.laureate.name} ({one.introduction.status.label})" for one in row.by),
            Kind.LONG,
        ),
        Column("Origine des coordonnées", "contact.source"),
        Column("Vérifié le", "contact.verified_on", Kind.DAY),
        Column("Accord le", "contact.consent_on", Kind.DAY),
        Column("Fiche active", "contact.is_active"),
    ),
)


INTRODUCTIONS = Table(
    "mises-en-relation",
    "Mises en relation",
    (
        Column("Contact", "contact.person"),
        Column("Organisation", "contact.organisation"),
        Column("But", "purpose", Kind.LONG),
        Column("État", "status"),
        Column("Depuis le", "status_since", Kind.DAY),
        Column("Prochaine étape", "next_step", Kind.LONG),
        Column("Prévue le", "next_step_on", Kind.DAY),
        Column("Conclusion", "outcome", Kind.LONG),
        Column("Mois gagnés", "months_gained", Kind.COUNT),
        Column("Objectif servi", _objective, Kind.LONG),
        Column("Suivie par", _owner),
        Column("Notes", "notes", Kind.LONG),
    ),
)
