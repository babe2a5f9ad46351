"""What stays of a person whose account was erased: that it was, when, by whom, and where a name may still be read."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.accounts.models import User
from aic_tracker.db import Model, UtcDateTime


class Erasure(Model):
    """`mentions`: places of free text to read by hand, `{"table", "id", "column", "laureate"}`, no word of them."""

    __tablename__ = "erasure"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))  # none: the end of its time
    mentions: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reviewer_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))

    user: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[user_id])

    @property
    def id(self) -> int:
        """For the journal: one erasure a person."""
        return self.user_id
