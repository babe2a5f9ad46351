"""Times, as files."""

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
