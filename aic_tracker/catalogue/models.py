"""Typical objectives that the team keeps, and the objectives of roadmaps that were made of them."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aic_tracker.db import Model, UtcDateTime, enum_type
from aic_tracker.diagnostic.models import Need
from aic_tracker.laureates.models import Axis
from aic_tracker.roadmap.models import Objective
from aic_tracker.uniqueness import taken

KNOWN = "Cet objectif figure déjà au catalogue, peut-être parmi ceux qui sont retirés."


class CatalogueEntry(Model):
    """A typical objective. It is proposed where the diagnostic says at least `need` of the dimension of that code.

    `priority` is the title of the priority that it usually serves; `months`, how long it usually takes.
    """

    __tablename__ = "catalogue_entry"
    __table_args__ = (sa.CheckConstraint("months BETWEEN 1 AND 36", name="months_range"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    axis: Mapped[Axis] = mapped_column(enum_type(Axis))
    dimension: Mapped[str] = mapped_column(sa.String(40), index=True)
    need: Mapped[Need] = mapped_column(enum_type(Need))
    priority: Mapped[str] = mapped_column(sa.String(200))
    title: Mapped[str] = Objective.WORDING["title"].column()
    detail: Mapped[str] = Objective.WORDING["detail"].column()
    indicator: Mapped[str] = Objective.WORDING["indicator"].column()
    unit: Mapped[str] = Objective.WORDING["unit"].column()
    months: Mapped[int | None]
    retired_on: Mapped[date | None]
    # The title without accents nor capitals: no two entries say the same.
    title_key: Mapped[str] = mapped_column(sa.String(400), unique=True, info=taken(KNOWN, field="title"))
    search_text: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class CatalogueUse(Model):
    """An objective that was made of an entry."""

    __tablename__ = "catalogue_use"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey(CatalogueEntry.id), index=True)
    objective_id: Mapped[int] = mapped_column(sa.ForeignKey(Objective.id), unique=True)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)
