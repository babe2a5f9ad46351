"""A point was closed without somebody who was invited: where its minutes are read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aic_tracker.accounts.models import User
from aic_tracker.checkpoints import queries as checkpoints
from aic_tracker.checkpoints.departures import MINUTES
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.queries import Team
from aic_tracker.mail import history
from aic_tracker.reminders.kinds.news import News


@dataclass(frozen=True)
class Missed:
    point: Checkpoint
    # Those to whom the minutes themselves were sent.
    sent_to: frozenset[int]


class MinutesMissed(News):
    name = "minutes-missed"
    label = "Compte rendu d’un point manqué"
    section = "points"
    verbs = ("checkpoint.closed",)

    def about(self, entries: Sequence[JournalEntry]) -> dict[int, Missed]:
        points = checkpoints.points_and_guests({entry.object_id for entry in entries if entry.object_id})
        keys = {f"{MINUTES}:{point.id}:{one.user_id}": one.user_id for point in points for one in point.attendees}
        sent = history.known(keys)
        return {
            point.id: Missed(
                point,
                frozenset(one.user_id for one in point.attendees if f"{MINUTES}:{point.id}:{one.user_id}" in sent),
            )
            for point in points
        }

    def readers(self, entry: JournalEntry, known: Missed, team: Team) -> Iterable[User]:
        # Kept to be read again first: sent later, they are the news.
        if not known.point.minutes_sent_version:
            return
        for guest in known.point.attendees:
            if not guest.was_present and guest.user_id not in known.sent_to:
                yield guest.user

    def section_of(self, entry: JournalEntry, known: Missed) -> str:
        return f"points/{known.point.number}"

    def why(self, occurrence: object, recipient: User) -> str:
        return "vous étiez invité·e à ce point"
