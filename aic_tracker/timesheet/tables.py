"""Times, as files."""

from aic_tracker.expertise.queries.given import By
from aic_tracker.paper.tables import Column, Kind, Table

ENTRIES = Table(
    "temps",
    "Temps des référentes et référents",
    (
        Column("Référente ou référent", "user.name"),
        Column("Jour", "on", Kind.DAY),
        Column("Temps (jours)", "quarters", Kind.TIME),
        Column("Activité", "activity"),
        Column("Note", "note", Kind.LONG),
    ),
)

EVERY_ENTRY = Table(
    "temps-saisies",
    "Temps des référentes et référents",
    (
        Column("Lauréat", lambda row: row[0]),
        Column("Référente ou référent", lambda row: row[1]),
        Column("Jour", lambda row: row[2], Kind.DAY),
        Column("Temps (jours)", lambda row: row[3], Kind.TIME),
        Column("Activité", lambda row: row[4]),
        Column("Note", lambda row: row[5], Kind.LONG),
    ),
)
# A row: the person, the first day of the month, what is counted, the quarters.
BY_PERSON_AND_MONTH = Table(
    "totaux-du-temps",
    "Totaux du temps",
    (
        Column("Année", lambda row: row[1].year, Kind.COUNT),
        Column("Mois", lambda row: row[1], Kind.DAY),
        Column("Personne", lambda row: row[0]),
        Column("Temps", lambda row: row[2]),
        Column("Jours", lambda row: row[3], Kind.TIME),
    ),
)


def totals_by(by: By) -> Table:
    return Table(
        f"temps-par-{by.value}",
        f"Temps par {by.label.lower()}",
        (
            Column(by.label, "label"),
            Column("Reçus : appuis métier (jours)", "given", Kind.TIME),
            Column("Donnés : temps référent (jours)", "noted", Kind.TIME),
            Column("Total (jours)", "quarters", Kind.TIME),
        ),
    )
