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

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.COACH: "Équipe d'accompagnement",
    Role.REFERENT: "Référent·e projet",
    Role.EXPERT: "Expert·e",
    Role.DIRECTION: "Direction",
    Role.ADMIN: "Administration",
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

    user: Mapped[User] = relationship(lazy="raise_on_sql")
