"""Who holds which place in a laureate's project, and when."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from aic_tracker.accounts.models import Role, User
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


def active_users(*roles: Role) -> list[User]:
    """Accounts that can sign in with one of these roles, by name, blind to accents."""
    found = db.session.scalars(sa.select(User).where(User.role.in_(roles), User.is_active)).all()
    return by_name(found)
