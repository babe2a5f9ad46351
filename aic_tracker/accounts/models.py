"""People who sign in, and the one-time links that let them in."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.db import Model, UtcDateTime, enum_type


class Role(StrEnum):
    COACH = "coach"
    REFERENT = "referent"
    EXPERT = "expert"
    DIRECTION = "direction"
    ADMIN = "admin"
    JUROR = "juror"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.COACH: "Équipe d’accompagnement",
    Role.REFERENT: "Référent·e projet",
    Role.EXPERT: "Expert·e",
    Role.DIRECTION: "Direction",
    Role.ADMIN: "Administration",
    Role.JUROR: "Membre du jury",
}


class User(Model):
    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)  # NFC, lower case
    name: Mapped[str] = mapped_column(sa.String(120))
    role: Mapped[Role] = mapped_column(enum_type(Role))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_sign_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # nobody stands behind it any more
    # A program that no person stands behind: never active, so that it neither signs in nor receives nor is chosen.
    is_service: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    # The protocol of Flask-Login, spelled out: the domain knows nothing of the web.
    is_authenticated = True
    is_anonymous = False

    def get_id(self) -> str:
        return str(self.id)

    @property
    def is_staff(self) -> bool:
        """Belongs to the State's team: sees every laureate."""
        return self.role in (Role.COACH, Role.DIRECTION)


class SignInLink(Model):
    """A random 256-bit token, stored hashed, good for one use."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    next_path: Mapped[str] = mapped_column(sa.String(500), default="/")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The browser that asked for it, the only one it opens in; none for an invitation or a link from a command.
    browser_hash: Mapped[str | None] = mapped_column(sa.String(64))

    user: Mapped[User] = relationship(lazy="raise_on_sql")


class UserSession(Model):
    """A session kept on the server: listed and revoked by its owner. The cookie's token is stored hashed."""

    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)  # absolute end
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    agent: Mapped[str] = mapped_column(sa.String(200), default="")
    second_factor_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # OpenID Connect: what the provider needs to close its own session.
    id_token: Mapped[str | None] = mapped_column(sa.Text)

    user: Mapped[User] = relationship(lazy="raise_on_sql")


class Identity(Model):
    """An account as a State identity provider knows it (OpenID Connect Core 1.0, section 2: iss and sub)."""

    __tablename__ = "identity"
    __table_args__ = (sa.UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id), index=True)
    issuer: Mapped[str] = mapped_column(sa.String(255))
    subject: Mapped[str] = mapped_column(sa.String(255))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(lazy="raise_on_sql")


class SecondFactor(Model):
    """A time-based one-time password secret (RFC 6238), encrypted; `last_step` refuses the same code twice."""

    __tablename__ = "second_factor"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id), primary_key=True)
    secret: Mapped[str] = mapped_column(sa.String(255))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(sa.BigInteger, default=0)


class RecoveryCode(Model):
    """One use instead of the second factor. Stored hashed."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id), index=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Throttle(Model):
    """How often something was asked over a window of time: `key` names what, `window` its start."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(sa.String(120), primary_key=True)  # hashed where it would name a person
    window: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    count: Mapped[int] = mapped_column(default=0)


class SentForm(Model):
    """A form that was sent and did something, for a day: `key` is a digest of all that it said."""

    __tablename__ = "sent_form"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    location: Mapped[str] = mapped_column(sa.Text, default="")  # where it led; "" until it is known


class ApiToken(Model):
    """By what a program reads, or writes, as one person would, within `laureate_ids` (empty: all that they may see).

    Stored hashed, shown once. It is worth what its person is worth on the day of each request, never more; that of a
    service, what was said when it was opened.
    """

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    may_write: Mapped[bool] = mapped_column(default=False)
    laureate_ids: Mapped[list[int]] = mapped_column(sa.JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(lazy="raise_on_sql")
