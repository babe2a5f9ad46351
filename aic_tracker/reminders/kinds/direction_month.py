"""The portfolio, on the first working day of the month, for the direction."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from aic_tracker import formats
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import add_months, months_between
from aic_tracker.laureates.queries import supported_on
from aic_tracker.reminders import digest_queries
from aic_tracker.reminders.kinds.base import Occurrence
from aic_tracker.reminders.kinds.digest import Digest, Span


class DirectionMonth(Digest):
    name = "direction-month"
    label = "Récapitulatif du mois"
    told_to = (Permission.DECIDE_RENEWAL,)

    def spans(self, first: date, last: date) -> list[Span]:
        found = [
            (month, add_months(month, 1) - timedelta(days=1)) for month in months_between(first, last + timedelta(1))
        ]
        return [span for span in found if first <= span[1] <= last]

    def readers(self) -> list[User]:
        return accounts.direction()

    def contents(self, readers: Sequence[User], span: Span, today: date) -> dict[int, dict[str, Any]]:
        if not readers:
            return {}
        supported = supported_on(today)
        matters = digest_queries.matters(today, points_until=span[1])
        if not supported and not matters.laureate_ids():
            return {}
        told = {"matters": matters, "supported": len(supported)}
        return {reader.id: told for reader in readers}

    def about(self, span: Span) -> str:
        return f"Portefeuille {formats.of_month(span[0])}"

    def path(self, occurrence: Occurrence) -> str:
        return "/pilotage"

    def why(self, occurrence: Occurrence, recipient: User) -> str:
        return "vous suivez le portefeuille des lauréats"
