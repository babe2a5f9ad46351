"""Whether the public data and pages are open, and what laureates agreed to show there."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.accounts.models import User
from aic_tracker.db import Model, UtcDateTime, enum_type
from aic_tracker.laureates.models import Laureate

ROW = 1


class Publication(Model):
    """One row, made the first time that somebody opens them: without it, nothing is public."""

    __tablename__ = "publication"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1, server_default=sa.text("1"))
    __mapper_args__ = {"version_id_col": version}

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None


class Block(StrEnum):
    """A part of a public page that shows results."""

    OBJECTIVES = "objectives"
    COMMITMENTS = "commitments"
    PARTNERSHIPS = "partnerships"

    @property
    def label(self) -> str:
        return {
            "objectives": "Objectifs atteints",
            "commitments": "Engagements prouvés",
            "partnerships": "Partenariats noués",
        }[self.value]


class Consent(Model):
    """A laureate's agreement to show one block; taken back with a date, never deleted."""

    __tablename__ = "publication_consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id), index=True)
    block: Mapped[Block] = mapped_column(enum_type(Block))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    giver_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawer_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))

    giver: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[giver_id])
    withdrawer: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[withdrawer_id])
