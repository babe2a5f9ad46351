"""Whose list is asked for: some laureates, with what one person holds elsewhere and what is decided of all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from aic_tracker.access.permissions import Permission, can
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.expertise.models import Assignment, Expert
from aic_tracker.expertise.rules import RUNNING
from aic_tracker.laureates.models import Laureate, MemberRole, Membership

Condition = sa.ColumnElement[bool]
MOST_KNOWN = 1000
COACHES = (MemberRole.LEAD_COACH, MemberRole.COACH)


@dataclass(frozen=True)
class Scope:
    """`laureate_ids`: None for all of them. `owner_id`: whose own things are looked for in the other ones too.

    `decides`: with what the direction decides, of every laureate. `settles`: with the mails that wait for somebody.
    `replies`: with the invitations that wait for an answer, of `owner_id` alone if there is one. `welcomes`: with the
    events whose presence waits to be noted.
    """

    now: datetime
    laureate_ids: sa.Select[int] | list[int] | None = None
    owner_id: int | None = None
    decides: bool = True
    settles: bool = True
    replies: bool = True
    welcomes: bool = True

    @property
    def today(self) -> date:
        return paris_day(self.now)

    def holds(self, laureate_id: Any) -> Condition:
        return sa.true() if self.laureate_ids is None else laureate_id.in_(self.laureate_ids)

    def holds_or_owned(self, laureate_id: Any, owner_id: Any) -> Condition:
        held = self.holds(laureate_id)
        return held if self.owner_id is None else sa.or_(held, owner_id == self.owner_id)

    def holds_or_decided(self, laureate_id: Any) -> Condition:
        return sa.true() if self.decides else self.holds(laureate_id)


def of_person(user: User, now: datetime) -> Scope:
    """All that may wait for this person: where they hold a place or an assignment; for the team, where nobody does."""
    today = paris_day(now)
    held: list[sa.Select[Any]] = [
        sa.select(Membership.laureate_id).where(Membership.user_id == user.id, Membership.active_on(today)),
        sa.select(Assignment.laureate_id)
        .join(Expert, Expert.id == Assignment.expert_id)
        .where(Expert.user_id == user.id, Assignment.status.in_(RUNNING)),
    ]
    if can(user, Permission.READ_PORTFOLIO):
        held.append(_followed_by_nobody(today))
    return Scope(
        now,
        _known(sa.union(*held).subquery().select()),
        owner_id=user.id,
        decides=can(user, Permission.DECIDE_RENEWAL),
        settles=can(user, Permission.SETTLE_MAILS),
        welcomes=can(user, Permission.MANAGE_EVENTS),
    )


def _known(laureate_ids: sa.Select[int]) -> sa.Select[int] | list[int]:
    """Looked for once, not in each of the twenty statements that follow; a select still, when they are many."""
    found = list(db.session.scalars(laureate_ids.limit(MOST_KNOWN + 1)))
    return found if len(found) <= MOST_KNOWN else laureate_ids


def of_laureates(laureates: Iterable[Laureate], now: datetime) -> Scope:
    return about([laureate.id for laureate in laureates], now)


def about(laureate_ids: list[int], now: datetime) -> Scope:
    """What waits about these, and nothing of elsewhere."""
    return Scope(now, laureate_ids, decides=False, settles=False, replies=False, welcomes=False)


def _followed_by_nobody(today: date) -> sa.Select[int]:
    coach = (
        sa.select(Membership.id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.laureate_id == Laureate.id, Membership.role.in_(COACHES))
        .where(Membership.active_on(today), User.is_active)
        .correlate(Laureate)
    )
    return sa.select(Laureate.id).where(~coach.exists())
