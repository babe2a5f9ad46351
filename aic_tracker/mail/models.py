"""The outbox: one recipient a row, a message frozen when it was queued; and what could not be done, once each."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aic_tracker.db import Model, UtcDateTime, enum_type


class MailStatus(StrEnum):
    PENDING = "pending"
    CLAIMED = "claimed"
    HANDOFF = "handoff"
    SENT = "sent"
    DOUBTFUL = "doubtful"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return MAIL_STATUS_LABELS[self]


MAIL_STATUS_LABELS = {
    MailStatus.PENDING: "En attente",
    MailStatus.CLAIMED: "Envoi en cours",
    MailStatus.HANDOFF: "Remise en cours",
    MailStatus.SENT: "Envoyé",
    MailStatus.DOUBTFUL: "Douteux",
    MailStatus.FAILED: "En échec",
    MailStatus.CANCELLED: "Annulé",
}


class OutgoingMail(Model):
    """`content` is the whole RFC 5322 message, its Message-ID included: a retry sends the same bytes."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        sa.Index("ix_outgoing_mail_status_next_attempt_at", "status", "next_attempt_at"),
        sa.Index("ix_outgoing_mail_status_lease_until", "status", "lease_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dedup_key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(40), index=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    laureate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("laureate.id"), index=True)
    recipient: Mapped[str] = mapped_column(sa.String(254))
    subject: Mapped[str] = mapped_column(sa.String(300))
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    status: Mapped[MailStatus] = mapped_column(enum_type(MailStatus), default=MailStatus.PENDING)
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    useful_until: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)  # raised by each claim: an older claimer can no longer write
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class Stage(StrEnum):
    """What was being done when it failed."""

    READ = "read"  # a row that the program cannot read
    PLAN = "plan"
    CANCEL = "cancel"
    REOPEN = "reopen"
    DELIVER = "deliver"
    OPERATION = "gesture"  # a mail that what somebody did should have sent
    RETENTION = "retention"
    CLOSE = "close"  # the end of an accompaniment

    @property
    def label(self) -> str:
        return STAGE_LABELS[self]


STAGE_LABELS = {
    Stage.READ: "Lire une ligne de la base",
    Stage.PLAN: "Préparer le rappel",
    Stage.CANCEL: "Vérifier un rappel en attente",
    Stage.REOPEN: "Remettre le rappel en file",
    Stage.DELIVER: "Envoyer le message",
    Stage.OPERATION: "Écrire le message",
    Stage.RETENTION: "Appliquer une durée de conservation",
    Stage.CLOSE: "Clore un accompagnement",
}


class Failure(Model):
    """What could not be done for one kind, one object and one person: one row, however often it is tried.

    `key` is `stage:kind:object:person`. Closed when it fails no more. The reason holds no text that somebody typed.
    """

    __tablename__ = "failure"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    stage: Mapped[Stage] = mapped_column(enum_type(Stage))
    kind: Mapped[str] = mapped_column(sa.String(40))
    object_id: Mapped[int | None]
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    laureate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("laureate.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.String(300))
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    count: Mapped[int]
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class QueueState(Model):
    """One row: held until somebody decides, or paused for a while, and why; the scheduler's ticks, which only grow."""

    __tablename__ = "queue_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    hold_reason: Mapped[str] = mapped_column(sa.String(500), default="")  # blank: the queue runs
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pause_reason: Mapped[str] = mapped_column(sa.String(500), default="")
    last_tick_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ticks: Mapped[int] = mapped_column(default=0, server_default="0")
