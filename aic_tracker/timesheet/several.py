"""Many times at once, of several people in several projects: the rules of one, asked of the database once a person."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

import sqlalchemy as sa

from aic_tracker.access.permissions import Permission, can
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import month_start, paris_day
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.journal.operations import Told, record_several
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import at_any_time
from aic_tracker.timesheet import closings, operations, queries, rules
from aic_tracker.timesheet.models import MonthDeclaration, TimeEntry


@dataclass(frozen=True)
class Noted:
    laureate: Laureate  # with its periods
    user: User
    on: date
    quarters: int
    activity: str
    note: str = ""


class Book:
    """What people may still note, counting what was checked already. `holds`: nobody else notes theirs meanwhile."""

    def __init__(self, *, actor: User, now: datetime, holds: bool) -> None:
        self.actor, self.today, self.holds = actor, paris_day(now), holds
        self.days: dict[int, dict[date, int]] = {}
        self.spans: dict[int, dict[int, list[rules.Span]]] = {}
        self.closes_on = cache(closings.closes_on)

    def check(self, one: Noted) -> None:
        """Raises DomainError as noting it alone does."""
        operations.check_person(one.user, self.actor)
        days = self._days(one.user)
        refusal = rules.entry_refusal(
            one.on,
            self.today,
            [(period.starts_on, period.until) for period in one.laureate.periods],
            self._spans(one.laureate)[one.user.id],
            until=None if can(self.actor, Permission.CORRECT_TIME) else self.closes_on(month_start(one.on)),
        )
        if refusal:
            raise DomainError(refusal, field="on")
        operations.check_total(one.quarters, days[one.on])
        days[one.on] += one.quarters

    def _days(self, user: User) -> dict[date, int]:
        if user.id not in self.days:
            if self.holds:
                accounts.hold(user.id)
            self.days[user.id] = defaultdict(int, _quarters_by_day(user.id))
        return self.days[user.id]

    def _spans(self, laureate: Laureate) -> dict[int, list[rules.Span]]:
        if laureate.id not in self.spans:
            self.spans[laureate.id] = defaultdict(list, queries.spans_of(laureate.id))
        return self.spans[laureate.id]


@at_any_time
def log_times(several: Sequence[Noted], *, actor: User, now: datetime) -> list[TimeEntry]:
    """Note those that a Book which holds has checked; withdraws « rien ce mois-ci » for their months."""
    entries = [
        TimeEntry(
            user_id=one.user.id,
            user=one.user,
            laureate_id=one.laureate.id,
            on=one.on,
            quarters=one.quarters,
            activity=one.activity,
            note=one.note,
            created_at=now,
        )
        for one in several
    ]
    db.session.add_all(entries)
    declared = _declared_by({one.user.id for one in several})
    for laureate, user, month in {(one.laureate, one.user, month_start(one.on)) for one in several}:
        if (laureate.id, user.id, month) in declared:
            operations.withdraw(laureate, user, month, actor)
    record_several(actor, "time.logged", [Told(entry, *operations.logged(entry, actor)) for entry in entries])
    return entries


def _quarters_by_day(user_id: int) -> dict[date, int]:
    """What a person noted on each day, all laureates together."""
    statement = sa.select(TimeEntry.on, sa.func.sum(TimeEntry.quarters)).where(TimeEntry.user_id == user_id)
    return {on: int(quarters) for on, quarters in db.session.execute(statement.group_by(TimeEntry.on))}


def _declared_by(user_ids: Collection[int]) -> set[tuple[int, int, date]]:
    """(laureate, person, month) of each « rien ce mois-ci »."""
    columns = (MonthDeclaration.laureate_id, MonthDeclaration.user_id, MonthDeclaration.month)
    statement = sa.select(*columns).where(MonthDeclaration.user_id.in_(user_ids))
    return {(row.laureate_id, row.user_id, row.month) for row in db.session.execute(statement)}
