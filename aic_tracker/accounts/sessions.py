"""Sessions kept on the server: opened, looked up at each request, closed. The browser holds a random token."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from aic_tracker.accounts import rules
from aic_tracker.accounts.models import SecondFactor, User, UserSession
from aic_tracker.accounts.queries import hash_of
from aic_tracker.db import db, write_in_passing


@dataclass(frozen=True)
class SignIn:
    """Who is behind a session, and how far they have come in."""

    session: UserSession
    user: User
    user_id: int  # of the user, readable after the transaction too
    has_second_factor: bool
    is_in: bool  # as the session was when it was read
    ends_at: datetime  # if nothing is done after this request

    @property
    def is_complete(self) -> bool:
        return not self.has_second_factor or self.session.second_factor_at is not None


def open_session(
    user: User, *, agent: str, now: datetime, id_token: str | None = None, second_factor_at: datetime | None = None
) -> tuple[UserSession, str]:
    """A new session, and the token that the browser keeps."""
    token = secrets.token_urlsafe(32)
    session = UserSession(
        user_id=user.id,
        token_hash=hash_of(token),
        created_at=now,
        seen_at=now,
        expires_at=now + rules.SESSION_LASTS,
        agent="".join(c for c in agent if c.isprintable())[:200],
        second_factor_at=second_factor_at,
        id_token=id_token,
    )
    db.session.add(session)
    db.session.flush()
    return session, token


def find(token: str, now: datetime) -> SignIn | None:
    """The session of this token and its account, both read again at each request; None once it is over."""
    row = db.session.execute(_of_a_token(), {"token_hash": hash_of(token)}).one_or_none()
    if row is None or not rules.is_alive(row[0], row[0].user.role, now):
        return None
    session, confirmed_at = row
    is_in = confirmed_at is None or session.second_factor_at is not None
    ends_at = rules.ends_at(session, session.user.role, now if rules.is_to_note(session, now) else None)
    has_second_factor = confirmed_at is not None
    return SignIn(session, session.user, session.user_id, has_second_factor, is_in, ends_at)


@lru_cache
def _of_a_token() -> sa.Select[UserSession, datetime | None]:
    """Made once: each request asks it, and making it takes longer than the answer."""
    return (
        sa.select(UserSession, SecondFactor.confirmed_at)
        .join(UserSession.user)
        .outerjoin(SecondFactor, SecondFactor.user_id == UserSession.user_id)
        .where(UserSession.token_hash == sa.bindparam("token_hash"), User.is_active)
        .options(contains_eager(UserSession.user))
    )


def person_of(token: str) -> int | None:
    """Whose session it is, or was until it ended by itself; None once it or the account was closed."""
    statement = sa.select(UserSession.user_id).join(UserSession.user).where(UserSession.token_hash == hash_of(token))
    return db.session.scalar(statement.where(UserSession.revoked_at.is_(None), User.is_active))


def note_seen(session_id: int, now: datetime) -> None:
    """Put off the idle end of a session, beside the request's own transaction; best effort."""
    statement = sa.update(UserSession).where(UserSession.id == session_id, UserSession.seen_at < now)
    write_in_passing(statement.values(seen_at=now))


def open_sessions(user: User, now: datetime) -> Sequence[UserSession]:
    """The sessions of an account that still open the site, the last used first."""
    statement = (
        sa.select(UserSession)
        .where(UserSession.user_id == user.id, UserSession.revoked_at.is_(None), UserSession.expires_at > now)
        .order_by(UserSession.seen_at.desc(), UserSession.id.desc())
    )
    return [s for s in db.session.scalars(statement) if rules.is_alive(s, user.role, now)]


def session_of(user: User, session_id: int) -> UserSession | None:
    return db.session.scalar(sa.select(UserSession).where(UserSession.user_id == user.id, UserSession.id == session_id))


def revoke(session: UserSession, now: datetime) -> None:
    if session.revoked_at is None:
        session.revoked_at = now
        session.id_token = None


def revoke_all(user: User, now: datetime, *, but: UserSession | None = None) -> None:
    """Close every session of an account at once, save one."""
    statement = sa.update(UserSession).where(UserSession.user_id == user.id, UserSession.revoked_at.is_(None))
    if but is not None:
        statement = statement.where(UserSession.id != but.id)
    db.session.execute(statement.values(revoked_at=now, id_token=None))
