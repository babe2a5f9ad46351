"""The roadmap of a period: priorities, objectives, means and actions."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.accounts.models import User
from aic_tracker.db import Base, Model, Quantity, UtcDateTime, enum_type
from aic_tracker.diagnostic.models import Dimension
from aic_tracker.laureates.models import Axis, Laureate, SupportPeriod
from aic_tracker.roadmap.wording import Wording


class ObjectiveStatus(StrEnum):
    TODO = "todo"
    IN_PROGRESS = "in_progress"
    ACHIEVED = "achieved"
    PARTLY = "partly"
    BLOCKED = "blocked"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        return OBJECTIVE_STATUS_LABELS[self]

    @property
    def needs_reason(self) -> bool:
        return self in (ObjectiveStatus.BLOCKED, ObjectiveStatus.DROPPED)

    @property
    def is_open(self) -> bool:
        return self in (ObjectiveStatus.TODO, ObjectiveStatus.IN_PROGRESS, ObjectiveStatus.BLOCKED)


OBJECTIVE_STATUS_LABELS = {
    ObjectiveStatus.TODO: "À faire",
    ObjectiveStatus.IN_PROGRESS: "En cours",
    ObjectiveStatus.ACHIEVED: "Atteint",
    ObjectiveStatus.PARTLY: "Partiellement atteint",
    ObjectiveStatus.BLOCKED: "Bloqué",
    ObjectiveStatus.DROPPED: "Abandonné",
}


class MeansKind(StrEnum):
    EXPERTISE = "expertise"
    INTRODUCTION = "introduction"
    FUNDING = "funding"
    REFERENT_TIME = "referent_time"
    TEAM = "team"
    OTHER = "other"

    @property
    def label(self) -> str:
        return MEANS_KIND_LABELS[self]


MEANS_KIND_LABELS = {
    MeansKind.EXPERTISE: "Appui métier",
    MeansKind.INTRODUCTION: "Mise en relation",
    MeansKind.FUNDING: "Financement",
    MeansKind.REFERENT_TIME: "Temps référent",
    MeansKind.TEAM: "Temps de l’équipe",
    MeansKind.OTHER: "Autre",
}


class Roadmap(Model):
    __tablename__ = "roadmap"

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(sa.ForeignKey(SupportPeriod.id), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    period: Mapped[SupportPeriod] = relationship(lazy="raise_on_sql")
    priorities: Mapped[list["Priority"]] = relationship(
        lazy="raise_on_sql", back_populates="roadmap", order_by="Priority.place, Priority.rank, Priority.id"
    )


priority_dimension = sa.Table(
    "priority_dimension",
    Base.metadata,
    sa.Column("priority_id", sa.ForeignKey("priority.id"), primary_key=True),
    sa.Column("dimension_id", sa.ForeignKey("dimension.id"), primary_key=True),
)


class Priority(Model):
    __tablename__ = "priority"

    id: Mapped[int] = mapped_column(primary_key=True)
    roadmap_id: Mapped[int] = mapped_column(sa.ForeignKey(Roadmap.id), index=True)
    axis: Mapped[Axis] = mapped_column(enum_type(Axis))
    rank: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(200))
    expected_change: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    roadmap: Mapped[Roadmap] = relationship(lazy="raise_on_sql", back_populates="priorities")
    dimensions: Mapped[list[Dimension]] = relationship(
        secondary=priority_dimension, lazy="raise_on_sql", order_by=Dimension.rank
    )
    objectives: Mapped[list["Objective"]] = relationship(
        lazy="raise_on_sql", back_populates="priority", order_by="Objective.rank"
    )

    @hybrid_property
    def place(self) -> int:
        """Where its axis stands: a roadmap goes axis by axis, and ranks count within one."""
        return list(Axis).index(self.axis)

    @place.inplace.expression
    @classmethod
    def _place(cls) -> sa.ColumnElement[int]:
        return sa.case({axis.value: place for place, axis in enumerate(Axis)}, value=cls.axis)


class Objective(Model):
    """`baseline`, `target` and `current` are in `unit`; without them progress follows the status.

    A new field takes its place in one of the four lists below. Copies, revisions and their differences follow them; the
    API, imports, sheets and the journal follow the first.
    """

    __tablename__ = "objective"

    WORDING: ClassVar = {
        "title": Wording("Intitulé", longest=200),
        "detail": Wording("Précisions"),
        "indicator": Wording("Indicateur", longest=200),
        "unit": Wording("Unité", longest=40),
    }
    MEASURE: ClassVar = ("baseline", "target")
    PLAN: ClassVar = ("due_on", "owner_id")
    STATE: ClassVar = ("current", "status", "reason", "kept_progress")

    id: Mapped[int] = mapped_column(primary_key=True)
    priority_id: Mapped[int] = mapped_column(sa.ForeignKey(Priority.id), index=True)
    rank: Mapped[int]
    title: Mapped[str] = WORDING["title"].column()
    detail: Mapped[str] = WORDING["detail"].column()
    indicator: Mapped[str] = WORDING["indicator"].column()
    unit: Mapped[str] = WORDING["unit"].column()
    baseline: Mapped[Decimal | None] = mapped_column(Quantity)
    target: Mapped[Decimal | None] = mapped_column(Quantity)
    current: Mapped[Decimal | None] = mapped_column(Quantity)
    due_on: Mapped[date | None] = mapped_column(index=True)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    status: Mapped[ObjectiveStatus] = mapped_column(enum_type(ObjectiveStatus), default=ObjectiveStatus.TODO)
    # Progress that a blocked objective keeps: four decimals, 0 to 1.
    kept_progress: Mapped[Decimal | None] = mapped_column(Quantity)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    carried_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("objective.id"), index=True)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    priority: Mapped[Priority] = relationship(lazy="raise_on_sql", back_populates="objectives")
    owner: Mapped[User | None] = relationship(lazy="raise_on_sql")
    means: Mapped[list["Means"]] = relationship(lazy="raise_on_sql", back_populates="objective", order_by="Means.id")


class Means(Model):
    __tablename__ = "means"

    id: Mapped[int] = mapped_column(primary_key=True)
    objective_id: Mapped[int] = mapped_column(sa.ForeignKey(Objective.id), index=True)
    kind: Mapped[MeansKind] = mapped_column(enum_type(MeansKind))
    label: Mapped[str] = mapped_column(sa.String(300))

    objective: Mapped[Objective] = relationship(lazy="raise_on_sql", back_populates="means")


class Action(Model):
    """A thing that one person does by a date; `decided_at_id` is the checkpoint that decided it."""

    __tablename__ = "action"

    id: Mapped[int] = mapped_column(primary_key=True)
    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id), index=True)
    objective_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Objective.id), index=True)
    decided_at_id: Mapped[int | None] = mapped_column(sa.ForeignKey("checkpoint.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(300))
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    cancelled_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    owner: Mapped[User | None] = relationship(lazy="raise_on_sql")
    objective: Mapped[Objective | None] = relationship(lazy="raise_on_sql")


class Revision(Model):
    """An immutable numbered snapshot of a roadmap. `content` is what `revisions.rules.snapshot` gives."""

    __tablename__ = "revision"
    __table_args__ = (sa.UniqueConstraint("roadmap_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    roadmap_id: Mapped[int] = mapped_column(sa.ForeignKey(Roadmap.id))
    number: Mapped[int]
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id))
    reason: Mapped[str] = mapped_column(sa.String(300))
    checkpoint_id: Mapped[int | None] = mapped_column(sa.ForeignKey("checkpoint.id"), unique=True)
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)

    author: Mapped[User] = relationship(lazy="raise_on_sql")


@event.listens_for(Revision, "before_update")
@event.listens_for(Revision, "before_delete")
def _refuse_change(_mapper: Any, _connection: Any, revision: Revision) -> None:
    raise RuntimeError(f"revision {revision.number} of roadmap {revision.roadmap_id} is kept as it was taken")
