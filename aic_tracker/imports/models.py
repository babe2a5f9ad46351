"""A sheet being taken in: the file, what was answered about it, and each of its lines as it would be written."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.accounts.models import User
from aic_tracker.db import Model, UtcDateTime, enum_type
from aic_tracker.laureates.models import Laureate


class State(StrEnum):
    COLUMNS = "columns"  # its sheet, its head and its columns are to be said
    READING = "reading"
    READY = "ready"
    APPLYING = "applying"  # a long one, slice after slice
    UNDOING = "undoing"  # what was written is taken back, slice after slice
    DONE = "done"
    UNDONE = "undone"


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return {"new": "Nouvelle", "changed": "Modifiée", "same": "Inchangée", "refused": "Refusée"}[self.value]


class SheetImport(Model):
    """`places`: by field, its column from 0. `shared`: by field, what is typed for all lines. `total`, `read`: lines.

    `reached`: the number of the last line written. `problem`: why it was stopped, and what could not be taken back.
    The file goes once it is done. `trace`: what those of before the slices wrote.
    """

    __tablename__ = "sheet_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id), index=True)
    kind: Mapped[str] = mapped_column(sa.String(24))
    laureate_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Laureate.id), index=True)
    filename: Mapped[str] = mapped_column(sa.String(200))
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    sheet: Mapped[str] = mapped_column(sa.String(200), default="")
    head: Mapped[int] = mapped_column(default=0)
    places: Mapped[dict[str, int]] = mapped_column(sa.JSON, default=dict)
    shared: Mapped[dict[str, str]] = mapped_column(sa.JSON, default=dict)
    state: Mapped[State] = mapped_column(enum_type(State), default=State.COLUMNS)
    total: Mapped[int] = mapped_column(default=0)
    read: Mapped[int] = mapped_column(default=0)
    reached: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(sa.Text, default="")
    trace: Mapped[list[Any] | None] = mapped_column(sa.JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    user: Mapped[User] = relationship(lazy="raise_on_sql")


class ImportLine(Model):
    """`changes`: [title, before, after]; `notes`, `problems`: [cell, words]. `number` as the spreadsheet counts.

    `mark`: what the line is of, the same on two lines that are doubles.
    """

    __tablename__ = "import_line"
    __table_args__ = (sa.Index("ix_import_line_import_id_outcome", "import_id", "outcome"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(sa.ForeignKey(SheetImport.id))
    number: Mapped[int]
    mark: Mapped[str | None] = mapped_column(sa.String(40))
    outcome: Mapped[Outcome] = mapped_column(enum_type(Outcome))
    label: Mapped[str] = mapped_column(sa.String(200))
    changes: Mapped[list[list[str]]] = mapped_column(sa.JSON, default=list)
    notes: Mapped[list[list[str]]] = mapped_column(sa.JSON, default=list)
    problems: Mapped[list[list[str]]] = mapped_column(sa.JSON, default=list)


class ImportSlice(Model):
    """What some lines wrote, to take it back; `number`: the last of these lines."""

    __tablename__ = "import_slice"
    __table_args__ = (sa.UniqueConstraint("import_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(sa.ForeignKey(SheetImport.id))
    number: Mapped[int]
    steps: Mapped[list[Any]] = mapped_column(sa.JSON)


class KnownColumn(Model):
    """Which field a title was given last time, of that kind of sheet, in a sheet of the same titles."""

    __tablename__ = "known_column"
    __table_args__ = (sa.UniqueConstraint("kind", "source", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(24))
    source: Mapped[str] = mapped_column(sa.String(40), default="")
    title: Mapped[str] = mapped_column(sa.String(200))  # without accents nor capitals
    field: Mapped[str] = mapped_column(sa.String(40))
