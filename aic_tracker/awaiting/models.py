"""What waits about each laureate, and for whom, kept in rows: what homes, overviews and the header read.

Nothing here is said by anybody: all of it follows from the other tables (`kept.drawing`), and may be thrown away.
"""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.db import Model, enum_type
from aic_tracker.laureates.models import Laureate
from aic_tracker.pictures import Kept


class AwaitedDrawn(Kept, Model):
    """Until when what waits about a laureate is true; it holds for a day at most, and a point's beginning ends it."""

    __tablename__ = "awaited_drawn"

    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id), primary_key=True)


class AwaitedRow(Model):
    """One thing that waits, for one person, or for all those of the team who hold a permission.

    `place`: of the thing among those of the laureate; `rank`: of the person among those for whom it waits.
    """

    __tablename__ = "awaited"

    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id), index=True)
    all_who_may: Mapped[Permission | None] = mapped_column(enum_type(Permission, 32), index=True)
    sort: Mapped[str] = mapped_column(sa.String(24))
    object_id: Mapped[int]
    doers: Mapped[str] = mapped_column(sa.String(24))
    about: Mapped[str] = mapped_column(sa.Text)
    path: Mapped[str] = mapped_column(sa.Text)
    gesture: Mapped[str] = mapped_column(sa.String(80))
    due_on: Mapped[date | None]
    label: Mapped[str] = mapped_column(sa.String(120))
    done_by: Mapped[str] = mapped_column(sa.Text)
    handed_over_at: Mapped[str] = mapped_column(sa.Text)
    is_left: Mapped[bool]
