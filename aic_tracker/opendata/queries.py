"""Whether anything is public, and when what is public changed for the last time."""

from datetime import date, datetime

from aic_tracker.calendar_fr import paris_instant
from aic_tracker.db import db
from aic_tracker.journal import queries as journal
from aic_tracker.opendata.models import ROW, Publication


def publication() -> Publication | None:
    return db.session.get(Publication, ROW)


def is_open() -> bool:
    found = publication()
    return found is not None and found.is_open


def last_change(today: date) -> datetime:
    """No later than this instant: the opening, the last thing that anybody did, or the beginning of the day."""
    found = publication()
    instants = [paris_instant(today, 0), journal.last_instant(), found.opened_at if found else None]
    return max(instant for instant in instants if instant is not None)


def opened_at() -> datetime:
    """Since when everybody reads it; to be asked once it is open."""
    found = publication()
    assert found is not None
    assert found.opened_at is not None
    return found.opened_at
