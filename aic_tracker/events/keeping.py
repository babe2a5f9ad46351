"""What events keep of people no longer than promised: their needs until it is over, guests without an account a while.

Nothing here commits.
"""

from datetime import datetime

import sqlalchemy as sa

from aic_tracker import config
from aic_tracker.calendar_fr import add_months, paris_day, paris_instant
from aic_tracker.db import db
from aic_tracker.events.models import Attendance, Event, EventStatus

BATCH = 200


def count(now: datetime) -> int:
    return len(_needs(now)) + len(_guests(now))


def forget(now: datetime) -> int:
    """Erase a batch of each; returns how many."""
    needs, guests = _needs(now)[:BATCH], _guests(now)[:BATCH]
    _set(needs, needs="")
    _set(guests, name="", email=None)
    return len(needs) + len(guests)


def _needs(now: datetime) -> list[int]:
    """Of events that are over by the day after they begin, or that do not take place."""
    is_over = sa.or_(Event.starts_at < paris_instant(paris_day(now), 0), Event.status == EventStatus.CANCELLED)
    return _ids(Attendance.needs != "", is_over)


def _guests(now: datetime) -> list[int]:
    limit = paris_instant(add_months(paris_day(now), -config.current().retention.accounts_months), 0)
    is_named = sa.or_(Attendance.email.is_not(None), Attendance.name != "")
    return _ids(Attendance.user_id.is_(None), is_named, Event.starts_at < limit)


def _ids(*conditions: sa.ColumnElement[bool]) -> list[int]:
    statement = sa.select(Attendance.id).join(Attendance.event).where(*conditions)
    return list(db.session.scalars(statement.order_by(Attendance.id)))


def _set(ids: list[int], **values: str | None) -> None:
    statement = sa.update(Attendance).where(Attendance.id.in_(ids)).values(values)
    db.session.execute(statement.execution_options(synchronize_session=False))
