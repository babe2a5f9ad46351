"""The invitation attached to a point: iCalendar (RFC 5545), to be processed as RFC 5546 says. Pure."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import PARIS, paris_day
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.heads import sayable, wire_address
from aic_tracker.mail.message import Attachment

PRODUCT = "-//Accélérateur d’initiatives citoyennes//Suivi AIC//FR"


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

    The UID never changes; a move raises SEQUENCE, by which calendars replace the event (RFC 5546 section 2.1.4).
    """
    event = Event()
    event.add("uid", point.uid)
    event.add("sequence", point.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", point.starts_at.astimezone(PARIS))
    # In UTC first: an hour added to a wall clock is wrong on two nights of the year.
    event.add("dtend", (point.starts_at + timedelta(minutes=point.duration_minutes)).astimezone(PARIS))
    event.add("summary", f"{project} — {point.kind.label.lower()}")
    if link:
        event.add("description", "\n\n".join(text for text in (point.agenda.strip(), link) if text))
        event.add("url", link)
    if link and point.place:
        event.add("location", point.place)
    event.add("organizer", _person(organiser or attendee), encode=False)
    guest = _person(attendee)
    guest.params["ROLE"] = vText("REQ-PARTICIPANT")
    guest.params["PARTSTAT"] = vText("NEEDS-ACTION")
    guest.params["RSVP"] = vText("TRUE")
    event.add("attendee", guest, encode=False)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    day = paris_day(point.starts_at)
    calendar.add_missing_timezones(first_date=day.replace(month=1, day=1), last_date=day.replace(month=12, day=31))
    content_type = f"text/calendar; method={method}; charset=utf-8"
    return Attachment("invitation.ics", content_type, bytes(calendar.to_ical()))


def _person(user: User) -> vCalAddress:
    """The name as typed; icalendar writes its quotes and carets as RFC 6868 says."""
    address = vCalAddress(f"mailto:{wire_address(user.email)}")
    address.params["CN"] = vText(sayable(user.name))
    return address
