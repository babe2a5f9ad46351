"""Tokens of programs: made and revoked by people, looked up at each request. Nothing here commits."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from aic_tracker.accounts import second_factor
from aic_tracker.accounts.models import ApiToken, SecondFactor, User
from aic_tracker.accounts.queries import hash_of
from aic_tracker.audit.models import Event
from aic_tracker.audit.operations import record
from aic_tracker.db import db, write_in_passing
from aic_tracker.errors import DomainError

PREFIX = "aic_"  # so that a token left in a public place is recognised, and revoked
MOST_TOKENS = 20
USED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class Holder:
    """Who is behind the token of a request, and how far it reaches."""

    token: ApiToken
    token_id: int
    user: User
    user_id: int  # both readable after the transaction too
    may_write: bool
    laureate_ids: frozenset[int]  # empty: all that the person may see
    is_in: bool = True  # as a session that is complete

    def reaches(self, laureate_id: int) -> bool:
        return not self.laureate_ids or laureate_id in self.laureate_ids


def make(
    user: User,
    *,
    name: str,
    may_write: bool,
    laureate_ids: Sequence[int],
    lasts: timedelta,
    now: datetime,
    actor: User | None = None,
) -> tuple[ApiToken, str]:
    """A new token, and what the program keeps of it. Refused beyond twenty that still open. `actor`: when another one
    makes it, for a service.
    """
    db.session.execute(sa.select(User.id).where(User.id == user.id).with_for_update())
    if len(open_tokens(user, now)) >= MOST_TOKENS:
        raise DomainError(f"Vous avez déjà {MOST_TOKENS} jetons : révoquez ceux qui ne servent plus.")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        user_id=user.id,
        name=name,
        token_hash=hash_of(secret),
        may_write=may_write,
        laureate_ids=sorted(laureate_ids),
        created_at=now,
        expires_at=now + lasts,
    )
    db.session.add(token)
    db.session.flush()
    _note(Event.MADE_TOKEN, token, actor or user, now, writes=may_write, laureates=len(token.laureate_ids))
    return token, secret


def revoke(token: ApiToken, *, actor: User, now: datetime) -> None:
    """At once, and for good. Said twice, it is said once."""
    if token.revoked_at is None:
        token.revoked_at = now
        _note(Event.REVOKED_TOKEN, token, actor, now)


def find(secret: str, now: datetime) -> Holder | None:
    """None when it was never given, is over or revoked, or when its person no longer comes in: account closed, or a
    second factor that became required and is not set. A service has neither.
    """
    statement = (
        sa.select(ApiToken, SecondFactor.confirmed_at)
        .join(ApiToken.user)
        .outerjoin(SecondFactor, SecondFactor.user_id == ApiToken.user_id)
        .where(ApiToken.token_hash == hash_of(secret), sa.or_(User.is_active, User.is_service), *_opens(now))
        .options(contains_eager(ApiToken.user))
    )
    row = db.session.execute(statement).one_or_none()
    if row is None or (row[1] is None and second_factor.is_required(row[0].user)):
        return None
    token = row[0]
    return Holder(token, token.id, token.user, token.user_id, token.may_write, frozenset(token.laureate_ids))


def note_used(holder: Holder, now: datetime) -> None:
    """Beside the request's own transaction, every five minutes at most; best effort."""
    last = holder.token.used_at
    if last is None or now - last >= USED_EVERY:
        write_in_passing(sa.update(ApiToken).where(ApiToken.id == holder.token_id).values(used_at=now))


def open_tokens(user: User, now: datetime) -> Sequence[ApiToken]:
    """Those of a person that still open, the last made first."""
    statement = sa.select(ApiToken).where(ApiToken.user_id == user.id, *_opens(now))
    return db.session.scalars(statement.order_by(ApiToken.id.desc())).all()


def token_of(user: User, token_id: int) -> ApiToken | None:
    return db.session.scalar(sa.select(ApiToken).where(ApiToken.user_id == user.id, ApiToken.id == token_id))


def revoke_all(user: User, now: datetime) -> None:
    """For an account whose address or role is no longer what it was."""
    statement = sa.update(ApiToken).where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))
    db.session.execute(statement.values(revoked_at=now))


def _opens(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (ApiToken.revoked_at.is_(None), ApiToken.expires_at > now)


def _note(event: Event, token: ApiToken, actor: User, now: datetime, **details: int) -> None:
    record(event, actor_id=actor.id, now=now, object_kind="api_token", object_id=token.id, details=details)
