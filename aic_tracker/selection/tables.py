"""The applications of a call, as a file."""

from aic_tracker.paper.tables import Column, Kind, Table

APPLICATIONS = Table(
    "candidatures",
    "Candidatures",
    (
        Column("Numéro", "number"),
        Column("Projet", "name"),
        Column("Structure porteuse", "organisation"),
        Column("Forme juridique", "legal_form"),
        Column("SIREN", "siren"),
        Column("Commune", "town"),
        Column("Région", "region"),
        Column("Thème", "theme"),
        Column("Reçue le", "received_on", Kind.DAY),
        Column("État", "state"),
        Column("Raison de la recevabilité", "eligibility_reason", Kind.LONG),
        Column("En quelques phrases", "summary", Kind.LONG),
    ),
)
