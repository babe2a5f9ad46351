"""When to try again, and whether the clock may be believed. Pure."""

from datetime import datetime, timedelta

RETRY_MINUTES = (1, 5, 15, 30, 60)  # then every hour
# Five growing waits, then seventy hours: 72 hours in all.
MAX_ATTEMPTS = 75
SPREAD = 0.1
# A clock that goes back by more than this is not a clock being set.
CLOCK_TOLERANCE = timedelta(minutes=5)
# A server is off for a summer's weeks, seldom for longer; a clock set wrong is off by months or years.
LONGEST_OUTAGE = timedelta(days=31)

NO_LONGER_A_READER = "N’est plus destinataire."


def retry_at(attempts: int, now: datetime, spread: float) -> datetime | None:
    """When to try again after the `attempts`-th failure; None once 72 hours of trials are over.

    `spread`, drawn in [0, 1), moves each wait by up to 10 %, so that failures of one moment do not return in one crowd.
    """
    if attempts >= MAX_ATTEMPTS:
        return None
    minutes = RETRY_MINUTES[min(attempts, len(RETRY_MINUTES)) - 1]
    return now + timedelta(minutes=minutes) * (1 - SPREAD + 2 * SPREAD * spread)


def clock_went_back(now: datetime, last_tick_at: datetime | None) -> bool:
    return last_tick_at is not None and last_tick_at - now > CLOCK_TOLERANCE


def clock_leapt(now: datetime, last_tick_at: datetime | None) -> bool:
    """Whether the clock is further ahead of the last tick than an outage explains; never on a first start."""
    return last_tick_at is not None and now - last_tick_at > LONGEST_OUTAGE
