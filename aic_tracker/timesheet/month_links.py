"""Declaring a month from a mail: a signed link for one person, one laureate and one month, good for one use.

The link opens nothing else: no session comes of it. Its use is a row, whose uniqueness is what makes it single.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from aic_tracker import formats
from aic_tracker.accounts import address_links
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import add_months, is_working_day, paris_day
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate
from aic_tracker.timesheet import closings, operations, queries, rules
from aic_tracker.timesheet.models import MonthLink, TimeEntry

PURPOSE = "month-link"
PLACE = "/temps/"
ACTIVITY = "Temps du mois, déclaré depuis le courriel"


@dataclass(frozen=True)
class Target:
    """Whose month a link declares, and what was noted of it so far (quarter days)."""

    user: User
    laureate: Laureate
    month: date
    noted: int
    declared_nothing: bool
    is_used: bool


def path(user: User, laureate_id: int, month: date) -> str:
    """The address of the page that declares this month, for a mail to this person."""
    return f"{PLACE}{address_links.sign(PURPOSE, user, laureate_id, f'{month:%Y-%m}')}"


def find(token: str) -> Target | None:
    """What the link is for; None when it was not made here for this address, or its person can no longer declare."""
    found = address_links.read(PURPOSE, token)
    if found is None:
        return None
    user, (laureate_id, month) = found
    laureate = laureates.laureate_with_periods(laureate_id)
    if not user.is_active or laureate is None:
        return None
    first = date.fromisoformat(f"{month}-01")
    return Target(
        user,
        laureate,
        first,
        noted=sum(entry.quarters for entry in queries.entries_of_month(laureate.id, first, user.id)),
        declared_nothing=queries.declaration(laureate.id, user.id, first) is not None,
        is_used=db.session.scalar(sa.select(_use(user.id, laureate.id, first).exists())) or False,
    )


def proposal(target: Target, today: date) -> int:
    """Quarter days offered, as far as the days left allow."""
    return min(rules.proposed_quarters(_last_month(target), _band(target), target.noted), room(target, today))


def room(target: Target, today: date) -> int:
    """How many quarter days the person can still declare in that month, up to today."""
    return sum(free for _day, free in _free_days(target, today))


def declare(target: Target, quarters: int, *, now: datetime) -> None:
    """Note this time on the working days of the month, from its first; the link is used.

    Raises DomainError when the link was used, the month is closed, or its days have no room for as much.
    """
    accounts.hold(target.user.id)
    _use_link(target, now)
    days = rules.spread(quarters, _free_days(target, paris_day(now)))
    if days is None:
        left = formats.quarters(room(target, paris_day(now)))
        raise DomainError(f"Il reste {left} au plus à déclarer pour ce mois.", field="quarters")
    for on, share in days:
        operations.log_time(
            target.laureate, target.user, actor=target.user, now=now, on=on, quarters=share, activity=ACTIVITY
        )


def declare_nothing(target: Target, *, now: datetime) -> None:
    """« Rien ce mois-ci »; the link is used. Refused like `declare`, and when time was noted."""
    accounts.hold(target.user.id)
    _use_link(target, now)
    operations.declare_nothing(target.laureate, target.user, actor=target.user, now=now, month=target.month)


def _use_link(target: Target, now: datetime) -> None:
    if target.is_used or db.session.scalar(sa.select(_use(target.user.id, target.laureate.id, target.month).exists())):
        raise DomainError("Ce lien a déjà servi.")
    closes_on = closings.closes_on(target.month)
    if paris_day(now) > closes_on:
        raise DomainError(rules.closed_message(target.month, closes_on))
    db.session.add(MonthLink(user_id=target.user.id, laureate_id=target.laureate.id, month=target.month, used_at=now))
    db.session.flush()


def _use(user_id: int, laureate_id: int, month: date) -> sa.Select[int]:
    return sa.select(MonthLink.id).where(
        MonthLink.user_id == user_id, MonthLink.laureate_id == laureate_id, MonthLink.month == month
    )


def _free_days(target: Target, today: date) -> list[tuple[date, int]]:
    """The working days of the month that can be noted, each with the quarters left to it, all laureates together."""
    until = rules.next_month(target.month)
    periods = [(period.starts_on, period.until) for period in target.laureate.periods]
    spans = laureates.referent_spans(target.laureate.id, target.user.id)
    closes_on = closings.closes_on(target.month)
    taken = _quarters_by_day(target.user.id, target.month, until)
    days = (target.month + timedelta(days=n) for n in range((until - target.month).days))
    return [
        (day, rules.QUARTERS_A_DAY - taken.get(day, 0))
        for day in days
        if is_working_day(day, target.laureate.territory)
        and rules.entry_refusal(day, today, periods, spans, until=closes_on) is None
    ]


def _quarters_by_day(user_id: int, first: date, until: date) -> dict[date, int]:
    statement = (
        sa.select(TimeEntry.on, sa.func.sum(TimeEntry.quarters))
        .where(TimeEntry.user_id == user_id, TimeEntry.on >= first, TimeEntry.on < until)
        .group_by(TimeEntry.on)
    )
    return {on: int(quarters) for on, quarters in db.session.execute(statement)}


def _last_month(target: Target) -> int:
    before = add_months(target.month, -1)
    return sum(entry.quarters for entry in queries.entries_of_month(target.laureate.id, before, target.user.id))


def _band(target: Target) -> rules.Band:
    found = queries.bands(target.month, [target.laureate.id])
    return found.get((target.user.id, target.laureate.id), rules.Band(0, 0))
