"""What is noted or declared already, of many projects and people at once: one statement for each question."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa

from aic_tracker.db import db
from aic_tracker.timesheet.models import MonthDeclaration, TimeEntry


def noted_in(laureate_ids: Collection[int], first: date, last: date) -> dict[int, set[tuple[Any, ...]]]:
    """By laureate, what was noted from `first` to `last` included: person, day, quarters, activity and note."""
    columns = (TimeEntry.user_id, TimeEntry.on, TimeEntry.quarters, TimeEntry.activity, TimeEntry.note)
    statement = sa.select(TimeEntry.laureate_id, *columns).where(
        TimeEntry.laureate_id.in_(laureate_ids), TimeEntry.on.between(first, last)
    )
    found: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
    for laureate_id, *what in db.session.execute(statement):
        found[laureate_id].add(tuple(what))
    return found


def quarters_by_day(user_ids: Collection[int], first: date, last: date) -> dict[tuple[int, date], int]:
    """By person and day, from `first` to `last` included, all laureates together."""
    statement = (
        sa.select(TimeEntry.user_id, TimeEntry.on, sa.func.sum(TimeEntry.quarters))
        .where(TimeEntry.user_id.in_(user_ids), TimeEntry.on.between(first, last))
        .group_by(TimeEntry.user_id, TimeEntry.on)
    )
    return {(user_id, on): int(quarters) for user_id, on, quarters in db.session.execute(statement)}


def declared_by(user_ids: Collection[int]) -> set[tuple[int, int, date]]:
    """(laureate, person, month) of each « rien ce mois-ci »."""
    columns = (MonthDeclaration.laureate_id, MonthDeclaration.user_id, MonthDeclaration.month)
    statement = sa.select(*columns).where(MonthDeclaration.user_id.in_(user_ids))
    return {(row.laureate_id, row.user_id, row.month) for row in db.session.execute(statement)}
