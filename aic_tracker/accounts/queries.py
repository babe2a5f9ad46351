"""Accounts as the screens and the sign-in need them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker.accounts import rules
from aic_tracker.accounts.models import Role, SignInLink, User
from aic_tracker.db import db
from aic_tracker.folding import by_name, matches

_ARE_PEOPLE = (User.erased_at.is_(None), User.is_service.is_(False))


def user_by_id(user_id: int) -> User | None:
    return db.session.get(User, user_id)


def account(user_id: int, *, locked: bool = False) -> User | None:
    """A person's account, that somebody still stands behind. `locked` reads it again, and makes another transaction
    wait.
    """
    statement = sa.select(User).where(User.id == user_id, *_ARE_PEOPLE)
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def names_of(user_ids: Collection[int]) -> dict[int, str]:
    """The names that these accounts bear now."""
    found = db.session.execute(sa.select(User.id, User.name).where(User.id.in_(user_ids)))
    return {row.id: row.name for row in found}


def user_by_email(email: str) -> User | None:
    return db.session.scalar(sa.select(User).where(User.email == rules.normal_email(email)))


def active_admins(*, locked: bool = False) -> Sequence[User]:
    """The administrators who can sign in; `locked` makes another transaction wait before it counts them."""
    statement = sa.select(User).where(User.role == Role.ADMIN, User.is_active).order_by(User.id)
    return db.session.scalars(statement.with_for_update() if locked else statement).all()


def is_last_admin(user: User, *, locked: bool = False) -> bool:
    """Whether nobody else could administer; `locked` as for `active_admins`."""
    return user.role is Role.ADMIN and not any(other.id != user.id for other in active_admins(locked=locked))


def accounts(*, search: str, role: Role | None, active: bool | None) -> Sequence[User]:
    """Accounts by name. The search, blind to case and accents, reads name and address."""
    statement = sa.select(User).where(*_ARE_PEOPLE)
    if role is not None:
        statement = statement.where(User.role == role)
    if active is not None:
        statement = statement.where(User.is_active.is_(active))
    found = db.session.scalars(statement).all()
    return by_name(user for user in found if matches(search, user.name, user.email))


def usable_link(token: str, now: datetime) -> SignInLink | None:
    """The link of this token with its account, while it can still be used."""
    return db.session.scalar(
        sa.select(SignInLink)
        .join(SignInLink.user)
        .where(SignInLink.token_hash == hash_of(token), SignInLink.used_at.is_(None), SignInLink.expires_at > now)
        .where(User.is_active)
        .options(joinedload(SignInLink.user))
    )


def is_known_browser(user: User, browser: str, now: datetime) -> bool:
    """Whether this person already came in with this browser."""
    used = sa.select(SignInLink.id).where(
        SignInLink.user_id == user.id,
        SignInLink.browser_hash == hash_of(browser),
        SignInLink.used_at > now - rules.BROWSER_IS_KNOWN_FOR,
    )
    return db.session.scalar(sa.select(used.exists())) or False


def hash_of(token: str) -> str:
    # No salt, no stretching: 256 random bits cannot be guessed from their hash.
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def active_users(*roles: Role) -> list[User]:
    """Accounts that can sign in with one of these roles, by name, blind to accents."""
    found = db.session.scalars(sa.select(User).where(User.role.in_(roles), User.is_active)).all()
    return by_name(found)


def direction() -> list[User]:
    return _active(Role.DIRECTION)


def coaches() -> list[User]:
    return _active(Role.COACH)


def _active(role: Role) -> list[User]:
    return list(db.session.scalars(sa.select(User).where(User.role == role, User.is_active).order_by(User.id)))


def addresses(user_ids: Collection[int]) -> dict[int, tuple[bool, str]]:
    """By identifier: whether the account is active, and the address that it has today."""
    statement = sa.select(User.id, User.is_active, User.email).where(User.id.in_(user_ids))
    return {id: (is_active, email) for id, is_active, email in db.session.execute(statement)} if user_ids else {}


def hold(*user_ids: int) -> None:
    """Until the transaction ends, nobody else notes time of these people: their days' totals stay true."""
    # In one order, whoever holds several: no two of them wait for each other.
    statement = sa.select(User.id).where(User.id.in_(user_ids)).order_by(User.id)
    db.session.execute(statement.with_for_update(key_share=True))


def has_namesake(user: User) -> bool:
    statement = sa.select(User.id).where(User.name == user.name, User.id != user.id)
    return db.session.scalar(sa.select(statement.exists())) or False


def named(search: str) -> list[int]:
    """Whom a search names. Compared here: neither database folds « Élodie » nor « d’Ange » by itself."""
    people = db.session.execute(sa.select(User.id, User.name, User.email))
    return [person.id for person in people if matches(search, person.name, person.email)]


def those(ids: Collection[int] | sa.Select[int] | sa.Select[int | None]) -> list[User]:
    """The accounts of these identifiers, by name."""
    return by_name(db.session.scalars(sa.select(User).where(User.id.in_(ids))))


def active_among(*ids: sa.Select[int] | sa.Select[int | None]) -> list[User]:
    """The accounts of these identifiers that can sign in, by name."""
    either = sa.or_(*(User.id.in_(some) for some in ids))
    return by_name(db.session.scalars(sa.select(User).where(User.is_active, either)))


def unseen_since(instant: datetime) -> Sequence[User]:
    """Those whom nobody has used since then, the longest unused first."""
    seen = sa.func.coalesce(User.last_sign_in_at, User.created_at)
    statement = sa.select(User).where(*_ARE_PEOPLE, seen < instant)
    return db.session.scalars(statement.order_by(seen, User.id)).all()


def number_by_role() -> dict[Role, int]:
    """How many people may sign in, by role."""
    statement = sa.select(User.role, sa.func.count()).where(User.is_active).group_by(User.role)
    return {row[0]: row[1] for row in db.session.execute(statement)}


def is_nobody(owner_id: Any) -> sa.ColumnElement[bool]:
    """What is owned through `owner_id`, its account joined from outside, is done by nobody who can sign in."""
    return sa.or_(owner_id.is_(None), User.is_active.is_(False))
