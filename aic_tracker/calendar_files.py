"""What every calendar file that we send shares: who wrote it, its one timezone, the hours of an event. Pure.

Files of several dates meet in one calendar server under the one name Europe/Paris, of which it keeps one description:
each file therefore carries the same one, true of every year.
"""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from aic_tracker.calendar_fr import PARIS

PRODUCT = "-//Accélérateur d’initiatives citoyennes//Suivi AIC//FR"
# Since 1996, the last Sundays of March and October at one in the morning in UTC (directive 2000/84/EC). Two rules and
# no list of dates: readers stop at the first of a list, or at its last.
_SUMMER, _WINTER = timedelta(hours=2), timedelta(hours=1)
_LAST_KNOWN_YEAR = 2037  # some readers' own tables of zones hold 32 bits of seconds, whatever the file says
_SINCE_SUMMER = datetime(1996, 3, 31, 2)  # noqa: DTZ001 - a wall clock is what the rule speaks of
_SINCE_WINTER = datetime(1996, 10, 27, 3)  # noqa: DTZ001


def new_calendar() -> Calendar:
    """An empty calendar that knows Paris, ready for its events."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add_component(_paris())
    return calendar


def add_hours(event: Event, starts_at: datetime, minutes: int) -> None:
    """Said in the time of Paris, as those who meet say it; in UTC where readers do not all understand that alike."""
    # In UTC first: an hour added to a wall clock is wrong on two nights of the year.
    begin = starts_at.astimezone(UTC)
    hours = [begin, begin + timedelta(minutes=minutes)]
    local = [instant.astimezone(PARIS) for instant in hours]
    for name, instant in zip(("dtstart", "dtend"), hours if _is_misread(*local) else local, strict=True):
        event.add(name, instant)


def _is_misread(begin: datetime, end: datetime) -> bool:
    """Of a time that happens twice, the first is understood (RFC 5545 section 3.3.5); across a change, some readers
    count by the wall clock.
    """
    return end.year > _LAST_KNOWN_YEAR or begin.fold == 1 or end.fold == 1 or begin.utcoffset() != end.utcoffset()


def _paris() -> Timezone:
    zone = Timezone()
    zone.add("tzid", "Europe/Paris")
    summer, winter = TimezoneDaylight(), TimezoneStandard()
    for part, name, since, month, before, after in (
        (summer, "CEST", _SINCE_SUMMER, 3, _WINTER, _SUMMER),
        (winter, "CET", _SINCE_WINTER, 10, _SUMMER, _WINTER),
    ):
        part.add("tzname", name)
        part.add("dtstart", since)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("rrule", vRecur(freq="YEARLY", bymonth=month, byday="-1SU"))
        zone.add_component(part)
    return zone
