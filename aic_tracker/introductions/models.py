"""Introductions to public partners, followed from the proposal to their outcome."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.accounts.models import User
from aic_tracker.db import Model, UtcDateTime, enum_type
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.roadmap.models import Objective
from aic_tracker.uniqueness import taken


class IntroductionStatus(StrEnum):
    PROPOSED = "proposed"
    PREPARED = "prepared"
    INTRODUCED = "introduced"
    MET = "met"
    FOLLOW_UP = "follow_up"
    PARTNERSHIP = "partnership"
    NO_FOLLOW_UP = "no_follow_up"

    @property
    def label(self) -> str:
        return INTRODUCTION_STATUS_LABELS[self]

    @property
    def is_open(self) -> bool:
        return self not in (IntroductionStatus.PARTNERSHIP, IntroductionStatus.NO_FOLLOW_UP)


INTRODUCTION_STATUS_LABELS = {
    IntroductionStatus.PROPOSED: "Proposée",
    IntroductionStatus.PREPARED: "Préparée",
    IntroductionStatus.INTRODUCED: "Mise en relation faite",
    IntroductionStatus.MET: "Rencontre tenue",
    IntroductionStatus.FOLLOW_UP: "Suites en cours",
    IntroductionStatus.PARTNERSHIP: "Partenariat",
    IntroductionStatus.NO_FOLLOW_UP: "Sans suite",
}


class Contact(Model):
    """A person in a public organisation. Personal data: its source, consent and last check stand with it."""

    __tablename__ = "contact"
    __table_args__ = (
        sa.UniqueConstraint(
            "organisation",
            "person",
            info=taken("Cette personne est déjà dans l’annuaire des contacts, peut-être désactivée.", field="person"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation: Mapped[str] = mapped_column(sa.String(160))
    person: Mapped[str] = mapped_column(sa.String(120))
    position: Mapped[str] = mapped_column(sa.String(160), default="")
    email: Mapped[str | None] = mapped_column(sa.String(254))
    source: Mapped[str] = mapped_column(sa.String(200))  # where the details come from
    consent_on: Mapped[date | None]  # the day the person agreed to be kept here
    verified_on: Mapped[date | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    search_text: Mapped[str] = mapped_column(sa.Text, default="")  # without accents nor capitals
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class Introduction(Model):
    """`months_gained` is the programme's own measure: how many months the introduction saved the project."""

    __tablename__ = "introduction"
    __table_args__ = (sa.CheckConstraint("months_gained BETWEEN 0 AND 120", name="months_gained_range"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id), index=True)
    period_id: Mapped[int] = mapped_column(sa.ForeignKey(SupportPeriod.id))
    contact_id: Mapped[int] = mapped_column(sa.ForeignKey(Contact.id), index=True)
    objective_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Objective.id))
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    purpose: Mapped[str] = mapped_column(sa.String(300))
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    status: Mapped[IntroductionStatus] = mapped_column(
        enum_type(IntroductionStatus), default=IntroductionStatus.PROPOSED
    )
    status_since: Mapped[date]
    next_step: Mapped[str] = mapped_column(sa.String(300), default="")
    next_step_on: Mapped[date | None] = mapped_column(index=True)
    months_gained: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    laureate: Mapped[Laureate] = relationship(lazy="raise_on_sql")
    contact: Mapped[Contact] = relationship(lazy="raise_on_sql")
    objective: Mapped[Objective | None] = relationship(lazy="raise_on_sql")
    owner: Mapped[User | None] = relationship(lazy="raise_on_sql")
