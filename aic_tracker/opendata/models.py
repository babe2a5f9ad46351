"""Whether the public data and pages are open, and since when."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aic_tracker.db import Model, UtcDateTime

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
