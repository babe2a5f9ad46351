"""The calendar that a person subscribes to, as iCalendar (RFC 5545). Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Event

from aic_tracker.calendar_files import add_hours, new_calendar

NAME = "Suivi AIC"


@dataclass(frozen=True)
class Entry:
    """A meeting when it has an hour, a day otherwise."""

    uid: str
    title: str
    link: str
    starts_at: datetime | None = None
    minutes: int = 0
    on: date | None = None
    place: str = ""
    sequence: int = 0


def calendar_of(entries: list[Entry], *, stamp: datetime) -> bytes:
    """The same entries give the same bytes: `stamp`, the instant each is dated of, must not be the present one."""
    calendar = new_calendar()
    calendar.add("name", NAME)
    calendar.add("x-wr-calname", NAME)  # what most programs read instead of NAME (RFC 7986)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, stamp))
    return bytes(calendar.to_ical())


def _event(entry: Entry, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("description", entry.link)
    event.add("url", entry.link)
    if entry.place:
        event.add("location", entry.place)
    if entry.starts_at is not None:
        add_hours(event, entry.starts_at, entry.minutes)
    elif entry.on is not None:
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")  # a deadline leaves the day free
    return event
