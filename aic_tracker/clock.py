"""The only reader of the clock. Everything else receives `today` or `now` as an argument."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from time import monotonic
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

_fixed: datetime | None = None


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _fixed or datetime.now(UTC)


def stopwatch() -> float:
    """Seconds that only grow, from some moment of no meaning: for how long something takes."""
    return monotonic()


def today() -> date:
    """The civil date in Paris: it must not flip at one or two in the morning, as UTC would."""
    return now().astimezone(PARIS).date()


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Hold the clock at an aware instant, for the whole process (`tick --now`, tests)."""
    global _fixed
    if instant.tzinfo is None:
        raise ValueError("instant must be aware")
    before, _fixed = _fixed, instant.astimezone(UTC)
    try:
        yield
    finally:
        _fixed = before
