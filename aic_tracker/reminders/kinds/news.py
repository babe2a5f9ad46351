"""What others did that concerns a reader: one mail a reader, a laureate and an hour, at the end of that hour.

It is read from the journal, so that nothing that is done has to remember it; nobody is told of their own gesture, nor
of what they may no longer read when it leaves.
"""

import re
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.journal import queries as journal
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.queries import Team
from aic_tracker.mail.message import absolute_url
from aic_tracker.reminders import rules
from aic_tracker.reminders.kinds.base import Kind, Occurrence

HOUR = timedelta(hours=1)
# A long weekend, and a little: older news is read on the pages.
USEFUL_FOR = timedelta(days=5)
# As the journal writes it: « (2,25 j, 1 800,00 €) » of an appui, « la tranche 1 de 15 000,00 € » of a subvention.
AMOUNT = r"\d[\d\s]*,\d\d\s€"
TOLD_AMOUNT = re.compile(rf", {AMOUNT}(?=\)$)|(la tranche \d+) de {AMOUNT}(?= : )")


@dataclass(frozen=True)
class Told:
    """One thing done: by whom, in words, and where it reads, under the laureate's pages."""

    who: str
    what: str
    at: datetime
    section: str

    @property
    def without_amount(self) -> str:
        """For the subject of a mail: it is read over a shoulder, and filters distrust those that tell of money."""
        return TOLD_AMOUNT.sub(r"\1", self.what)


class News(Kind):
    verbs: ClassVar[tuple[str, ...]]
    # Where the mail leads when it tells of several things.
    section: ClassVar[str] = ""
    has_unsubscribe = True
    falls_to_the_team = False

    @abstractmethod
    def about(self, entries: Sequence[JournalEntry]) -> dict[int, Any]:
        """What is known of the objects that these entries tell of, by their identifier."""

    @abstractmethod
    def readers(self, entry: JournalEntry, known: Any, team: Team) -> Iterable[User]:
        """Whom it concerns; whoever did it is left out afterwards."""

    def section_of(self, entry: JournalEntry, known: Any) -> str:
        return self.section

    def occurrences(self, first: date, last: date, today: date) -> list[Occurrence]:
        entries = journal.told(self.verbs, first, last)
        ids = {entry.laureate_id for entry in entries if entry.laureate_id}
        named = {laureate.id: laureate for laureate in db.session.scalars(laureates.those(ids))} if ids else {}
        teams, known = laureates.teams(named.keys(), today), self.about(entries)
        hours: dict[tuple[int, datetime], list[JournalEntry]] = defaultdict(list)
        for entry in entries:
            if entry.object_id in known and entry.laureate_id:
                hours[entry.laureate_id, _end_of_hour(entry.at)].append(entry)
        return [
            self._of_hour(named[laureate_id], end, told, known, teams[laureate_id])
            for (laureate_id, end), told in hours.items()
            if first <= paris_day(end) <= last
        ]

    def _of_hour(
        self, laureate: Laureate, end: datetime, entries: Sequence[JournalEntry], known: dict[int, Any], team: Team
    ) -> Occurrence:
        people: dict[int, User] = {}
        news: dict[int, list[Told]] = defaultdict(list)
        for entry in entries:
            about = known[entry.object_id or 0]
            who = entry.actor.name if entry.actor else "Le service"
            told = Told(who, entry.summary, entry.at, self.section_of(entry, about))
            for user in {user.id: user for user in self.readers(entry, about, team)}.values():
                if user.is_active and user.id != entry.actor_id:
                    people[user.id] = user
                    news[user.id].append(told)
        return Occurrence(
            object_id=laureate.id,
            event_on=paris_day(end),
            event_at=end,
            laureate=laureate,
            recipients=list(people.values()),
            lead_coach=team.lead_coach,
            about=self.label,
            facts={"news": dict(news)},
        )

    def stages(self, occurrence: Occurrence, until: date) -> list[rules.Stage]:
        end = occurrence.event_at
        assert end is not None
        return [rules.Stage(paris_day(end), end, end + USEFUL_FOR)]

    def window(self, first_due: date, last_due: date) -> tuple[date, date]:
        return first_due - USEFUL_FOR, last_due

    def path(self, occurrence: Occurrence) -> str:
        return occurrence.page(self.section)

    def context(self, occurrence: Occurrence, recipient: User, today: date) -> dict[str, Any]:
        news = occurrence.facts["news"][recipient.id]
        sections = {told.section for told in news}
        section = sections.pop() if len(sections) == 1 else self.section
        context = super().context(occurrence, recipient, today)
        return context | {"news": news, "link": absolute_url(occurrence.page(section))}

    def why(self, occurrence: Occurrence, recipient: User) -> str:
        return f"vous suivez {occurrence.laureate_name}"


def leading(team: Team) -> list[User]:
    return [team.lead_coach] if team.lead_coach else list(team.coaches)


def _end_of_hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + HOUR
