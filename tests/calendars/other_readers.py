"""Calendars as others read them: each reader gives the start and the end of every event, by UID, in UTC."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import StringIO

import icalendar
import ics
import recurring_ical_events
import vobject
from dateutil.tz import tzical
from ical.calendar_stream import IcsCalendarStream

Instants = dict[str, tuple[datetime, datetime]]


def by_icalendar(text: str) -> Instants:
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return {str(e["uid"]): (_utc(e.decoded("dtstart")), _utc(e.decoded("dtend"))) for e in events}


def by_recurring_ical_events(text: str) -> Instants:
    """The library by which websites show what falls between two days."""
    events = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(date(2019, 12, 1), date(2041, 2, 1))
    return {str(e["uid"]): (_utc(e.decoded("dtstart")), _utc(e.decoded("dtend"))) for e in events}


def by_vobject(text: str) -> Instants:
    """The reader of Radicale."""
    read = vobject.readOne(text)
    # It keeps for the whole process the first zone that it met under each name.
    vobject.icalendar.registerTzid("Europe/Paris", read.vtimezone.tzinfo)
    read = vobject.readOne(text)
    return {e.uid.value: (_utc(e.dtstart.value), _utc(e.dtend.value)) for e in read.vevent_list}


def by_ics(text: str) -> Instants:
    """Knows the zone by its name alone, from tables that end in 2037."""
    return {e.uid: (e.begin.to("utc").datetime, e.end.to("utc").datetime) for e in ics.Calendar(text).events}


def by_ical(text: str) -> Instants:
    """The reader of Home Assistant."""
    events = IcsCalendarStream.calendar_from_ics(text).events
    return {str(e.uid): (_utc(e.dtstart), _utc(e.dtend)) for e in events}


def by_the_zone_of_the_file(text: str) -> Instants:
    """By nothing but the file: the wall clock as written, and what its own VTIMEZONE says of it, read by dateutil."""
    zone = tzical(StringIO(text)).get("Europe/Paris")
    found = {}
    for event in icalendar.Calendar.from_ical(text).walk("VEVENT"):
        instants = [
            value.replace(tzinfo=zone) if "TZID" in event[name].params else value
            for name in ("dtstart", "dtend")
            if isinstance(value := event.decoded(name), datetime)
        ]
        found[str(event["uid"])] = (_utc(instants[0]), _utc(instants[1]))
    return found


READERS: tuple[Callable[[str], Instants], ...] = (
    by_icalendar,
    by_recurring_ical_events,
    by_vobject,
    by_ics,
    by_ical,
    by_the_zone_of_the_file,
)


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC)
