"""When mails that nobody waits for may leave: on working days, from `[reminders] hour` in Paris, for twelve hours.

What is late at night, or on a closed day, waits for the next working day's hour.
"""

from datetime import datetime, timedelta

from aic_tracker import config
from aic_tracker.calendar_fr import PARIS, next_working_day, paris_day, paris_instant
from aic_tracker.mail import kinds

LASTS_HOURS = 12


def opening(now: datetime) -> datetime:
    """The first moment, from now on, at which such a mail may leave; `now` itself when it may."""
    # Of the demonstration nothing leaves, and whoever tries it in the evening must see what it would send.
    if config.current().demo:
        return now
    hour, here = config.current().reminders.hour, now.astimezone(PARIS)
    is_over = here.hour >= hour + LASTS_HOURS
    day = next_working_day(here.date() + timedelta(days=is_over))
    return max(now, paris_instant(day, hour))


def are_open(now: datetime) -> bool:
    return opening(now) == now


def departure(kind: str, now: datetime) -> datetime:
    """When a mail of this kind may leave, now at the soonest."""
    return opening(now) if kinds.of(kind).keeps_hours else now


def is_departure_day(now: datetime) -> bool:
    """Whether what is written now leaves today: its words are then true."""
    return paris_day(opening(now)) == paris_day(now)
