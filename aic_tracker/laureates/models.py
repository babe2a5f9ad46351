"""Seasons, organisations, laureates, their support periods and their people."""

from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_method, hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.accounts.models import User
from aic_tracker.db import Model, UtcDateTime, enum_type
from aic_tracker.territories import Territory


class Axis(StrEnum):
    CONSOLIDATION = "consolidation"
    INTEGRATION = "integration"
    DEPLOYMENT = "deployment"

    @property
    def label(self) -> str:
        return AXIS_LABELS[self]


AXIS_LABELS = {
    Axis.CONSOLIDATION: "Consolidation",
    Axis.INTEGRATION: "Intégration",
    Axis.DEPLOYMENT: "Déploiement",
}


class Operator(StrEnum):
    DINUM = "DINUM"
    DITP = "DITP"


class LegalForm(StrEnum):
    ASSOCIATION = "association"
    ADMINISTRATION = "administration"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class LaureateStatus(StrEnum):
    CANDIDATE = "candidate"
    ACTIVE = "active"
    ENDED = "ended"

    @property
    def label(self) -> str:
        return {"candidate": "Candidat", "active": "Accompagné", "ended": "Accompagnement terminé"}[self.value]


class MemberRole(StrEnum):
    LEAD_COACH = "lead_coach"
    COACH = "coach"
    REFERENT = "referent"
    OBSERVER = "observer"

    @property
    def label(self) -> str:
        return MEMBER_ROLE_LABELS[self]


MEMBER_ROLE_LABELS = {
    MemberRole.LEAD_COACH: "Chargé·e d’accélération",
    MemberRole.COACH: "Équipe d’accompagnement",
    MemberRole.REFERENT: "Référent·e projet",
    MemberRole.OBSERVER: "Observateur·rice",
}


class Season(Model):
    __tablename__ = "season"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(sa.Text, default="")


class Organisation(Model):
    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(160), unique=True)
    legal_form: Mapped[LegalForm] = mapped_column(enum_type(LegalForm))
    siren: Mapped[str | None] = mapped_column(sa.String(9))
    rna: Mapped[str | None] = mapped_column(sa.String(10))
    town: Mapped[str] = mapped_column(sa.String(120), default="")
    # What the national directory says, or what was typed in its stead; `directory_on` when it was last asked.
    siret: Mapped[str | None] = mapped_column(sa.String(14))  # of the seat
    legal_category: Mapped[str | None] = mapped_column(sa.String(4))  # INSEE's code
    is_ceased: Mapped[bool] = mapped_column(default=False)
    ceased_on: Mapped[date | None]
    directory_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class Laureate(Model):
    """The supported project (a digital common), not a person."""

    __tablename__ = "laureate"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120), unique=True)
    slug: Mapped[str] = mapped_column(sa.String(120), unique=True)
    tagline: Mapped[str] = mapped_column(sa.String(200), default="")
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    season_id: Mapped[int] = mapped_column(sa.ForeignKey(Season.id), index=True)
    operator: Mapped[Operator] = mapped_column(enum_type(Operator))
    themes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    axes: Mapped[list[str]] = mapped_column(sa.JSON, default=list, info={"choices": Axis})
    town: Mapped[str] = mapped_column(sa.String(120), default="")
    territory: Mapped[Territory] = mapped_column(enum_type(Territory), default=Territory.MAINLAND)
    website: Mapped[str | None] = mapped_column(sa.String(300))
    repository: Mapped[str | None] = mapped_column(sa.String(300))
    licence: Mapped[str] = mapped_column(sa.String(80), default="")
    status: Mapped[LaureateStatus] = mapped_column(enum_type(LaureateStatus), default=LaureateStatus.ACTIVE, index=True)
    search_text: Mapped[str] = mapped_column(sa.Text, default="")  # without accents nor capitals
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    season: Mapped[Season] = relationship(lazy="raise_on_sql")
    periods: Mapped[list["SupportPeriod"]] = relationship(
        lazy="raise_on_sql", back_populates="laureate", order_by="SupportPeriod.number"
    )
    memberships: Mapped[list["Membership"]] = relationship(lazy="raise_on_sql", back_populates="laureate")


class SupportPeriod(Model):
    """Half-open `[starts_on, term_on)`; `ended_on` is set by a decision to stop early and is then the end."""

    __tablename__ = "support_period"
    __table_args__ = (
        sa.UniqueConstraint("laureate_id", "number"),
        sa.CheckConstraint("term_on > starts_on", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id), index=True)
    number: Mapped[int]
    starts_on: Mapped[date]
    term_on: Mapped[date] = mapped_column(index=True)
    ended_on: Mapped[date | None]

    laureate: Mapped[Laureate] = relationship(lazy="raise_on_sql", back_populates="periods")

    @hybrid_property
    def until(self) -> date:
        """First day that is no longer covered."""
        return self.ended_on or self.term_on

    @until.inplace.expression
    @classmethod
    def _until(cls) -> sa.ColumnElement[date]:
        return sa.func.coalesce(cls.ended_on, cls.term_on)

    @property
    def last_day(self) -> date:
        """What screens show: the last day covered."""
        return self.until - timedelta(days=1)

    @hybrid_method
    def covers(self, day: date) -> bool:
        """Whether the accompaniment runs on that day."""
        return self.meets(day, day)

    @hybrid_method
    def meets(self, first: date, last: date) -> bool:
        """Whether the accompaniment runs on one day at least from `first` to `last`, both included."""
        return self.starts_on <= last and first < self.until

    @meets.expression
    @classmethod
    def _meets(cls, first: date, last: date) -> sa.ColumnElement[bool]:
        return sa.and_(cls.starts_on <= last, cls.until > first)


class Membership(Model):
    """A person's place in a project, over `[from_on, until_on)`. Closed with a date, never deleted."""

    __tablename__ = "membership"
    __table_args__ = (
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name="in_order"),
        sa.Index("ix_membership_user_id_laureate_id", "user_id", "laureate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id))
    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id), index=True)
    role: Mapped[MemberRole] = mapped_column(enum_type(MemberRole))
    from_on: Mapped[date]
    until_on: Mapped[date | None]

    user: Mapped[User] = relationship(lazy="raise_on_sql")
    laureate: Mapped[Laureate] = relationship(lazy="raise_on_sql", back_populates="memberships")

    @hybrid_method
    def active_on(self, day: date) -> bool:
        """Whether the person holds this place on that day."""
        return self.from_on <= day and self.ends_after(day)

    @active_on.expression
    @classmethod
    def _active_on(cls, day: date) -> sa.ColumnElement[bool]:
        return sa.and_(cls.from_on <= day, cls.ends_after(day))

    @hybrid_method
    def ends_after(self, day: date) -> bool:
        """Whether the place is still held on that day, or begins later."""
        return self.until_on is None or day < self.until_on

    @ends_after.expression
    @classmethod
    def _ends_after(cls, day: date) -> sa.ColumnElement[bool]:
        return sa.or_(cls.until_on.is_(None), cls.until_on > day)
