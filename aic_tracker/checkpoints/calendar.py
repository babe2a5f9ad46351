"""The invitation attached to a point: iCalendar (RFC 5545), to be processed as RFC 5546 says."""

from datetime import UTC, datetime

from icalendar import Event, vCalAddress, vText

from aic_tracker import config
from aic_tracker.accounts.models import User
from aic_tracker.calendar_files import add_hours, new_calendar
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.heads import Mailbox, configured, sayable
from aic_tracker.mail.message import Attachment
from aic_tracker.mail.outsiders import Outsider

# For calendars that do not look at METHOD or STATUS, and would show the event as one more meeting.
CANCELLED = "Annulé\N{NO-BREAK SPACE}: "


def invitation(
    point: Checkpoint,
    project: str,
    *,
    organiser: User | None,
    attendee: User,
    link: str,
    now: datetime,
    method: str = "REQUEST",
) -> Attachment:
    """The event as one person receives it, with the name of its project; `method` is REQUEST or CANCEL.

    Without a `link`, nothing else is said of it: neither its agenda nor its place.

    Nobody is invited by themselves, which Outlook takes for an event of one's own: the organiser receives their
    invitation from the programme. The UID never changes; a move raises SEQUENCE, by which calendars replace the event
    (RFC 5546 section 2.1.4).
    """
    event = Event()
    event.add("uid", point.uid)
    event.add("sequence", point.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    add_hours(event, point.starts_at, point.duration_minutes)
    is_off = method == "CANCEL"
    event.add("summary", f"{CANCELLED if is_off else ''}{project} — {point.kind.label.lower()}")
    if link:
        event.add("description", "\n\n".join(text for text in (point.agenda.strip(), link) if text))
        event.add("url", link)
    if link and point.place:
        event.add("location", point.place)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    add_people(event, organiser=organiser, attendee=attendee)
    return attached(event, method)


def add_people(
    event: Event,
    *,
    organiser: User | None,
    attendee: User | Outsider,
    part: str = "NEEDS-ACTION",
    is_answered_by_calendar: bool = True,
) -> None:
    """Who invites, and who is invited: one person alone. `part`: what they answered, as RFC 5545 says it."""
    person = Mailbox.of(attendee.name, attendee.email)
    event.add("organizer", _address(_organiser(organiser, person)), encode=False)
    guest = _address(person)
    guest.params["ROLE"] = vText("REQ-PARTICIPANT")
    guest.params["PARTSTAT"] = vText(part)
    guest.params["RSVP"] = vText("TRUE" if is_answered_by_calendar else "FALSE")
    event.add("attendee", guest, encode=False)


def attached(event: Event, method: str) -> Attachment:
    """The event as what a mail carries; `method` is REQUEST or CANCEL."""
    calendar = new_calendar()
    calendar.add("method", method)
    calendar.add_component(event)
    content_type = f"text/calendar; method={method}; charset=utf-8"
    return Attachment("invitation.ics", content_type, bytes(calendar.to_ical()))


def _organiser(wished: User | None, attendee: Mailbox) -> Mailbox:
    found = Mailbox.of(wished.name, wished.email) if wished else None
    if found is None or found.address.lower() == attendee.address.lower():
        return configured(config.current().smtp.sender)
    return found


def _address(who: Mailbox) -> vCalAddress:
    """The name as typed; icalendar writes its quotes and carets as RFC 6868 says."""
    address = vCalAddress(f"mailto:{who.address}")
    if who.person:
        address.params["CN"] = vText(sayable(who.person))
    return address
