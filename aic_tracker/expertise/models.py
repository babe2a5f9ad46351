"""Experts and the assignments (« appuis métier ») they carry out. Money in cents, time in quarter days."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.accounts.models import User
from aic_tracker.db import Model, UtcDateTime, enum_type
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.uniqueness import taken


class Skill(StrEnum):
    """The kinds of expertise of the programme; an assignment asks for one, an expert offers some."""

    STRATEGY = "strategy"
    LEGAL = "legal"
    TEAM = "team"
    GOVERNANCE = "governance"
    DEVELOPMENT = "development"
    DESIGN = "design"
    COMMUNICATION = "communication"
    FUNDING = "funding"
    IMPACT = "impact"

    @property
    def label(self) -> str:
        return SKILL_LABELS[self]


SKILL_LABELS = {
    Skill.STRATEGY: "Coaching stratégique",
    Skill.LEGAL: "Analyse juridique",
    Skill.TEAM: "Structuration de l’équipe",
    Skill.GOVERNANCE: "Gouvernance",
    Skill.DEVELOPMENT: "Développement technique",
    Skill.DESIGN: "Design et UX",
    Skill.COMMUNICATION: "Communication",
    Skill.FUNDING: "Financement",
    Skill.IMPACT: "Mesure d’impact",
}


class ExpertKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"

    @property
    def label(self) -> str:
        return {"person": "Personne", "organisation": "Organisation"}[self.value]


class AssignmentStatus(StrEnum):
    REQUESTED = "requested"
    SCOPED = "scoped"
    APPROVED = "approved"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    EVALUATED = "evaluated"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        return ASSIGNMENT_STATUS_LABELS[self]

    @property
    def is_running(self) -> bool:
        """Engaged and not over: its expert reads the project."""
        return self in (AssignmentStatus.APPROVED, AssignmentStatus.IN_PROGRESS)


ASSIGNMENT_STATUS_LABELS = {
    AssignmentStatus.REQUESTED: "Demandé",
    AssignmentStatus.SCOPED: "Cadré",
    AssignmentStatus.APPROVED: "Approuvé",
    AssignmentStatus.IN_PROGRESS: "En cours",
    AssignmentStatus.COMPLETED: "Terminé",
    AssignmentStatus.EVALUATED: "Évalué",
    AssignmentStatus.DECLINED: "Décliné",
}


class Expert(Model):
    __tablename__ = "expert"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(User.id), unique=True, info=taken("Ce compte est déjà lié à une autre fiche.", field="email")
    )
    name: Mapped[str] = mapped_column(
        sa.String(160),
        unique=True,
        info=taken("Cette personne ou cette organisation est déjà dans l’annuaire.", field="name"),
    )
    kind: Mapped[ExpertKind] = mapped_column(enum_type(ExpertKind), default=ExpertKind.PERSON)
    skills: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    availability: Mapped[str] = mapped_column(sa.String(300), default="")
    is_active: Mapped[bool] = mapped_column(default=True)

    user: Mapped[User | None] = relationship(lazy="raise_on_sql")


class Assignment(Model):
    __tablename__ = "assignment"
    __table_args__ = (
        sa.CheckConstraint("planned_quarters > 0", name="planned_positive"),
        sa.CheckConstraint("day_rate_cents >= 0", name="rate_not_negative"),
        sa.CheckConstraint("evaluation BETWEEN 1 AND 5", name="evaluation_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id), index=True)
    period_id: Mapped[int] = mapped_column(sa.ForeignKey(SupportPeriod.id))
    skill: Mapped[Skill] = mapped_column(enum_type(Skill))
    title: Mapped[str] = mapped_column(sa.String(200))
    need: Mapped[str] = mapped_column(sa.Text)
    scope: Mapped[str] = mapped_column(sa.Text, default="")
    deliverables: Mapped[str] = mapped_column(sa.Text, default="")
    expert_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Expert.id), index=True)
    planned_quarters: Mapped[int | None]
    day_rate_cents: Mapped[int | None] = mapped_column(sa.BigInteger)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    status: Mapped[AssignmentStatus] = mapped_column(enum_type(AssignmentStatus), default=AssignmentStatus.REQUESTED)
    decline_reason: Mapped[str] = mapped_column(sa.Text, default="")
    evaluation: Mapped[int | None]
    evaluation_comment: Mapped[str] = mapped_column(sa.Text, default="")
    requester_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    approver_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    completed_on: Mapped[date | None]
    evaluated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    laureate: Mapped[Laureate] = relationship(lazy="raise_on_sql")
    period: Mapped[SupportPeriod] = relationship(lazy="raise_on_sql")
    expert: Mapped[Expert | None] = relationship(lazy="raise_on_sql")
    requester: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[requester_id])
    approver: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[approver_id])
    days: Mapped[list["AssignmentDay"]] = relationship(
        lazy="raise_on_sql",
        back_populates="assignment",
        order_by="(AssignmentDay.on.desc(), AssignmentDay.id.desc())",
        cascade="save-update, merge",
    )

    def is_carried_by(self, user: User) -> bool:
        """Whether the person is its expert. Needs the expert loaded."""
        return self.expert is not None and self.expert.user_id == user.id

    @hybrid_method
    def value_of(self, quarters: int | None) -> int | None:
        """What that time costs, in cents: days × rate. Half a cent goes up, as a quarter of an odd rate may fall."""
        if quarters is None or self.day_rate_cents is None:
            return None
        return (quarters * self.day_rate_cents + 2) // 4


class AssignmentDay(Model):
    """Time spent on an assignment; `quarters`: 1 = ¼ day."""

    __tablename__ = "assignment_day"
    __table_args__ = (sa.CheckConstraint("quarters BETWEEN 1 AND 4", name="quarters_range"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(sa.ForeignKey(Assignment.id), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id))
    on: Mapped[date]
    quarters: Mapped[int]
    note: Mapped[str] = mapped_column(sa.String(300), default="")

    assignment: Mapped[Assignment] = relationship(lazy="raise_on_sql", back_populates="days")
    author: Mapped[User] = relationship(lazy="raise_on_sql")
