"""Many times at once, of several people in several projects: the rules of one, asked of the database once a person."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from aic_tracker.access.permissions import Permission, can
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import month_start, paris_day
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.journal.operations import Told, record_several
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import at_any_time
from aic_tracker.timesheet import already, closings, operations, queries, rules
from aic_tracker.timesheet.models import TimeEntry


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
        self.quarters: dict[tuple[int, date], int] = defaultdict(int)
        self.spans: dict[tuple[int, int], list[rules.Span]] = defaultdict(list)
        self.closes_on = cache(closings.closes_on)

    def prepare(self, laureate_ids: Collection[int], first: date, last: date) -> dict[int, list[User]]:
        """Load what is to be known to note days from `first` to `last` there; gives the referents of each, by name."""
        found = queries.referents_among(laureate_ids)
        people = {user_id for of_one in found.values() for user_id in of_one}
        if self.holds:
            accounts.hold(*people)
        self.quarters.update(already.quarters_by_day(people, first, last))
        for laureate_id, of_one in found.items():
            for user_id, (_user, spans) in of_one.items():
                self.spans[laureate_id, user_id] = spans
        return {laureate_id: [user for user, _spans in of_one.values()] for laureate_id, of_one in found.items()}

    def check(self, one: Noted) -> None:
        """Raises DomainError as noting it alone does."""
        operations.check_person(one.user, self.actor)
        refusal = rules.entry_refusal(
            one.on,
            self.today,
            [(period.starts_on, period.until) for period in one.laureate.periods],
            self.spans[one.laureate.id, one.user.id],
            until=None if can(self.actor, Permission.CORRECT_TIME) else self.closes_on(month_start(one.on)),
        )
        if refusal:
            raise DomainError(refusal, field="on")
        day = (one.user.id, one.on)
        operations.check_total(one.quarters, self.quarters[day])
        self.quarters[day] += one.quarters


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
    declared = already.declared_by({one.user.id for one in several})
    for laureate, user, month in {(one.laureate, one.user, month_start(one.on)) for one in several}:
        if (laureate.id, user.id, month) in declared:
            operations.withdraw(laureate, user, month, actor)
    record_several(actor, "time.logged", [Told(entry, *operations.logged(entry, actor)) for entry in entries])
    return entries
