"""What an actor may see: every query on laureate data starts here."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker.access import readers
from aic_tracker.access.permissions import Scope
from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.expertise.models import Expert
from aic_tracker.folding import by_name
from aic_tracker.laureates.models import Laureate, MemberRole, Membership
from aic_tracker.laureates.queries import places_of


def visible_laureates(actor: User, today: date) -> sa.Select[Laureate]:
    """A select of the laureates that `actor` may read today, to be refined by the caller."""
    return sa.select(Laureate).where(readers.may_be_read_by(actor, today))


def followed_by(actor: User, today: date, *, at_most: int) -> Sequence[Laureate]:
    """Some of those that are the actor's own: held by a place or, for an expert, by an assignment; by name."""
    own = visible_laureates(actor, today)
    if actor.role is not Role.EXPERT:
        own = own.where(Laureate.id.in_(places_of(actor, today)))
    return by_name(db.session.scalars(own.order_by(Laureate.id).limit(at_most)))


def referred_by(actor: User, today: date) -> sa.Select[Laureate]:
    """A select of the laureates whose referent `actor` is today: those where their own time is theirs to note."""
    return visible_laureates(actor, today).where(_is_referent(actor.id, today))


def _is_referent(user_id: readers.Reader, day: date) -> sa.ColumnElement[bool]:
    place = sa.select(Membership.id).where(
        Membership.laureate_id == Laureate.id,
        Membership.user_id == user_id,
        Membership.role == MemberRole.REFERENT,
        Membership.active_on(day),
    )
    return place.correlate(Laureate).exists()


def laureate_for(actor: User, slug: str, today: date) -> tuple[Laureate, frozenset[Scope]] | None:
    """The laureate with its organisation, season and periods, and the actor's scopes on it; None when not visible."""
    asked = {"slug": slug, "user_id": actor.id, "day": today}
    row = db.session.execute(_read_by(actor.role), asked).unique().one_or_none()
    if row is None:
        return None
    laureate, referent = row
    return laureate, _scopes(actor, referent)


@lru_cache
def _read_by(role: Role) -> sa.Select[Laureate, bool]:
    """Made once a role: every page of a laureate asks it, and making it takes longer than the answer."""
    user_id = sa.bindparam("user_id", type_=sa.Integer)
    day: Any = sa.bindparam("day", type_=sa.Date)
    return (
        sa.select(Laureate, _is_referent(user_id, day))
        .where(readers.read_through(role, user_id, day), Laureate.slug == sa.bindparam("slug"))
        .options(joinedload(Laureate.organisation), joinedload(Laureate.season), joinedload(Laureate.periods))
    )


def laureate_id_of(slug: str) -> int | None:
    """For what keeps trace of a refusal, and shows nothing of the laureate."""
    return db.session.scalar(sa.select(Laureate.id).where(Laureate.slug == slug))


def _scopes(actor: User, is_referent: bool) -> frozenset[Scope]:
    if actor.role is Role.REFERENT:
        return frozenset({Scope.MEMBER, Scope.REFERENT} if is_referent else {Scope.MEMBER})
    if actor.role is Role.EXPERT:
        return frozenset({Scope.ASSIGNED})
    return frozenset()


def is_engaged(user: User, today: date) -> bool:
    """Whether the person holds, today or later, a place in a project or an expert's sheet: their role goes with it."""
    member = sa.select(Membership.id).where(Membership.user_id == user.id, Membership.ends_after(today))
    expert = sa.select(Expert.id).where(Expert.user_id == user.id)
    return bool(db.session.scalar(sa.select(sa.or_(member.exists(), expert.exists()))))
