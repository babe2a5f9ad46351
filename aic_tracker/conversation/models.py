"""Comments on a laureate and on what belongs to it; internal notes stay within the State's team."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.accounts.models import User
from aic_tracker.db import Model, UtcDateTime, enum_type
from aic_tracker.laureates.models import Laureate


class Subject(StrEnum):
    """What a comment is about; the value is the name of its table."""

    LAUREATE = "laureate"
    OBJECTIVE = "objective"
    CHECKPOINT = "checkpoint"
    ASSIGNMENT = "assignment"


class Comment(Model):
    __tablename__ = "comment"
    __table_args__ = (sa.Index("ix_comment_subject_subject_id", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id), index=True)
    subject: Mapped[Subject] = mapped_column(enum_type(Subject))
    subject_id: Mapped[int]
    author_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id))
    text: Mapped[str] = mapped_column(sa.Text)
    is_internal: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    author: Mapped[User] = relationship(lazy="raise_on_sql")
