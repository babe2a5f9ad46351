"""Who holds which place in a laureate's project, and when."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.folding import by_name, french_order
from aic_tracker.laureates.models import Laureate, MemberRole, Membership

# The lead coach first, observers last.
_PLACES = {place: rank for rank, place in enumerate(MemberRole)}


def members_of(laureate: Laureate) -> Sequence[Membership]:
    """All who are or were members, with their accounts: by place, then name, the latest membership first."""
    statement = (
        sa.select(Membership)
        .join(Membership.user)
        .where(Membership.laureate_id == laureate.id)
        .options(contains_eager(Membership.user))
        .order_by(Membership.from_on.desc(), Membership.id)
    )
    found = db.session.scalars(statement)
    return sorted(found, key=lambda one: (_PLACES[one.role], french_order(one.user.name), one.user_id))


def membership_of(laureate: Laureate, membership_id: int) -> Membership | None:
    """One membership of this laureate, with its account."""
    statement = (
        sa.select(Membership)
        .join(Membership.user)
        .where(Membership.laureate_id == laureate.id, Membership.id == membership_id)
        .options(contains_eager(Membership.user))
    )
    return db.session.scalar(statement)


def memberships_from(laureate: Laureate, day: date) -> Sequence[Membership]:
    """Those that still run on `day` or begin later, with their accounts; the laureate's people are held meanwhile."""
    db.session.execute(sa.select(Laureate.id).where(Laureate.id == laureate.id).with_for_update())
    statement = (
        sa.select(Membership)
        .join(Membership.user)
        .where(Membership.laureate_id == laureate.id)
        .where(Membership.ends_after(day))
        .options(contains_eager(Membership.user))
    )
    return db.session.scalars(statement).all()


@dataclass
class Team:
    """The active accounts around a laureate on a day."""

    lead_coach: User | None = None
    coaches: list[User] = field(default_factory=list)  # the lead coach included
    referents: list[User] = field(default_factory=list)


def teams(laureate_ids: Collection[int], on: date) -> dict[int, Team]:
    """The team of each of these laureates; one statement."""
    found: dict[int, Team] = defaultdict(Team)
    statement = (
        sa.select(Membership)
        .join(Membership.user)
        .where(Membership.laureate_id.in_(laureate_ids), User.is_active)
        .where(Membership.active_on(on))
        .options(joinedload(Membership.user))
        .order_by(Membership.id)
    )
    for member in db.session.scalars(statement) if laureate_ids else ():
        team = found[member.laureate_id]
        if member.role in (MemberRole.LEAD_COACH, MemberRole.COACH):
            team.coaches.append(member.user)
        if member.role is MemberRole.LEAD_COACH and team.lead_coach is None:
            team.lead_coach = member.user
        if member.role is MemberRole.REFERENT:
            team.referents.append(member.user)
    return found


def lead_coaches(laureate_ids: Collection[int], today: date) -> dict[int, list[User]]:
    statement = (
        sa.select(Membership)
        .where(Membership.laureate_id.in_(laureate_ids), Membership.role == MemberRole.LEAD_COACH)
        .where(Membership.active_on(today))
        .options(joinedload(Membership.user))
    )
    found: dict[int, list[User]] = defaultdict(list)
    for membership in db.session.scalars(statement):
        found[membership.laureate_id].append(membership.user)
    return found


def hold_laureate(laureate_id: int) -> None:
    """Until the transaction ends, nobody else numbers a point of this laureate."""
    db.session.execute(sa.select(Laureate.id).where(Laureate.id == laureate_id).with_for_update())


def active_memberships(laureate_id: int) -> list[Membership]:
    """Every membership of active accounts, past ones too, with the person."""
    statement = (
        sa.select(Membership)
        .join(Membership.user)
        .where(Membership.laureate_id == laureate_id, User.is_active)
        .options(joinedload(Membership.user))
        .order_by(Membership.id)
    )
    return list(db.session.scalars(statement))


def active_members(laureate_id: int, today: date) -> list[User]:
    """The people of the project today, by name: those who may own an objective or an action."""
    current = sa.select(Membership.user_id).where(Membership.laureate_id == laureate_id, Membership.active_on(today))
    return by_name(db.session.scalars(sa.select(User).where(User.id.in_(current), User.is_active)))


def places_of(reader: User, today: date) -> sa.Select[int]:
    """The laureates that the reader is a member of: a coach may read all of them, and follows some."""
    return sa.select(Membership.laureate_id).where(
        Membership.user_id == reader.id,
        Membership.active_on(today),
    )
