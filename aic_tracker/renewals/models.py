"""The direction's decision at the end of a period."""

from datetime import date, datetime
from enum import StrEnum

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
    """Dated and reasoned. `effective_on` is the first day that the decision changes."""

    __tablename__ = "renewal_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(sa.ForeignKey(SupportPeriod.id), unique=True)
    outcome: Mapped[Outcome] = mapped_column(enum_type(Outcome))
    reason: Mapped[str] = mapped_column(sa.Text)
    decided_on: Mapped[date]
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    effective_on: Mapped[date]
    decider_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id))

    period: Mapped[SupportPeriod] = relationship(lazy="raise_on_sql")
    decider: Mapped[User] = relationship(lazy="raise_on_sql")
