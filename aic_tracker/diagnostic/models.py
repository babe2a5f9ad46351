"""The shared diagnostic: maturity by dimension, signed by both sides. The grid belongs to a season."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.accounts.models import User
from aic_tracker.db import Model, UtcDateTime, enum_type
from aic_tracker.laureates.models import Axis, Season, SupportPeriod


class DiagnosticKind(StrEnum):
    INITIAL = "initial"
    MID_TERM = "mid_term"
    FINAL = "final"

    @property
    def label(self) -> str:
        return {"initial": "Diagnostic initial", "mid_term": "Diagnostic à mi-parcours", "final": "Diagnostic final"}[
            self.value
        ]


class Need(StrEnum):
    NONE = "none"
    LOW = "low"
    HIGH = "high"

    @property
    def label(self) -> str:
        return {"none": "Aucun", "low": "Faible", "high": "Fort"}[self.value]


LEVEL_LABELS = {1: "Émergent", 2: "En construction", 3: "Établi", 4: "Exemplaire"}


class Dimension(Model):
    """One line of a season's grid; `levels` describes the four levels, from 1 to 4."""

    __tablename__ = "dimension"
    __table_args__ = (sa.UniqueConstraint("season_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(sa.ForeignKey(Season.id))
    code: Mapped[str] = mapped_column(sa.String(40))
    axis: Mapped[Axis] = mapped_column(enum_type(Axis))
    rank: Mapped[int]
    label: Mapped[str] = mapped_column(sa.String(80))
    question: Mapped[str] = mapped_column(sa.String(300))
    levels: Mapped[list[str]] = mapped_column(sa.JSON)


class Diagnostic(Model):
    __tablename__ = "diagnostic"
    __table_args__ = (sa.UniqueConstraint("period_id", "kind", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(sa.ForeignKey(SupportPeriod.id))
    kind: Mapped[DiagnosticKind] = mapped_column(enum_type(DiagnosticKind))
    revision: Mapped[int] = mapped_column(default=1)  # an edit after both signatures opens the next one
    opened_on: Mapped[date]
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    coach_signer_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    coach_signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    referent_signer_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    referent_signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    period: Mapped[SupportPeriod] = relationship(lazy="raise_on_sql")
    coach_signer: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[coach_signer_id])
    referent_signer: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[referent_signer_id])
    ratings: Mapped[list["Rating"]] = relationship(lazy="raise_on_sql", back_populates="diagnostic")

    @property
    def is_frozen(self) -> bool:
        return self.coach_signed_at is not None and self.referent_signed_at is not None


class Rating(Model):
    """What both sides think of one dimension. `level` and `target` go from 1 to 4."""

    __tablename__ = "rating"
    __table_args__ = (
        sa.UniqueConstraint("diagnostic_id", "dimension_id"),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name="level_range"),
        sa.CheckConstraint("target BETWEEN 1 AND 4", name="target_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    diagnostic_id: Mapped[int] = mapped_column(sa.ForeignKey(Diagnostic.id))
    dimension_id: Mapped[int] = mapped_column(sa.ForeignKey(Dimension.id))
    level: Mapped[int | None]
    target: Mapped[int | None]
    need: Mapped[Need] = mapped_column(enum_type(Need), default=Need.NONE)
    findings: Mapped[str] = mapped_column(sa.Text, default="")

    diagnostic: Mapped[Diagnostic] = relationship(lazy="raise_on_sql", back_populates="ratings")
    dimension: Mapped[Dimension] = relationship(lazy="raise_on_sql")
