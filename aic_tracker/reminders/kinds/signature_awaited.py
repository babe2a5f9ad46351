"""A diagnostic awaits a signature: one side signed, or its last level was just given; unless it came meanwhile."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.diagnostic import queries as diagnostics
from aic_tracker.diagnostic.models import Diagnostic
from aic_tracker.diagnostic.rules import Side, signed_sides
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.queries import Team
from aic_tracker.reminders.kinds.news import News, leading

SIGNED, FILLED = "diagnostic.signed", "diagnostic.filled"


@dataclass(frozen=True)
class Awaiting:
    """`completed_by`: the entry that gave its last level, where nobody has signed since."""

    diagnostic: Diagnostic
    signed: Sequence[Side]
    completed_by: int | None


class SignatureAwaited(News):
    name = "signature-awaited"
    label = "Signature attendue"
    told_to = (Permission.SIGN_DIAGNOSTIC,)
    section = "diagnostic"
    verbs = (SIGNED, FILLED)

    def about(self, entries: Sequence[JournalEntry]) -> dict[int, Awaiting]:
        found = diagnostics.those({entry.object_id for entry in entries if entry.object_id})
        filled = diagnostics.filled([one.id for one in found])
        # In order: the last that gave a missing level is the one that completed it.
        completed = {entry.object_id: entry.id for entry in entries if entry.verb == FILLED and _gives_a_level(entry)}
        known = {}
        for diagnostic in found:
            signed = signed_sides(diagnostic)
            completed_by = completed.get(diagnostic.id) if diagnostic.id in filled and not signed else None
            if len(signed) == 1 or completed_by is not None:
                known[diagnostic.id] = Awaiting(diagnostic, signed, completed_by)
        return known

    def readers(self, entry: JournalEntry, known: Awaiting, team: Team) -> Iterable[User]:
        if entry.verb == FILLED:
            if entry.id == known.completed_by:
                yield from [*leading(team), *team.referents]
            return
        if (entry.after or {}).get("side") not in known.signed:
            return  # that signature was withdrawn by a change
        yield from team.referents if Side.COACH in known.signed else leading(team)

    def section_of(self, entry: JournalEntry, known: Awaiting) -> str:
        return f"diagnostic/{known.diagnostic.id}"


def _gives_a_level(entry: JournalEntry) -> bool:
    before, after = entry.before or {}, entry.after or {}
    return any(
        name.endswith(".level") and before.get(name) is None and level is not None for name, level in after.items()
    )
