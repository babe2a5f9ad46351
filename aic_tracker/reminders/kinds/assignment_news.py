"""What becomes of an appui: asked for, scoped, approved, started, completed, evaluated, declined."""

from collections.abc import Iterable, Sequence

from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.expertise import queries as expertise
from aic_tracker.expertise.models import Assignment
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.queries import Team
from aic_tracker.reminders.kinds.news import News, leading

# What waits for the team to go on; the rest is told to the project and to the expert as well.
FOR_THE_TEAM = ("assignment.requested", "assignment.reopened", "assignment.evaluated")


class AssignmentNews(News):
    name = "assignment-news"
    label = "Nouvelles des appuis métier"
    told_to = (Permission.ADD_ASSIGNMENT_DOCUMENTS,)
    section = "appuis"
    verbs = (
        *FOR_THE_TEAM,
        "assignment.scoped",
        "assignment.approved",
        "assignment.started",
        "assignment.completed",
        "assignment.declined",
    )

    def about(self, entries: Sequence[JournalEntry]) -> dict[int, Assignment]:
        ids = {entry.object_id for entry in entries if entry.object_id}
        return {one.id: one for one in expertise.assignments_and_people(ids)}

    def readers(self, entry: JournalEntry, known: Assignment, team: Team) -> Iterable[User]:
        yield from leading(team)
        if entry.verb in FOR_THE_TEAM:
            return
        yield from team.referents
        if known.requester:
            yield known.requester
        if known.expert and known.expert.user:
            yield known.expert.user

    def section_of(self, entry: JournalEntry, known: Assignment) -> str:
        return f"appuis/{known.id}"
