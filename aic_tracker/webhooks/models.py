"""Addresses that are told what happens, what each is to be told, and every attempt to tell it."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.db import Model, UtcDateTime, enum_type


class Webhook(Model):
    """An address of a program that is told what happens. Its secrets are sealed; the previous one signs for a while."""

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    url: Mapped[str] = mapped_column(sa.String(2000))
    families: Mapped[list[str]] = mapped_column(sa.JSON, default=list)  # empty: all of them
    secret: Mapped[str] = mapped_column(sa.String(300))
    previous_secret: Mapped[str | None] = mapped_column(sa.String(300))
    previous_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # nothing new is kept for it from then on
    closed_reason: Mapped[str] = mapped_column(sa.String(300), default="")
    succeeded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)  # none: it answered well the last time
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    not_before: Mapped[datetime | None] = mapped_column(UtcDateTime)  # it is left alone until then


class NoticeStatus(StrEnum):
    PENDING = "pending"
    CLAIMED = "claimed"
    RECEIVED = "received"
    FAILED = "failed"

    @property
    def label(self) -> str:
        return NOTICE_STATUS_LABELS[self]


NOTICE_STATUS_LABELS = {
    NoticeStatus.PENDING: "En attente",
    NoticeStatus.CLAIMED: "Envoi en cours",
    NoticeStatus.RECEIVED: "Reçu",
    NoticeStatus.FAILED: "En échec",
}


class Notice(Model):
    """One event for one address, written in the transaction of what it tells; `message_id` is the same on each retry.

    Those of one address about one object leave in their order, one after the other.
    """

    __tablename__ = "webhook_notice"
    __table_args__ = (
        sa.Index("ix_webhook_notice_webhook_id_status_next_attempt_at", "webhook_id", "status", "next_attempt_at"),
        sa.Index("ix_webhook_notice_object", "webhook_id", "object_type", "object_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(sa.ForeignKey(Webhook.id))
    message_id: Mapped[str] = mapped_column(sa.String(60), unique=True)
    event: Mapped[str] = mapped_column(sa.String(60))  # "objective.completed"
    object_type: Mapped[str] = mapped_column(sa.String(40))
    object_id: Mapped[int] = mapped_column(default=0)
    body: Mapped[str] = mapped_column(sa.Text)
    status: Mapped[NoticeStatus] = mapped_column(enum_type(NoticeStatus), default=NoticeStatus.PENDING)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    first_tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)  # raised by each claim: an older claimer can no longer write
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    webhook: Mapped[Webhook] = relationship(lazy="raise_on_sql")


class Attempt(Model):
    """What the address answered, once; nothing of the answer's body is kept."""

    __tablename__ = "webhook_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(sa.ForeignKey(Notice.id), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[int | None]  # none: nothing answered
    said: Mapped[str] = mapped_column(sa.String(300))
    milliseconds: Mapped[int]
