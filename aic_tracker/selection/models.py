"""Calls with their criteria, the applications they received and each step of them, and the juries that score them."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.accounts.models import User
from aic_tracker.db import Model, UtcDateTime, enum_type
from aic_tracker.laureates.models import LegalForm, Operator, Season
from aic_tracker.selection.jury import Panel
from aic_tracker.uniqueness import taken


class ApplicationState(StrEnum):
    RECEIVED = "received"
    ELIGIBLE = "eligible"
    SHORTLISTED = "shortlisted"
    HEARD = "heard"
    SELECTED = "selected"
    RESERVE = "reserve"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return STATE_LABELS[self]


STATE_LABELS = {
    ApplicationState.RECEIVED: "Reçue",
    ApplicationState.ELIGIBLE: "Recevable",
    ApplicationState.SHORTLISTED: "Présélectionnée",
    ApplicationState.HEARD: "Auditionnée",
    ApplicationState.SELECTED: "Retenue",
    ApplicationState.RESERVE: "Liste de réserve",
    ApplicationState.REJECTED: "Non retenue",
    ApplicationState.WITHDRAWN: "Retirée",
}


class Call(Model):
    """What applications answer. `questions`: what makes one eligible, one a line. Both days are included."""

    __tablename__ = "selection_call"
    __table_args__ = (sa.CheckConstraint("closes_on >= opens_on", name="in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(sa.ForeignKey(Season.id), index=True)
    operator: Mapped[Operator] = mapped_column(enum_type(Operator))
    title: Mapped[str] = mapped_column(
        sa.String(160), unique=True, info=taken("Un appel porte déjà ce titre.", field="title")
    )
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    questions: Mapped[str] = mapped_column(sa.Text, default="")
    scores_until: Mapped[date | None]  # the last day on which the jury scores; nobody scores before it is said
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    season: Mapped[Season] = relationship(lazy="raise_on_sql")
    criteria: Mapped[list["Criterion"]] = relationship(lazy="raise_on_sql", order_by="Criterion.rank")

    @property
    def name(self) -> str:
        return self.title


class Criterion(Model):
    """Scored 0 to 4; each label says what its score means. `weight`: how much it counts beside the others."""

    __tablename__ = "criterion"
    __table_args__ = (sa.CheckConstraint("weight BETWEEN 1 AND 10", name="weight_range"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey(Call.id), index=True)
    rank: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(160))
    help: Mapped[str] = mapped_column(sa.Text, default="")
    weight: Mapped[int] = mapped_column(default=1)
    label_0: Mapped[str] = mapped_column(sa.String(120))
    label_1: Mapped[str] = mapped_column(sa.String(120))
    label_2: Mapped[str] = mapped_column(sa.String(120))
    label_3: Mapped[str] = mapped_column(sa.String(120))
    label_4: Mapped[str] = mapped_column(sa.String(120))
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    @property
    def labels(self) -> tuple[str, ...]:
        """What the scores mean, from 0 to 4."""
        return self.label_0, self.label_1, self.label_2, self.label_3, self.label_4


class Application(Model):
    """A project that answers a call. `answers`: pairs (question, answer), as they were received.

    `number`: of its dossier on the platform that it came from.
    """

    __tablename__ = "application"
    __table_args__ = (
        sa.UniqueConstraint(
            "call_id", "number", info=taken("Une candidature de cet appel porte déjà ce numéro.", field="number")
        ),
        sa.Index("ix_application_call_id_state", "call_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey(Call.id))
    number: Mapped[str | None] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(120))
    name_key: Mapped[str] = mapped_column(sa.String(240))  # without accents nor capitals
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    organisation: Mapped[str] = mapped_column(sa.String(160))
    legal_form: Mapped[LegalForm | None] = mapped_column(enum_type(LegalForm))
    siren: Mapped[str | None] = mapped_column(sa.String(9))
    rna: Mapped[str | None] = mapped_column(sa.String(10))
    town: Mapped[str] = mapped_column(sa.String(120), default="")
    region: Mapped[str] = mapped_column(sa.String(80), default="")
    theme: Mapped[str] = mapped_column(sa.String(120), default="")
    contact_name: Mapped[str] = mapped_column(sa.String(120), default="")
    contact_email: Mapped[str | None] = mapped_column(sa.String(254))
    received_on: Mapped[date]
    answers: Mapped[list[list[str]]] = mapped_column(sa.JSON, default=list)
    state: Mapped[ApplicationState] = mapped_column(enum_type(ApplicationState), default=ApplicationState.RECEIVED)
    is_eligible: Mapped[bool | None]
    eligibility_reason: Mapped[str] = mapped_column(sa.Text, default="")
    search_text: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    call: Mapped[Call] = relationship(lazy="raise_on_sql")


class ApplicationStep(Model):
    """A state that an application came to: who decided it, when and why."""

    __tablename__ = "application_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey(Application.id), index=True)
    state: Mapped[ApplicationState] = mapped_column(enum_type(ApplicationState))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id), index=True)
    reason: Mapped[str] = mapped_column(sa.Text, default="")

    actor: Mapped[User] = relationship(lazy="raise_on_sql")


class Juror(Model):
    """Somebody who scores the applications of a call. `organisation`, `siren`: whom they work for, to see conflicts."""

    __tablename__ = "juror"
    __table_args__ = (
        sa.UniqueConstraint("call_id", "user_id", info=taken("Cette personne est déjà du jury de cet appel.")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey(Call.id))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id), index=True)
    panel: Mapped[Panel] = mapped_column(enum_type(Panel))
    organisation: Mapped[str] = mapped_column(sa.String(160), default="")
    siren: Mapped[str | None] = mapped_column(sa.String(9))
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    conflicts_said_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    call: Mapped[Call] = relationship(lazy="raise_on_sql")
    user: Mapped[User] = relationship(lazy="raise_on_sql")


class ConflictState(StrEnum):
    PROPOSED = "proposed"  # found by itself: it hides already, and the team decides
    HELD = "held"
    DISMISSED = "dismissed"


class Conflict(Model):
    """What ties a juror to an application: it hides the application and its scores, and leaves its quorum."""

    __tablename__ = "juror_conflict"
    __table_args__ = (sa.UniqueConstraint("juror_id", "application_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    juror_id: Mapped[int] = mapped_column(sa.ForeignKey(Juror.id))
    application_id: Mapped[int] = mapped_column(sa.ForeignKey(Application.id), index=True)
    is_declared: Mapped[bool]  # by the juror; otherwise detected
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[ConflictState] = mapped_column(enum_type(ConflictState))
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decider_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id), index=True)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    juror: Mapped[Juror] = relationship(lazy="raise_on_sql")
    application: Mapped[Application] = relationship(lazy="raise_on_sql")


class Review(Model):
    """What a juror gave to an application. `scores`: by criterion 0 to 4, null for what they could not judge.

    `panel` tells where it comes from, whoever gave it.
    """

    __tablename__ = "review"
    __table_args__ = (sa.UniqueConstraint("juror_id", "application_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey(Application.id), index=True)
    juror_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Juror.id))
    panel: Mapped[Panel] = mapped_column(enum_type(Panel))
    scores: Mapped[dict[str, int | None]] = mapped_column(sa.JSON, default=dict)
    comment: Mapped[str] = mapped_column(sa.Text, default="")
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class Hearing(Model):
    """What was said when an application was heard, or talked over."""

    __tablename__ = "hearing"

    application_id: Mapped[int] = mapped_column(sa.ForeignKey(Application.id), primary_key=True)
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    author_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id), index=True)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}
