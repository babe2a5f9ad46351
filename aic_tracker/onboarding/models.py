"""A new laureate being entered in three steps: the draft survives a closed browser."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aic_tracker.accounts.models import User
from aic_tracker.db import Model, UtcDateTime


class LaureateDraft(Model):
    """One draft per coach; `data` maps a step's name to the JSON values of its form."""

    __tablename__ = "laureate_draft"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id), primary_key=True)
    data: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
