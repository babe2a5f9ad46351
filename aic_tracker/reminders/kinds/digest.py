"""What the digests share: one mail a reader and a span of time, nothing when there is nothing to say."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day, paris_instant
from aic_tracker.mail.message import body_text
from aic_tracker.reminders.kinds.base import SLACK, Kind, Occurrence
from aic_tracker.reminders.rules import SKIPS_KEPT

EMPTY = "Rien à signaler."
MERGED = "Réuni avec le récapitulatif suivant."

Span = tuple[date, date]  # first and last day, both included


class Digest(Kind):
    """Its event is the last day of the span; it leaves on the first working day; the next one tells what was missed."""

    has_unsubscribe = True
    is_one_story = True
    is_silent_unchanged = True

    @abstractmethod
    def spans(self, first: date, last: date) -> list[Span]:
        """Those that end between these days, both included."""

    @abstractmethod
    def readers(self) -> list[User]: ...

    @abstractmethod
    def contents(self, readers: Sequence[User], span: Span, today: date) -> dict[int, dict[str, Any]]:
        """By reader, what to say as of `today`; nobody who has nothing to be told."""

    @abstractmethod
    def about(self, span: Span) -> str: ...

    def occurrences(self, first: date, last: date, today: date) -> list[Occurrence]:
        spans = self.spans(first, last)
        readers = self.readers() if spans else []
        return [occurrence for span in spans for occurrence in self._of_span(span, readers, today)]

    def _of_span(self, span: Span, readers: Sequence[User], today: date) -> list[Occurrence]:
        start, end = span
        is_now = start <= today <= end
        told = self.contents(readers, span, today) if is_now else {}
        return [
            Occurrence(
                object_id=reader.id,
                event_on=end,
                laureate=None,
                recipients=[reader],
                lead_coach=None,
                about=self.about(span),
                # What a span to come will hold, nobody knows yet.
                skip_reason=MERGED if end < today else EMPTY if is_now and reader.id not in told else "",
                facts={"span": span, **told.get(reader.id, {})},
            )
            for reader in readers
            if paris_day(reader.created_at) <= start
        ]

    def told(self, occurrence: Occurrence, recipient: User, today: date) -> dict[str, str]:
        context = {"recipient_name": "", **self.context(occurrence, recipient, today)}
        return {"ce récapitulatif": body_text(self.name, context)}

    def window(self, first_due: date, last_due: date) -> tuple[date, date]:
        return first_due - SKIPS_KEPT, last_due + timedelta(days=31) + SLACK

    def wished_days(self, event_on: date, until: date) -> list[date]:
        [(start, _end)] = self.spans(event_on, event_on)
        return [start]

    def useful_until(self, occurrence: Occurrence) -> datetime:
        return paris_instant(occurrence.event_on + timedelta(days=1), 0)
