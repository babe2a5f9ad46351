"""The journal of a project, as a file."""

from collections.abc import Sequence

from aic_tracker import formats
from aic_tracker.journal import rules
from aic_tracker.journal.models import JournalEntry
from aic_tracker.paper.tables import Column, Kind, Table


def told(entries: Sequence[JournalEntry]) -> list[rules.Line]:
    return [rules.line_of(entry) for entry in entries]


def _actor(line: rules.Line) -> str:
    return line.entry.actor.name if line.entry.actor else "Le service"


def _changes(line: rules.Line) -> str:
    """One a line: « Échéance : 2 mars 2026 → 9 mars 2026 »."""
    return "\n".join(
        f"{change.label}{formats.NBSP}: {' → '.join(side for side in (change.before, change.after) if side)}"
        for change in line.changes
    )


JOURNAL = Table(
    "journal",
    "Journal",
    (
        Column("Instant", "entry.at", Kind.MOMENT),
        Column("Personne", _actor),
        Column("Objet", "kind"),
        Column("Fait", "entry.summary", Kind.LONG),
        Column("Changements", _changes, Kind.LONG),
    ),
)
