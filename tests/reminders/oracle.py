"""What should have left, found naively: day by day, from the events alone, with nothing of the programme's own rules.

Each event says on which days its readers wish to be told. A wish on a closed day moves to the next open one, or to the
previous one when the next would come after the event. At each look at the clock, only the last passed wish counts.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
ONE_DAY = timedelta(days=1)
FIXED = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}


@dataclass(frozen=True)
class Event:
    kind: str
    object_id: int
    on: date
    wished: tuple[date, ...]
    useful_until: datetime
    readers: tuple[str, ...]


def easter(year: int) -> date:
    """Meeus, Jones and Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 19 * m) // 433
    month = (h + m - 7 * n + 90) // 25
    return date(year, month, (h + m - 7 * n + 33 * month + 19) % 32)


def is_open(day: date) -> bool:
    moving = {easter(day.year) + timedelta(days=n) for n in (1, 39, 50)}
    return day.weekday() not in (5, 6) and (day.month, day.day) not in FIXED and day not in moving


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=PARIS)


def leaving(event: Event) -> list[date]:
    days = set()
    for wish in event.wished:
        day = wish
        while not is_open(day):
            day += ONE_DAY
        if day > event.on >= wish:
            day = wish
            while not is_open(day):
                day -= ONE_DAY
        days.add(day)
    return sorted(days)


def open_days(month: date) -> list[date]:
    days = [month.replace(day=1) + ONE_DAY * n for n in range(31)]
    return [day for day in days if day.month == month.month and is_open(day)]


def departure(now: datetime) -> datetime:
    """When what is ready now leaves: on an open day, from eight to eight."""
    here = now.astimezone(PARIS)
    if is_open(here.date()) and 8 <= here.hour < 20:
        return now
    day = here.date() if here.hour < 8 else here.date() + ONE_DAY
    while not is_open(day):
        day += ONE_DAY
    return at(day, 8)


Told = tuple[str, int, date, str]


def told(events: list[Event], looks: list[datetime]) -> set[Told]:
    """(kind, object, day, reader) of what leaves when the clock is looked at these times, in this order."""
    found: set[Told] = set()
    for now in looks:
        for event in events:
            days = leaving(event)
            # Instants are compared as such: two aware times of one zone would be compared by the wall.
            passed = [day for day in days if at(day, 8).timestamp() <= now.timestamp()]
            if not passed:
                continue
            later = days[len(passed) :]
            end = at(later[0], 8) if later else event.useful_until
            if departure(now).timestamp() < end.timestamp():
                found |= {(event.kind, event.object_id, passed[-1], reader) for reader in event.readers}
    return found
