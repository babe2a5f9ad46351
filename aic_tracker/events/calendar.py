"""The invitation attached to a mail about an event, as those of points: one UID, a sequence that a change raises."""

from datetime import UTC, datetime

from icalendar import Event as CalendarEvent

from aic_tracker.accounts.models import User
from aic_tracker.calendar_files import add_hours
from aic_tracker.checkpoints.calendar import CANCELLED, add_people, attached
from aic_tracker.events.models import Answer, Event
from aic_tracker.mail.message import Attachment
from aic_tracker.mail.outsiders import Outsider

PARTS = {Answer.YES: "ACCEPTED", Answer.PERHAPS: "TENTATIVE", Answer.NO: "DECLINED"}
UNREAD = "Les réponses envoyées par l’agenda ne sont pas lues : répondez depuis le courriel."


def invitation(
    event: Event,
    *,
    organiser: User,
    attendee: User | Outsider,
    answer: Answer,
    now: datetime,
    method: str = "REQUEST",
) -> Attachment:
    """One that is cancelled, for who no longer takes part, says nothing of where it is held."""
    told, is_off = CalendarEvent(), method == "CANCEL"
    told.add("uid", event.uid)
    told.add("sequence", event.sequence)
    told.add("dtstamp", now.astimezone(UTC))
    add_hours(told, event.starts_at, event.duration_minutes)
    told.add("summary", f"{CANCELLED if is_off else ''}{event.title}")
    told.add("status", "CANCELLED" if is_off else "CONFIRMED")
    if not is_off:
        texts = (event.description.strip(), event.access_notes.strip(), event.link or "", UNREAD)
        told.add("description", "\n\n".join(text for text in texts if text))
        if event.place or event.link:
            told.add("location", event.place or event.link)
    part = PARTS.get(answer, "NEEDS-ACTION")
    # An answer given there would reach a mailbox that nobody reads: calendars are told not to ask for any.
    add_people(told, organiser=organiser, attendee=attendee, part=part, is_answered_by_calendar=False)
    return attached(told, method)
