"""One reminder: one person, one occurrence of one event. What is skipped is a row too, with its reason."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.accounts.models import User
from aic_tracker.db import Model, UtcDateTime, enum_type
from aic_tracker.laureates.models import Laureate
from aic_tracker.mail.models import OutgoingMail


class ReminderStatus(StrEnum):
    QUEUED = "queued"  # its fate is now its mail's
    SKIPPED = "skipped"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return {"queued": "Mis en file", "skipped": "Non envoyé", "cancelled": "Annulé"}[self.value]


class Reminder(Model):
    """`dedup_key` is `kind:object:event:due:recipient`; `event_on` is the day reminded of, `due_on` the day to send."""

    __tablename__ = "reminder"
    __table_args__ = (
        sa.Index("ix_reminder_kind_object_id", "kind", "object_id"),
        sa.Index("ix_reminder_kind_event_on", "kind", "event_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dedup_key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    object_id: Mapped[int]
    recipient_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id), index=True)
    laureate_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Laureate.id), index=True)
    event_on: Mapped[date]
    due_on: Mapped[date] = mapped_column(index=True)
    status: Mapped[ReminderStatus] = mapped_column(enum_type(ReminderStatus))
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    said: Mapped[dict[str, str] | None] = mapped_column(sa.JSON(none_as_null=True))  # see `repeats`
    mail_id: Mapped[int | None] = mapped_column(sa.ForeignKey(OutgoingMail.id), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    recipient: Mapped[User] = relationship(lazy="raise_on_sql")
    laureate: Mapped[Laureate | None] = relationship(lazy="raise_on_sql")
    mail: Mapped[OutgoingMail | None] = relationship(lazy="raise_on_sql")


class NotificationOptOut(Model):
    """A kind of reminder that its reader switched off."""

    __tablename__ = "notification_opt_out"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
