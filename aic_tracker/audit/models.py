"""The audit trail: append-only, each entry sealed by the one before it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aic_tracker.accounts.models import User
from aic_tracker.db import Model, UtcDateTime


class AuditEntry(Model):
    """`seal` is the SHA-256 of `previous_seal` and of what the entry says."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    event: Mapped[str] = mapped_column(sa.String(60), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    previous_seal: Mapped[str] = mapped_column(sa.String(64))
    seal: Mapped[str] = mapped_column(sa.String(64), unique=True)
