"""Time of referents, added up as `expertise.queries.given` adds up that of experts."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.expertise.queries.given import By, Sums, added_up, columns_of, within
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate
from aic_tracker.timesheet.models import TimeEntry


def time_noted(
    visible: sa.Select[Laureate], by: Sequence[By], first: date | None = None, until: date | None = None
) -> Sums:
    """By what is asked, the time of referents over `[first, until)`; one statement."""
    columns = columns_of(TimeEntry.on, User.id, User.name)
    statement = (
        sa.select(*(column for each in by for column in columns[each]), sa.func.sum(TimeEntry.quarters))
        .select_from(TimeEntry)
        .join(Laureate, Laureate.id == TimeEntry.laureate_id)
        .join(User, User.id == TimeEntry.user_id)
        .where(TimeEntry.laureate_id.in_(laureates.ids_of(visible)), *within(TimeEntry.on, first, until))
        .group_by(*(column for each in by for column in columns[each]))
    )
    return added_up(by, db.session.execute(statement).all())


def first_day_noted() -> date | None:
    return db.session.scalar(sa.select(sa.func.min(TimeEntry.on)))
