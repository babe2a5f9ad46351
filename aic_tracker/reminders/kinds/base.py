"""What a kind of reminder declares. To add one, copy the nearest file of this folder, its mail and its test."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from aic_tracker import config, formats
from aic_tracker.access.permissions import Permission, can
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_instant
from aic_tracker.laureates.models import Laureate
from aic_tracker.mail.message import Attachment, absolute_url
from aic_tracker.reminders import rules, unsubscribe
from aic_tracker.territories import Territory

# Closed days move a reminder by a few days: windows are widened by as much.
SLACK = timedelta(days=7)


@dataclass(frozen=True)
class Occurrence:
    """One event to be reminded of, still open, and those it concerns."""

    object_id: int
    event_on: date
    laureate: Laureate | None  # None: a digest, over several of them
    recipients: Sequence[User]
    lead_coach: User | None
    about: str  # for the screens: « Point du 12 mars à 14 h »
    event_at: datetime | None = None
    skip_reason: str = ""  # why its reminders are not to be sent, for those who read the queue
    why_the_team: str = ""  # ends « Vous recevez ce message parce que… » when nobody else would be told
    facts: dict[str, Any] = field(default_factory=dict)  # what the kind's own mail needs

    @property
    def laureate_name(self) -> str:
        return self.laureate.name if self.laureate else ""

    @property
    def territory(self) -> Territory:
        """Whose working days its reminders leave on."""
        return self.laureate.territory if self.laureate else Territory.MAINLAND

    def page(self, section: str) -> str:
        """The path of a section of the laureate's pages."""
        if self.laureate is None:
            raise ValueError("a digest is about no laureate in particular")
        return f"/laureats/{self.laureate.slug}/{section}"

    @property
    def stamp(self) -> str:
        """Changes when the event is moved, be it by an hour."""
        return f"{self.event_at:%Y%m%dT%H%MZ}" if self.event_at else f"{self.event_on:%Y%m%d}"


class Kind(ABC):
    """A rule, an audience, lead times, a usefulness limit; the mail is `templates/emails/<name>/`."""

    name: ClassVar[str]
    label: ClassVar[str]
    # Who may ever be told of it: the roles that hold one of these; empty, whoever owns something or is invited.
    told_to: ClassVar[tuple[Permission, ...]] = ()
    is_optional: ClassVar[bool] = True  # whether its reader may do without it
    has_unsubscribe: ClassVar[bool] = False  # one click in the reader's mail program (RFC 8058)
    falls_to_the_team: ClassVar[bool] = True  # whether somebody else can do it when nobody is left to be told
    secret_path: ClassVar[str] = ""  # where its link begins, when that one works without signing in
    is_one_story: ClassVar[bool] = False  # its events follow each other: the next repeats the last one
    is_silent_unchanged: ClassVar[bool] = False  # not sent when it would say the same as the last one
    has_movable_date: ClassVar[bool] = False  # people push its date by hand: a near date is the same news
    grace: ClassVar[timedelta] = timedelta(0)  # how long after the event's day its last reminder is still useful

    def may_tell(self, reader: User) -> bool:
        return not self.told_to or any(can(reader, permission) for permission in self.told_to)

    @property
    def leads(self) -> tuple[int, ...]:
        """Days before the event."""
        return (0,)

    @property
    def lags(self) -> tuple[int, ...]:
        """Days after the event, for a kind that reminds of what should have followed it."""
        return ()

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
        if self.lags:
            return [event_on + timedelta(days=lag) for lag in self.lags]
        return [event_on - timedelta(days=lead) for lead in self.leads]

    def window(self, first_due: date, last_due: date) -> tuple[date, date]:
        """The dates of the events that may have a reminder due, or still useful, between these days."""
        furthest = timedelta(days=max(self.lags, default=0))
        return first_due - furthest - self.grace - SLACK, last_due + timedelta(days=max(self.leads)) + SLACK

    def useful_until(self, occurrence: Occurrence) -> datetime:
        last_day = occurrence.event_on + timedelta(days=max(self.lags, default=0))
        end_of_day = paris_instant(last_day + timedelta(days=1), 0)
        return occurrence.event_at or end_of_day + self.grace

    def context(self, occurrence: Occurrence, recipient: User, today: date) -> dict[str, Any]:
        """The values of the mail's template."""
        return {
            "laureate_name": occurrence.laureate_name,
            "territory": occurrence.territory,
            "event_on": occurrence.event_on,
            "is_past": occurrence.event_on < today,
            "link": absolute_url(self.path(occurrence)),
            "is_optional": self.is_optional,
            "why": occurrence.why_the_team or self.why(occurrence, recipient),
            "is_for_the_team": bool(occurrence.why_the_team),
            **occurrence.facts,
        }

    def told(self, occurrence: Occurrence, recipient: User, today: date) -> dict[str, str]:
        """What it says that may change from one reminder to the next, by its name in the next one."""
        return {}

    def headers(self, recipient: User) -> dict[str, str]:
        return unsubscribe.mail_headers(recipient, self.name) if self.has_unsubscribe else {}

    def moved(self, occurrence: Occurrence) -> str:
        """Why a reminder of this event's former date no longer leaves."""
        if occurrence.event_at:
            return f"Déplacé : {formats.moment(occurrence.event_at)}."
        return f"Déplacé au {formats.date_plain(occurrence.event_on)}."

    def skip_reason(self, occurrence: Occurrence, stage: rules.Stage, recipient: User) -> str:
        """Why this person needs this reminder no more, although the event stands; blank as a rule."""
        return ""

    def attachments(self, occurrence: Occurrence, recipient: User, now: datetime) -> list[Attachment]:
        return []

    def stages(self, occurrence: Occurrence, until: date) -> list[rules.Stage]:
        return rules.stages(
            self.wished_days(occurrence.event_on, until),
            occurrence.event_on,
            hour=config.current().reminders.hour,
            useful_until=self.useful_until(occurrence),
            event_at=occurrence.event_at,
            territory=occurrence.territory,
        )

    def key(self, occurrence: Occurrence, stage: rules.Stage, recipient: User) -> str:
        """One reminder, once and for all: `kind:object:event:due:recipient`."""
        return f"{self.name}:{occurrence.object_id}:{occurrence.stamp}:{stage.due_on:%Y%m%d}:{recipient.id}"
