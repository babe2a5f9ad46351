"""When to try again. Pure."""

from datetime import datetime, timedelta

RETRY_MINUTES = (1, 5, 15, 30, 60)  # then every hour
# Five growing waits, then seventy hours: 72 hours in all.
MAX_ATTEMPTS = 75
SPREAD = 0.1


def retry_at(attempts: int, now: datetime, spread: float) -> datetime | None:
    """When to try again after the `attempts`-th failure; None once 72 hours of trials are over.

    `spread`, drawn in [0, 1), moves each wait by up to 10 %, so that failures of one moment do not return in one crowd.
    """
    if attempts >= MAX_ATTEMPTS:
        return None
    minutes = RETRY_MINUTES[min(attempts, len(RETRY_MINUTES)) - 1]
    return now + timedelta(minutes=minutes) * (1 - SPREAD + 2 * SPREAD * spread)
