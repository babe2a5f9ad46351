"""What waits for the team, list by list: how long each is, its first rows, and what each row tells."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_instant
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.checkpoints.queries import lists as points
from aic_tracker.dashboard import board, rules
from aic_tracker.dashboard.models import Standing
from aic_tracker.dashboard.standing import reading
from aic_tracker.db import db
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import SupportPeriod
from aic_tracker.roadmap.queries.objectives import Late, late_in_brief

Condition = sa.ColumnElement[bool]
Rows = sa.Select[*tuple[Any, ...]]


class Waiting(StrEnum):
    """The value stands in the address."""

    WEEK = "points"
    HELD = "comptes-rendus"
    TERMS = "decisions"
    LATE = "retards"
    NO_POINT = "sans-point"
    UNDECLARED = "temps"
    WORRYING = "a-surveiller"

    @property
    def is_of_points(self) -> bool:
        return self in (Waiting.WEEK, Waiting.HELD)


class Whose(StrEnum):
    """Whose laureates; none chosen: everybody's."""

    MINE = "moi"
    OTHERS = "autres"


# What those who work on the projects have to do, in the order of their home; and what those who decide have to see.
TO_DO = (
    Waiting.WEEK,
    Waiting.HELD,
    Waiting.TERMS,
    Waiting.LATE,
    Waiting.NO_POINT,
    Waiting.UNDECLARED,
)
TO_SEE = (Waiting.TERMS, Waiting.WORRYING, Waiting.LATE, Waiting.NO_POINT, Waiting.UNDECLARED)
STANDINGS: dict[Waiting, Condition] = {
    Waiting.TERMS: Standing.to_decide.is_(True),
    Waiting.LATE: Standing.late > 0,
    Waiting.NO_POINT: Standing.without_point.is_(True),
    Waiting.UNDECLARED: Standing.missing > 0,
    Waiting.WORRYING: Standing.worries.is_(True),
}

# The same, of a standing in hand.
HELD_BY: dict[Waiting, Callable[[Standing], bool]] = {
    Waiting.TERMS: lambda one: one.to_decide,
    Waiting.LATE: lambda one: one.late > 0,
    Waiting.NO_POINT: lambda one: one.without_point,
    Waiting.UNDECLARED: lambda one: one.missing > 0,
}
# Of one's own laureates, more than most people follow.
SORTED_OUT = 50


@dataclass(frozen=True)
class Row:
    """A laureate of a list, with what the list tells of it."""

    line: reading.Listed
    late: Sequence[Late] = ()
    undeclared: Sequence[User] = ()


def _laureate(waiting: Waiting) -> Any:
    return Checkpoint.laureate_id if waiting.is_of_points else Standing.laureate_id


def of_whom(waiting: Waiting, whose: Whose | None, followed: sa.Select[int]) -> tuple[Condition, ...]:
    """The condition that keeps one's own laureates (`reading.followed`), or those of the others."""
    if whose is None:
        return ()
    mine = _laureate(waiting).in_(followed)
    return (mine if whose is Whose.MINE else ~mine,)


def select(waiting: Waiting, now: datetime, today: date, *conditions: Condition) -> tuple[Rows, sa.Select[int]]:
    """The rows of a list, to be given to `rows`, and their count."""
    if waiting.is_of_points:
        days = points.between(now, paris_instant(today + rules.WEEK, 0))
        kept = days if waiting is Waiting.WEEK else points.without_minutes(now)
        return points.listed(kept, *conditions), points.how_many(kept, *conditions)
    shown = (reading.SUPPORTED, STANDINGS[waiting], *conditions)
    return reading.listed(*shown).order_by(*reading.BY_ATTENTION), reading.how_many(*shown)


def counts_of_points(followed: sa.Select[int], today: date, now: datetime) -> dict[Waiting, tuple[int, int]]:
    """How long the lists of points are, one's own then all; one statement."""
    lists = (Waiting.WEEK, Waiting.HELD)
    counts = [
        select(kind, now, today, *of_whom(kind, whose, followed))[1].scalar_subquery()
        for kind in lists
        for whose in (Whose.MINE, None)
    ]
    found = db.session.execute(sa.select(*counts)).one()
    return {kind: (found[2 * place], found[2 * place + 1]) for place, kind in enumerate(lists)}


def own_rows(followed: sa.Select[int], most: int) -> dict[Waiting, list[Any]] | None:
    """The first rows of each list of one's own laureates, in one statement; None when they are too many."""
    kinds = (Waiting.TERMS, Waiting.LATE, Waiting.NO_POINT, Waiting.UNDECLARED)
    mine = Standing.laureate_id.in_(followed)
    waits = sa.or_(*(STANDINGS[kind] for kind in kinds))
    rows = reading.listed(reading.SUPPORTED, mine, waits).order_by(*reading.BY_ATTENTION).limit(SORTED_OUT + 1)
    found = db.session.execute(rows).all()
    if len(found) > SORTED_OUT:
        return None
    return {kind: [row for row in found if HELD_BY[kind](row[0])][:most] for kind in kinds}


def rows(waiting: Waiting, found: Sequence[Any], today: date) -> Sequence[Any]:
    """What the list tells of these rows: at most four statements more."""
    if waiting.is_of_points:
        return found
    lines = [Row(line) for line in reading.of(found, today)]
    ids = [row.line.id for row in lines]
    if waiting is Waiting.LATE:
        late = late_of(ids, today)
        return [replace(row, late=late[row.line.id]) for row in lines]
    if waiting is Waiting.UNDECLARED:
        undeclared = undeclared_of(ids, today)
        return [replace(row, undeclared=undeclared[row.line.id]) for row in lines]
    return lines


def late_of(laureate_ids: Collection[int], today: date) -> dict[int, list[Late]]:
    """The late objectives of each, the latest first; one statement."""
    found: dict[int, list[Late]] = {laureate_id: [] for laureate_id in laureate_ids}
    for late in late_in_brief(laureate_ids, today) if found else ():
        found[late.laureate_id].append(late)
    return found


def undeclared_of(laureate_ids: Collection[int], today: date) -> dict[int, list[User]]:
    """Who said nothing of the month before, by laureate; four statements."""
    if not laureate_ids:
        return {}
    month = rules.last_month(today)
    statement = sa.select(SupportPeriod).where(SupportPeriod.laureate_id.in_(laureate_ids))
    periods = db.session.scalars(statement.order_by(SupportPeriod.laureate_id, SupportPeriod.number)).all()
    times = board.times_by_laureate(periods, today, months=[month])
    people = laureates.people_of(laureate_ids, today)
    return {
        id: board.undeclared_among(times.get(id, []), people.get(id, laureates.Team()), month) for id in laureate_ids
    }
