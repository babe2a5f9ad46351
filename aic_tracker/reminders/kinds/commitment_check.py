"""What the laureate promised is not proven yet: every three months of the period, to the referents."""

from datetime import date, timedelta
from typing import Any

from aic_tracker import config
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import add_months
from aic_tracker.commitments import queries as commitments
from aic_tracker.elision import of
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import SupportPeriod
from aic_tracker.reminders.kinds.base import Kind, Occurrence


class CommitmentCheck(Kind):
    name = "commitment-check"
    label = "Engagements à prouver"
    told_to = (Permission.SUBMIT_EVIDENCE,)
    grace = timedelta(days=14)
    has_unsubscribe = True
    is_one_story = True

    def occurrences(self, first: date, last: date, today: date) -> list[Occurrence]:
        periods = laureates.running_periods(first, last)
        events = [(period, day) for period in periods for day in _quarters(period) if first <= day <= last]
        ids = {period.laureate_id for period, _ in events}
        left, teams = commitments.left(ids), laureates.teams(ids, today)
        return [
            Occurrence(
                object_id=period.laureate_id,
                event_on=day,
                laureate=period.laureate,
                recipients=teams[period.laureate_id].referents,
                lead_coach=teams[period.laureate_id].lead_coach,
                about="Engagements à prouver",
                facts={"left": [kind.label for kind in left[period.laureate_id]]},
            )
            for period, day in events
            if left[period.laureate_id]
        ]

    def path(self, occurrence: Occurrence) -> str:
        return occurrence.page("engagements")

    def why(self, occurrence: Occurrence, recipient: User) -> str:
        return f"vous êtes référent·e {of(occurrence.laureate_name)}"

    def told(self, occurrence: Occurrence, recipient: User, today: date) -> dict[str, str]:
        return {"la liste de ce qui reste à prouver": "\n".join(occurrence.facts["left"])}

    def context(self, occurrence: Occurrence, recipient: User, today: date) -> dict[str, Any]:
        # What is left is read on the day when the mail leaves.
        return {**super().context(occurrence, recipient, today), "seen_on": max(occurrence.event_on, today)}


def _quarters(period: SupportPeriod) -> list[date]:
    """Counted from the period's first day, before its end."""
    every, end = config.current().reminders.commitment_check_months, period.ended_on or period.term_on
    days = (add_months(period.starts_on, every * n) for n in range(1, 61))
    return [day for day in days if day < end]
