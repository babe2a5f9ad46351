"""What the direction or a committee decided of a project: what follows its period, money, the meeting's outcome."""

from collections.abc import Iterable, Sequence

from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.queries import Team
from aic_tracker.reminders.kinds.news import News

SECTIONS = {"renewal": "bilan", "committee": "comites", "tranche": "comites"}


class DecisionNews(News):
    name = "decision-news"
    label = "Décisions sur un projet"
    told_to = (
        Permission.GIVE_OPINION,
        Permission.ASSESS_ITSELF,
    )
    section = "bilan"
    verbs = (
        "renewal.renew",
        "renewal.end",
        "renewal.stop_early",
        "renewal.withdrawn",
        "committee.decided",
        "tranche.granted",
        "tranche.refused",
        "tranche.abandoned",
    )

    def about(self, entries: Sequence[JournalEntry]) -> dict[int, bool]:
        """The journal says it all: a decision is told as it was taken."""
        return {entry.object_id: True for entry in entries if entry.object_id}

    def readers(self, entry: JournalEntry, known: bool, team: Team) -> Iterable[User]:
        yield from team.coaches
        yield from team.referents

    def section_of(self, entry: JournalEntry, known: bool) -> str:
        return SECTIONS[entry.verb.split(".")[0]]
