"""Who did what, when, to which object, before and after; append-only."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.accounts.models import User
from aic_tracker.db import Model, UtcDateTime


class JournalEntry(Model):
    __tablename__ = "journal_entry"
    __table_args__ = (sa.Index("ix_journal_entry_laureate_id_at", "laureate_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))  # none: the tool itself
    laureate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("laureate.id"))
    verb: Mapped[str] = mapped_column(sa.String(60))  # "diagnostic.signed"
    object_type: Mapped[str] = mapped_column(sa.String(40))
    object_id: Mapped[int | None]
    summary: Mapped[str] = mapped_column(sa.String(500))  # one French sentence without its subject
    before: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)

    actor: Mapped[User | None] = relationship(lazy="raise_on_sql")
