"""Committees, the grants they decide, and what sponsors pledged."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.accounts.models import User
from aic_tracker.aid.models import Regime
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.db import Model, UtcDateTime, enum_type
from aic_tracker.laureates.models import Laureate, SupportPeriod


class CommitteeOutcome(StrEnum):
    CONTINUE = "continue"
    RENEW = "renew"
    FUND = "fund"
    STOP = "stop"

    @property
    def label(self) -> str:
        return {"continue": "Poursuivre", "renew": "Renouveler", "fund": "Financer", "stop": "Arrêter"}[self.value]


class TrancheStatus(StrEnum):
    PENDING = "pending"  # decided, its right not yet acquired: reserved in simulations
    GRANTED = "granted"
    REFUSED = "refused"
    ABANDONED = "abandoned"

    @property
    def label(self) -> str:
        return {"pending": "En attente", "granted": "Accordée", "refused": "Refusée", "abandoned": "Abandonnée"}[
            self.value
        ]


class PledgeForm(StrEnum):
    FUNDING = "funding"
    EXPERTISE = "expertise"
    DISTRIBUTION = "distribution"
    COMMUNITY = "community"
    INTERNATIONAL = "international"

    @property
    def label(self) -> str:
        return {
            "funding": "Financement",
            "expertise": "Expertise",
            "distribution": "Distribution",
            "community": "Communauté",
            "international": "International",
        }[self.value]


class PledgeState(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    PARTLY = "partly"
    BROKEN = "broken"

    @property
    def label(self) -> str:
        return {"open": "En cours", "kept": "Tenue", "partly": "Tenue en partie", "broken": "Non tenue"}[self.value]


class CommitteeDecision(Model):
    """What a committee said of a laureate; `checkpoint_id` is the meeting where it sat."""

    __tablename__ = "committee_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id), index=True)
    period_id: Mapped[int] = mapped_column(sa.ForeignKey(SupportPeriod.id))
    checkpoint_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Checkpoint.id))
    outcome: Mapped[CommitteeOutcome] = mapped_column(enum_type(CommitteeOutcome))
    reason: Mapped[str] = mapped_column(sa.Text)
    decided_on: Mapped[date]
    decider_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    laureate: Mapped[Laureate] = relationship(lazy="raise_on_sql")
    decider: Mapped[User] = relationship(lazy="raise_on_sql")
    checkpoint: Mapped[Checkpoint | None] = relationship(lazy="raise_on_sql")


class Grant(Model):
    """Money granted by a committee, in tranches."""

    __tablename__ = "funding_grant"  # GRANT is a word of SQL

    id: Mapped[int] = mapped_column(primary_key=True)
    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id), index=True)
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey(CommitteeDecision.id))
    purpose: Mapped[str] = mapped_column(sa.String(300))
    authority: Mapped[str] = mapped_column(sa.String(160))
    regime: Mapped[Regime] = mapped_column(enum_type(Regime), default=Regime.GENERAL)
    proposer_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    laureate: Mapped[Laureate] = relationship(lazy="raise_on_sql")
    decision: Mapped[CommitteeDecision | None] = relationship(lazy="raise_on_sql")
    tranches: Mapped[list["Tranche"]] = relationship(
        lazy="raise_on_sql", back_populates="grant", order_by="Tranche.rank"
    )


class Tranche(Model):
    __tablename__ = "tranche"
    __table_args__ = (
        sa.UniqueConstraint("grant_id", "rank"),
        sa.CheckConstraint("amount_cents > 0", name="amount_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(sa.ForeignKey(Grant.id))
    rank: Mapped[int]
    amount_cents: Mapped[int] = mapped_column(sa.BigInteger)
    status: Mapped[TrancheStatus] = mapped_column(enum_type(TrancheStatus), default=TrancheStatus.PENDING)
    expected_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    decider_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    grant: Mapped[Grant] = relationship(lazy="raise_on_sql", back_populates="tranches")
    conditions: Mapped[list["TrancheCondition"]] = relationship(
        lazy="raise_on_sql", back_populates="tranche", order_by="TrancheCondition.id"
    )


class TrancheCondition(Model):
    """What must be shown before a tranche is granted, and its evidence."""

    __tablename__ = "tranche_condition"

    id: Mapped[int] = mapped_column(primary_key=True)
    tranche_id: Mapped[int] = mapped_column(sa.ForeignKey(Tranche.id), index=True)
    text: Mapped[str] = mapped_column(sa.String(300))
    evidence: Mapped[str] = mapped_column(sa.String(500), default="")  # an address or a sentence
    met_on: Mapped[date | None]
    checker_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))

    tranche: Mapped[Tranche] = relationship(lazy="raise_on_sql", back_populates="conditions")
    checker: Mapped[User | None] = relationship(lazy="raise_on_sql")


class SponsorPledge(Model):
    """Followed until it is kept or broken, also after the support has ended."""

    __tablename__ = "sponsor_pledge"

    id: Mapped[int] = mapped_column(primary_key=True)
    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id), index=True)
    sponsor: Mapped[str] = mapped_column(sa.String(160))
    form: Mapped[PledgeForm] = mapped_column(enum_type(PledgeForm))
    description: Mapped[str] = mapped_column(sa.String(300))
    amount_cents: Mapped[int | None] = mapped_column(sa.BigInteger)
    due_on: Mapped[date | None]
    state: Mapped[PledgeState] = mapped_column(enum_type(PledgeState), default=PledgeState.OPEN)
    checked_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    laureate: Mapped[Laureate] = relationship(lazy="raise_on_sql")
