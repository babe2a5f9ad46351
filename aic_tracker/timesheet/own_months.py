"""A referent's whole month at once, from the mail or from the app: what was said of it, and what can still be."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from aic_tracker import formats
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import add_months, is_working_day, paris_day
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.folding import by_name
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import at_any_time
from aic_tracker.timesheet import closings, operations, queries, rules
from aic_tracker.timesheet.models import MonthDeclaration, TimeEntry


@dataclass(frozen=True)
class OwnMonth:
    """One person's month for one laureate, and what was noted of it so far (quarter days)."""

    user: User
    laureate: Laureate
    month: date
    noted: int
    declared_nothing: bool
    before: int  # noted the month before
    band: rules.Band
    spans: Sequence[rules.Span]
    taken: Mapping[date, int]  # by day, for all laureates together
    closes_on: date

    def free_days(self, today: date) -> list[tuple[date, int]]:
        """The working days of the month that can be noted, each with the quarters left to it."""
        periods = [(period.starts_on, period.until) for period in self.laureate.periods]
        days = (self.month + timedelta(days=n) for n in range((rules.next_month(self.month) - self.month).days))
        return [
            (day, rules.QUARTERS_A_DAY - self.taken.get(day, 0))
            for day in days
            if is_working_day(day, self.laureate.territory)
            and rules.entry_refusal(day, today, periods, self.spans, until=self.closes_on) is None
        ]

    def room(self, today: date) -> int:
        """How many quarter days the person can still declare in that month, up to today."""
        return sum(free for _day, free in self.free_days(today))

    def proposal(self, today: date) -> int:
        """Quarter days offered, as far as the days left allow."""
        return min(rules.proposed_quarters(self.before, self.band, self.noted), self.room(today))

    def is_asked(self) -> bool:
        """Whether something was said of it, or could be."""
        periods = [(period.starts_on, period.until) for period in self.laureate.periods]
        return bool(self.noted) or any(rules.covered_days(self.month, period, self.spans) for period in periods)


def own_months(user: User, followed: Collection[Laureate], month: date) -> list[OwnMonth]:
    """One for each of these laureates, loaded with their periods; six statements, however many they are."""
    ids, before = [laureate.id for laureate in followed], add_months(month, -1)
    noted, taken = _noted(user.id, before, rules.next_month(month))
    nothing = _declared_nothing(user.id, month)
    bands, closes_on = queries.bands(month, ids), closings.closes_on(month)
    spans: dict[int, list[rules.Span]] = defaultdict(list)
    for place in laureates.referents_ever(ids):
        if place.user_id == user.id:
            spans[place.laureate_id].append((place.from_on, place.until_on))
    return [
        OwnMonth(
            user,
            laureate,
            month,
            noted=noted[laureate.id, month],
            declared_nothing=laureate.id in nothing,
            before=noted[laureate.id, before],
            band=bands.get((user.id, laureate.id), rules.Band(0, 0)),
            spans=spans[laureate.id],
            taken=taken,
            closes_on=closes_on,
        )
        for laureate in followed
    ]


@at_any_time
def note(own: OwnMonth, quarters: int, *, activity: str, actor: User, now: datetime) -> None:
    """Note this time, besides what is noted, on the working days of the month, from its first.

    Raises DomainError when its days have no room for as much, what was noted meanwhile included.
    """
    _spread(_held(own), quarters, activity=activity, actor=actor, now=now)


@at_any_time
def set_total(own: OwnMonth, quarters: int, *, activity: str, actor: User, now: datetime) -> bool:
    """Have the whole month be as much: note what is missing, or « rien ce mois-ci »; whether something changed.

    Raises DomainError for less than what is noted: which day to take it from is for the person to say.
    """
    fresh = _held(own)
    if quarters < fresh.noted:
        raise DomainError(
            f"Vous avez déjà noté {formats.quarters(fresh.noted)} : pour en retirer, corrigez les jours du mois.",
            field="quarters",
        )
    if quarters > fresh.noted:
        _spread(fresh, quarters - fresh.noted, activity=activity, actor=actor, now=now)
        return True
    if quarters or fresh.declared_nothing:
        return False
    operations.declare_nothing(own.laureate, own.user, actor=actor, now=now, month=own.month)
    return True


def noted_as_others_now(user: User, readable: sa.Select[Laureate], own: Collection[Laureate], month: date) -> list[Any]:
    """Id, name, slug and quarter days of the projects that one reads but is no referent of any more, by name."""
    mine = readable.where(Laureate.id.not_in([laureate.id for laureate in own])).subquery()
    statement = (
        sa.select(mine.c.id, mine.c.name, mine.c.slug, sa.func.sum(TimeEntry.quarters).label("noted"))
        .join(TimeEntry, TimeEntry.laureate_id == mine.c.id)
        .where(TimeEntry.user_id == user.id, TimeEntry.on >= month, TimeEntry.on < rules.next_month(month))
        .group_by(mine.c.id, mine.c.name, mine.c.slug)
    )
    return by_name(db.session.execute(statement).all())


def _held(own: OwnMonth) -> OwnMonth:
    """As it stands now, and as nobody else changes it in this transaction."""
    accounts.hold(own.user.id)
    [fresh] = own_months(own.user, [own.laureate], own.month)
    return fresh


def _spread(own: OwnMonth, quarters: int, *, activity: str, actor: User, now: datetime) -> None:
    today = paris_day(now)
    days = rules.spread(quarters, own.free_days(today))
    if days is None:
        left = formats.quarters(own.room(today))
        raise DomainError(f"Il reste {left} au plus à déclarer pour ce mois.", field="quarters")
    for on, share in days:
        operations.log_time(own.laureate, own.user, actor=actor, now=now, on=on, quarters=share, activity=activity)


def _noted(user_id: int, first: date, until: date) -> tuple[dict[tuple[int, date], int], dict[date, int]]:
    """By laureate and month, and by day, what a person noted over `[first, until)`."""
    statement = (
        sa.select(TimeEntry.laureate_id, TimeEntry.on, sa.func.sum(TimeEntry.quarters))
        .where(TimeEntry.user_id == user_id, TimeEntry.on >= first, TimeEntry.on < until)
        .group_by(TimeEntry.laureate_id, TimeEntry.on)
    )
    by_month: dict[tuple[int, date], int] = defaultdict(int)
    by_day: dict[date, int] = defaultdict(int)
    for laureate_id, on, quarters in db.session.execute(statement):
        by_month[laureate_id, on.replace(day=1)] += int(quarters)
        by_day[on] += int(quarters)
    return by_month, by_day


def _declared_nothing(user_id: int, month: date) -> set[int]:
    statement = sa.select(MonthDeclaration.laureate_id).where(
        MonthDeclaration.user_id == user_id, MonthDeclaration.month == month
    )
    return set(db.session.scalars(statement))
