"""Declaring a month from a mail: a signed link for one person, one laureate and one month, good for one use.

The link opens nothing else: no session comes of it. Its use is a row, whose uniqueness is what makes it single.
"""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from aic_tracker.accounts import address_links
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.laureates import queries as laureates
from aic_tracker.timesheet import closings, operations, own_months, rules
from aic_tracker.timesheet.models import MonthLink
from aic_tracker.timesheet.own_months import OwnMonth

PURPOSE = "month-link"
PLACE = "/temps/"
ACTIVITY = "Temps du mois, déclaré depuis le courriel"


@dataclass(frozen=True)
class Target(OwnMonth):
    """Whose month a link declares, and whether it did."""

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
    [own] = own_months.own_months(user, [laureate], first)
    is_used = db.session.scalar(sa.select(_use(user.id, laureate.id, first).exists())) or False
    return Target(**vars(own), is_used=is_used)


def declare(target: Target, quarters: int, *, now: datetime) -> None:
    """Note this time on the working days of the month, from its first; the link is used.

    Raises DomainError when the link was used, the month is closed, or its days have no room for as much.
    """
    accounts.hold(target.user.id)
    _use_link(target, now)
    own_months.note(target, quarters, activity=ACTIVITY, actor=target.user, now=now)


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
