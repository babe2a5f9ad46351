"""French civil calendar: months counted from an anchor, working days, Paris time. Pure."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from aic_tracker.territories import Territory, abolition_days

PARIS = ZoneInfo("Europe/Paris")


def add_months(anchor: date, months: int) -> date:
    """`anchor` moved by whole months, clipped to the month's end: 31/01 + 1 = 28/02, 29/02/2028 + 12 = 28/02/2029."""
    index = anchor.year * 12 + anchor.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(anchor.day, monthrange(year, month + 1)[1]))


def month_start(day: date) -> date:
    return day.replace(day=1)


def months_between(first: date, until: date) -> Iterator[date]:
    """First days of the months that the half-open interval `[first, until)` touches."""
    month = month_start(first)
    while month < until:
        yield month
        month = add_months(month, 1)


@lru_cache(maxsize=256)
def _public_holidays(year: int, territory: Territory) -> frozenset[date]:
    # The days of the code alone (Code du travail, art. L3133-1, L3134-13 and L3422-2): of the overseas departments, the
    # library gives those of custom too, so that their one day more comes from a list of our own.
    code = "57" if territory is Territory.ALSACE_MOSELLE else None
    national = holidays.country_holidays("FR", subdiv=code, years=year, language="fr")
    return frozenset(national) | abolition_days(territory, year)


def is_working_day(day: date, territory: Territory = Territory.MAINLAND) -> bool:
    """Monday to Friday, outside the public holidays of that territory; the State's own delays are the mainland's."""
    return day.weekday() < 5 and day not in _public_holidays(day.year, territory)


def next_working_day(day: date, territory: Territory = Territory.MAINLAND) -> date:
    """`day` itself when it is worked, else the first worked day after it."""
    while not is_working_day(day, territory):
        day += timedelta(days=1)
    return day


def previous_working_day(day: date, territory: Territory = Territory.MAINLAND) -> date:
    """`day` itself when it is worked, else the last worked day before it."""
    while not is_working_day(day, territory):
        day -= timedelta(days=1)
    return day


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day` (before it when negative); `day` itself is not counted."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def nth_working_day(month: date, n: int) -> date:
    """The n-th (from 1) working day of the month that holds `month`."""
    return add_working_days(month_start(month) - timedelta(days=1), n)


def last_working_day(month: date) -> date:
    return previous_working_day(add_months(month_start(month), 1) - timedelta(days=1))


def reminder_day(wished: date, event: date, territory: Territory = Territory.MAINLAND) -> date:
    """The working day on which a reminder wished for `wished` leaves.

    The next working day; the previous one if the next would come after the event.
    """
    later = next_working_day(wished, territory)
    return later if later <= event or wished > event else previous_working_day(wished, territory)


def paris_instant(day: date, hour: int, minute: int = 0) -> datetime:
    """`day` at `hour:minute` in Paris, as UTC.

    The doubled hour of autumn is its first one; the missing hour of spring is moved past the gap.
    """
    local = datetime.combine(day, time(hour, minute), tzinfo=PARIS)
    return local.astimezone(UTC)


def paris_day(instant: datetime) -> date:
    return instant.astimezone(PARIS).date()
