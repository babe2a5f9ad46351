"""What somebody typed that is not saved yet: their own, read by nobody else."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aic_tracker.accounts.models import User
from aic_tracker.db import Model, UtcDateTime
from aic_tracker.drafts import rules


class Draft(Model):
    """One form as it was typed. `path` is the address it is sent to; `form_key` the page it was typed in: as it was
    drawn for what was sent and could not be saved, after `rules.AS_TYPED` for what was kept as one typed.
    """

    __tablename__ = "draft"
    __table_args__ = (sa.UniqueConstraint("user_id", "path", "form_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id))
    path: Mapped[str] = mapped_column(sa.String(500))
    form_key: Mapped[str] = mapped_column(sa.String(64), default="")
    fields: Mapped[list[list[str]]] = mapped_column(sa.JSON)  # pairs, in their order: a name may come twice
    lacks_file: Mapped[bool] = mapped_column(default=False)  # a file was chosen: files are not kept
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    @property
    def was_sent(self) -> bool:
        return rules.was_sent(self.form_key)

    @property
    def origin(self) -> rules.Origin:
        """What a page that is drawn from it now says of it."""
        return rules.origin(self.id, self.form_key, self.fields)

    @property
    def extract(self) -> str:
        return rules.extract(self.fields)
