"""Seasons, organisations, laureates and people, as their screens need them."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.folding import by_name, french_order, searchable
from aic_tracker.laureates.models import Laureate, MemberRole, Membership, Organisation, Season, SupportPeriod

# The lead coach first, observers last.
_PLACES = {place: rank for rank, place in enumerate(MemberRole)}


def seasons() -> Sequence[Season]:
    """The latest first."""
    return db.session.scalars(sa.select(Season).order_by(Season.starts_on.desc(), Season.id.desc())).all()


def seasons_with_laureates() -> list[tuple[Season, int]]:
    """Each season with the number of its laureates, the latest first."""
    statement = (
        sa.select(Season, sa.func.count(Laureate.id))
        .outerjoin(Laureate, Laureate.season_id == Season.id)
        .group_by(Season.id)
        .order_by(Season.starts_on.desc(), Season.id.desc())
    )
    return [(season, count) for season, count in db.session.execute(statement)]


def season_by_id(season_id: int) -> Season | None:
    return db.session.get(Season, season_id)


def organisations() -> list[Organisation]:
    """By name, blind to accents."""
    found = db.session.scalars(sa.select(Organisation)).all()
    return by_name(found)


def organisation_with_siren(siren: str) -> Organisation | None:
    return db.session.scalars(sa.select(Organisation).where(Organisation.siren == siren)).first()


def names_of(kind: type[Season] | type[Organisation] | type[Laureate]) -> dict[int, str]:
    """Every name already given, by row, in the form that `searchable` compares."""
    return {row_id: searchable(name) for row_id, name in db.session.execute(sa.select(kind.id, kind.name))}


def slugs_of(kind: type[Season] | type[Laureate]) -> set[str]:
    return set(db.session.scalars(sa.select(kind.slug)))


def carried_by(organisation: Organisation) -> Sequence[Laureate]:
    statement = sa.select(Laureate).where(Laureate.organisation_id == organisation.id)
    return by_name(db.session.scalars(statement))


def supported_on(day: date) -> set[int]:
    """The laureates that a period covers, as `rules.is_supported` counts them."""
    return set(db.session.scalars(sa.select(SupportPeriod.laureate_id).where(SupportPeriod.covers(day))))


def periods_of(laureate: Laureate) -> Sequence[SupportPeriod]:
    statement = sa.select(SupportPeriod).where(SupportPeriod.laureate_id == laureate.id)
    return db.session.scalars(statement.order_by(SupportPeriod.number)).all()


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
