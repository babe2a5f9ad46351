"""What a kind of reminder declares. To add one, copy the nearest file of this folder, its mail and its test."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from aic_tracker import config
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_instant
from aic_tracker.laureates.models import Laureate
from aic_tracker.mail.message import Attachment, absolute_url
from aic_tracker.reminders import rules

# Closed days move a reminder by a few days: windows are widened by as much.
SLACK = timedelta(days=7)


@dataclass(frozen=True)
class Occurrence:
    """One event to be reminded of, still open, and those it concerns."""

    object_id: int
    event_on: date
    laureate: Laureate
    recipients: Sequence[User]
    lead_coach: User | None
    about: str  # for the screens: « Point du 12 mars à 14 h »
    event_at: datetime | None = None
    facts: dict[str, Any] = field(default_factory=dict)  # what the kind's own mail needs

    @property
    def stamp(self) -> str:
        """Changes when the event is moved, be it by an hour."""
        return f"{self.event_at:%Y%m%dT%H%MZ}" if self.event_at else f"{self.event_on:%Y%m%d}"


class Kind(ABC):
    """A rule, an audience, lead times, a usefulness limit; the mail is `templates/emails/<name>/`."""

    name: ClassVar[str]
    label: ClassVar[str]
    is_optional: ClassVar[bool] = True  # whether its reader may do without it
    leads: ClassVar[tuple[int, ...]] = (0,)  # days before the event
    grace: ClassVar[timedelta] = timedelta(0)  # how long after the event's day its last reminder is still useful

    @abstractmethod
    def occurrences(self, first: date, last: date, today: date) -> list[Occurrence]:
        """The open events between these days, both included, with those who are to be told as of `today`."""

    @abstractmethod
    def path(self, occurrence: Occurrence) -> str:
        """The one page that the mail links to."""

    @abstractmethod
    def why(self, occurrence: Occurrence, recipient: User) -> str:
        """Ends « Vous recevez ce message parce que… »."""

    def wished_days(self, event_on: date, until: date) -> list[date]:
        """The days on which to remind, before closed days are taken into account; all of them up to `until`."""
        return [event_on - timedelta(days=lead) for lead in self.leads]

    def window(self, first_due: date, last_due: date) -> tuple[date, date]:
        """The dates of the events that may have a reminder due, or still useful, between these days."""
        return first_due - self.grace - SLACK, last_due + timedelta(days=max(self.leads)) + SLACK

    def useful_until(self, occurrence: Occurrence) -> datetime:
        end_of_day = paris_instant(occurrence.event_on + timedelta(days=1), 0)
        return occurrence.event_at or end_of_day + self.grace

    def context(self, occurrence: Occurrence, recipient: User, today: date) -> dict[str, Any]:
        """The values of the mail's template."""
        return {
            "laureate_name": occurrence.laureate.name,
            "event_on": occurrence.event_on,
            "link": absolute_url(self.path(occurrence)),
            "is_optional": self.is_optional,
            "why": self.why(occurrence, recipient),
            **occurrence.facts,
        }

    def attachments(self, occurrence: Occurrence, recipient: User, now: datetime) -> list[Attachment]:
        return []

    def stages(self, occurrence: Occurrence, until: date) -> list[rules.Stage]:
        return rules.stages(
            self.wished_days(occurrence.event_on, until),
            occurrence.event_on,
            hour=config.current().reminders.hour,
            useful_until=self.useful_until(occurrence),
            event_at=occurrence.event_at,
        )

    def key(self, occurrence: Occurrence, stage: rules.Stage, recipient: User) -> str:
        """One reminder, once and for all: `kind:object:event:due:recipient`."""
        return f"{self.name}:{occurrence.object_id}:{occurrence.stamp}:{stage.due_on:%Y%m%d}:{recipient.id}"
