"""The week of a coach, on Monday: points, late objectives, months that nobody declared, terms to prepare."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from aic_tracker import formats
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.laureates import queries as laureates
from aic_tracker.reminders import digest_queries
from aic_tracker.reminders.kinds.base import Occurrence
from aic_tracker.reminders.kinds.digest import Digest, Span

WEEK = timedelta(days=7)


class CoachWeek(Digest):
    name = "coach-week"
    label = "Récapitulatif de la semaine"

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
        told = {}
        for reader in readers:
            own = {id for id, team in teams.items() if reader in team.coaches}
            if own:
                told[reader.id] = {"matters": matters.of(own)}
        return told

    def about(self, span: Span) -> str:
        return f"Semaine du {formats.date_plain(span[0])}"

    def path(self, occurrence: Occurrence) -> str:
        return "/"

    def why(self, occurrence: Occurrence, recipient: User) -> str:
        return "vous accompagnez des lauréats"
