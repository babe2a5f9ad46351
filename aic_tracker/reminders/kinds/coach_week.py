"""The week of a coach, on Monday: points, late objectives, months that nobody declared, terms to prepare."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from aic_tracker import clock, formats
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.awaiting import lists
from aic_tracker.calendar_fr import paris_day, paris_instant
from aic_tracker.laureates import queries as laureates
from aic_tracker.reminders import digest_queries
from aic_tracker.reminders.kinds.base import Occurrence
from aic_tracker.reminders.kinds.digest import Digest, Span

WEEK = timedelta(days=7)


# What the other parts of the mail tell, project by project; mails in doubt are told where mails are.
TOLD_ELSEWHERE = {"minutes-write", "objective-update", "time-declare", "renewal-decide", "mails-settle"}
TOLD = (*lists.PRESSING, lists.Urgency.UNDATED)
MOST_AWAITED = 10


class CoachWeek(Digest):
    name = "coach-week"
    label = "Récapitulatif de la semaine"
    told_to = (Permission.MANAGE_CHECKPOINTS,)

    def spans(self, first: date, last: date) -> list[Span]:
        sunday = first + timedelta(days=6 - first.weekday())
        count = max(0, (last - sunday).days // 7 + 1)
        ends = [sunday + WEEK * n for n in range(count)]
        return [(end - timedelta(days=6), end) for end in ends]

    def readers(self) -> list[User]:
        return accounts.coaches()

    def contents(self, readers: Sequence[User], span: Span, today: date) -> dict[int, dict[str, Any]]:
        matters = digest_queries.matters(today, points_until=span[1])
        teams = laureates.teams(matters.laureate_ids(), today)
        now = clock.now()
        # What waits depends on the day alone, but for minutes to write, which are told elsewhere.
        as_of = now if paris_day(now) == today else paris_instant(today, 0)
        awaited = lists.of_readers(readers, as_of, TOLD_ELSEWHERE) if readers else {}
        told = {}
        for reader in readers:
            own = {id for id, team in teams.items() if reader in team.coaches}
            asked = [one for one in awaited.get(reader.id, []) if lists.urgency(one.due_on, today) in TOLD]
            # What has no date is recalled beside the rest; alone, it would be the same mail each week.
            if own or any(one.due_on for one in asked):
                more = max(0, len(asked) - MOST_AWAITED)
                told[reader.id] = {"matters": matters.of(own), "awaited": asked[:MOST_AWAITED], "more": more}
        return told

    def about(self, span: Span) -> str:
        return f"Semaine du {formats.date_plain(span[0])}"

    def path(self, occurrence: Occurrence) -> str:
        return "/"

    def why(self, occurrence: Occurrence, recipient: User) -> str:
        return "vous accompagnez des lauréats"
