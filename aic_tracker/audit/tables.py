"""The audit trail as its screen shows it, for a file; `rules.row` gives the entries as they were sealed."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from aic_tracker.audit import queries, rules
from aic_tracker.audit.models import AuditEntry
from aic_tracker.paper.tables import Column, Kind, Table


class Told(NamedTuple):
    entry: AuditEntry
    names: Mapping[int, str]


def told(entries: Sequence[AuditEntry]) -> list[Told]:
    """These entries, with the present names of those whom they tell of; one statement."""
    names = queries.names(entries)
    return [Told(entry, names) for entry in entries]


TRAIL = Table(
    "audit",
    "Audit",
    (
        Column("N°", "entry.seq", Kind.COUNT),
        Column("Instant", "entry.at", Kind.MOMENT),
        Column("Personne", lambda row: rules.person(row.entry.actor_id, row.names)),
        Column("Événement", lambda row: rules.event_label(row.entry.event)),
        Column("Objet", lambda row: rules.object_label(row.entry, row.names)),
        Column("Résultat", lambda row: rules.outcome_label(row.entry.outcome)),
        Column("Détails", lambda row: rules.details(row.entry), Kind.LONG),
    ),
)
