"""The direction's decision at the end of a period."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.accounts.models import User
from aic_tracker.db import Model, UtcDateTime, enum_type
from aic_tracker.laureates.models import SupportPeriod


class Outcome(StrEnum):
    RENEW = "renew"
    END = "end"
    STOP_EARLY = "stop_early"

    @property
    def label(self) -> str:
        return {"renew": "Renouveler", "end": "Mettre fin au terme", "stop_early": "Arrêter avant le terme"}[self.value]


class RenewalDecision(Model):
    """Dated and reasoned. `effective_on` is the first day that the decision changes.

    `carried_at`: when a renewal carried the open objectives over, on the day that the new period started.
    `report`: what was decided on, as `keeping.kept` gives it; None for a decision older than this column.
    """

    __tablename__ = "renewal_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(sa.ForeignKey(SupportPeriod.id), unique=True)
    outcome: Mapped[Outcome] = mapped_column(enum_type(Outcome))
    reason: Mapped[str] = mapped_column(sa.Text)
    decided_on: Mapped[date]
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    effective_on: Mapped[date]
    decider_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id))
    carried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    report: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))

    period: Mapped[SupportPeriod] = relationship(lazy="raise_on_sql")
    decider: Mapped[User] = relationship(lazy="raise_on_sql")


class RenewalFile(Model):
    """What both sides wrote for the decision at the end of a period; the figures are read from the data."""

    __tablename__ = "renewal_file"

    period_id: Mapped[int] = mapped_column(sa.ForeignKey(SupportPeriod.id), primary_key=True)
    self_assessment: Mapped[str] = mapped_column(sa.Text, default="")
    self_assessor_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    self_assessed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opinion: Mapped[str] = mapped_column(sa.Text, default="")
    opinion_author_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    opinion_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told: Mapped[str] = mapped_column(sa.Text, default="")  # who was told of an early stop, and how
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    @property
    def id(self) -> int:
        """For the journal: one file a period."""
        return self.period_id

    self_assessor: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[self_assessor_id])
    opinion_author: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[opinion_author_id])
