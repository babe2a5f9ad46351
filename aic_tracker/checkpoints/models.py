"""Checkpoints (« points »): the meetings that update the roadmap."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_method, hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import Model, UtcDateTime, enum_type
from aic_tracker.formats import date_plain
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.roadmap.models import Action


class CheckpointKind(StrEnum):
    REGULAR = "regular"
    ACCELERATION = "acceleration"
    FUNDING = "commitment"  # the committee that commits the money
    REVIEW = "review"

    @property
    def label(self) -> str:
        return CHECKPOINT_KIND_LABELS[self]


CHECKPOINT_KIND_LABELS = {
    CheckpointKind.REGULAR: "Point régulier",
    CheckpointKind.ACCELERATION: "Comité d’accélération",
    CheckpointKind.FUNDING: "Comité d’engagement",
    CheckpointKind.REVIEW: "Bilan",
}


class CheckpointStatus(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return {"planned": "Prévu", "held": "Tenu", "closed": "Clos", "cancelled": "Annulé"}[self.value]


HAPPENED = (CheckpointStatus.HELD, CheckpointStatus.CLOSED)


class Checkpoint(Model):
    """`number` counts the points of a laureate, over all its periods; moving one keeps `uid` and raises `sequence`."""

    __tablename__ = "checkpoint"
    __table_args__ = (
        sa.UniqueConstraint("laureate_id", "number"),
        sa.Index("ix_checkpoint_status_starts_at", "status", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id))
    period_id: Mapped[int] = mapped_column(sa.ForeignKey(SupportPeriod.id), index=True)
    number: Mapped[int]
    kind: Mapped[CheckpointKind] = mapped_column(enum_type(CheckpointKind), default=CheckpointKind.REGULAR)
    status: Mapped[CheckpointStatus] = mapped_column(enum_type(CheckpointStatus), default=CheckpointStatus.PLANNED)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    duration_minutes: Mapped[int] = mapped_column(default=60)
    place: Mapped[str] = mapped_column(sa.String(300), default="")  # a room or a link
    agenda: Mapped[str] = mapped_column(sa.Text, default="")
    minutes: Mapped[str] = mapped_column(sa.Text, default="")
    decisions: Mapped[str] = mapped_column(sa.Text, default="")
    # Raised by a correction of what left already; 0: nothing left yet.
    minutes_version: Mapped[int] = mapped_column(default=1, server_default="1")
    minutes_sent_version: Mapped[int] = mapped_column(default=0, server_default="0")
    no_next_reason: Mapped[str] = mapped_column(sa.Text, default="")
    cancel_reason: Mapped[str] = mapped_column(sa.Text, default="")
    uid: Mapped[str] = mapped_column(sa.String(80), unique=True)  # of the calendar event, RFC 5545 section 3.8.4.7
    sequence: Mapped[int] = mapped_column(default=0)  # RFC 5545 section 3.8.7.4
    held_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closer_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    laureate: Mapped[Laureate] = relationship(lazy="raise_on_sql")
    period: Mapped[SupportPeriod] = relationship(lazy="raise_on_sql")
    attendees: Mapped[list["Attendee"]] = relationship(lazy="raise_on_sql", back_populates="checkpoint")
    actions: Mapped[list[Action]] = relationship(lazy="raise_on_sql", order_by=Action.id)

    @property
    def minutes_wait(self) -> bool:
        """Whether its minutes, or their last correction, have reached nobody yet."""
        return self.status is CheckpointStatus.CLOSED and self.minutes_sent_version < self.minutes_version

    @property
    def number_and_day(self) -> str:
        return f"point n° {self.number} du {date_plain(paris_day(self.starts_at))}"

    @hybrid_property
    def has_happened(self) -> bool:
        """Whether somebody said that it took place."""
        return self.status in HAPPENED

    @has_happened.inplace.expression
    @classmethod
    def _has_happened(cls) -> sa.ColumnElement[bool]:
        return cls.status.in_(HAPPENED)

    @hybrid_method
    def awaits_minutes(self, now: datetime) -> bool:
        """Whether it took place, or should have, and nobody closed it."""
        is_due = self.status is CheckpointStatus.PLANNED and self.starts_at <= now
        return is_due or self.status is CheckpointStatus.HELD

    @awaits_minutes.expression
    @classmethod
    def _awaits_minutes(cls, now: datetime) -> sa.ColumnElement[bool]:
        is_due = sa.and_(cls.status == CheckpointStatus.PLANNED, cls.starts_at <= now)
        return sa.or_(is_due, cls.status == CheckpointStatus.HELD)


class Attendee(Model):
    """Invited; `was_present` is known once the point is held."""

    __tablename__ = "attendee"

    checkpoint_id: Mapped[int] = mapped_column(sa.ForeignKey(Checkpoint.id), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id), primary_key=True)
    was_present: Mapped[bool | None]

    checkpoint: Mapped[Checkpoint] = relationship(lazy="raise_on_sql", back_populates="attendees")
    user: Mapped[User] = relationship(lazy="raise_on_sql")
