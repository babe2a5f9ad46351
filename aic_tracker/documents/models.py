"""Files attached to a laureate, a point or an assignment; their bytes stand apart, under a random name."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.accounts.models import User
from aic_tracker.db import Model, UtcDateTime, enum_type
from aic_tracker.laureates.models import Laureate
from aic_tracker.uniqueness import taken


class Holder(StrEnum):
    """What a file is attached to; the value is the name of its table."""

    LAUREATE = "laureate"
    CHECKPOINT = "checkpoint"
    ASSIGNMENT = "assignment"


class Document(Model):
    """`removed_at`: no longer offered; the row stays, with who and when."""

    __tablename__ = "document"
    __table_args__ = (
        sa.Index("ix_document_holder_holder_id", "holder", "holder_id"),
        sa.Index(
            "uq_document_holder_holder_id_sha256",
            "holder",
            "holder_id",
            "sha256",
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
            info=taken("Ce fichier vient d’être joint ici.", field="file"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id), index=True)
    holder: Mapped[Holder] = mapped_column(enum_type(Holder))
    holder_id: Mapped[int]
    filename: Mapped[str] = mapped_column(sa.String(200))
    media_type: Mapped[str] = mapped_column(sa.String(120))
    size: Mapped[int]  # bytes
    sha256: Mapped[str] = mapped_column(sa.String(64))
    stored_name: Mapped[str] = mapped_column(sa.String(64), unique=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    remover_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))

    author: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[author_id])
    remover: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[remover_id])
