"""One side signed a diagnostic: the other one's signature is awaited, unless it came meanwhile."""

from collections.abc import Iterable, Sequence

from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.diagnostic import queries as diagnostics
from aic_tracker.diagnostic.models import Diagnostic
from aic_tracker.diagnostic.rules import Side, signed_sides
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.queries import Team
from aic_tracker.reminders.kinds.news import News, leading


class SignatureAwaited(News):
    name = "signature-awaited"
    label = "Signature attendue"
    told_to = (Permission.SIGN_DIAGNOSTIC,)
    section = "diagnostic"
    verbs = ("diagnostic.signed",)

    def about(self, entries: Sequence[JournalEntry]) -> dict[int, Diagnostic]:
        found = diagnostics.those({entry.object_id for entry in entries if entry.object_id})
        return {diagnostic.id: diagnostic for diagnostic in found if len(signed_sides(diagnostic)) == 1}

    def readers(self, entry: JournalEntry, known: Diagnostic, team: Team) -> Iterable[User]:
        signed = signed_sides(known)
        if (entry.after or {}).get("side") not in signed:
            return  # that signature was withdrawn by a change
        yield from team.referents if Side.COACH in signed else leading(team)

    def section_of(self, entry: JournalEntry, known: Diagnostic) -> str:
        return f"diagnostic/{known.id}"
