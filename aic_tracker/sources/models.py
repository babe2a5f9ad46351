"""What was read outside, and where each reading stands."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.db import Model, UtcDateTime, enum_type


class SourceKind(StrEnum):
    DEMARCHE = "demarche"
    GRIST = "grist"
    MIRROR = "mirror"  # to a Grist document


class Source(Model):
    """One row for each kind: its last pass, its failure in words, and where the next pass begins.

    Two passes at once: the version lets one of them write a step, and the other gives up.
    """

    __tablename__ = "source"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[SourceKind] = mapped_column(enum_type(SourceKind), unique=True)
    began_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    succeeded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    again_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # not before, when a service said so
    problem: Mapped[str] = mapped_column(sa.Text, default="")
    counts: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)  # of the last pass that succeeded
    state: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)  # cursors
    questions: Mapped[list[dict[str, Any]]] = mapped_column(
        sa.JSON, default=list
    )  # what may be matched: id, label, type
    matching: Mapped[dict[str, str]] = mapped_column(sa.JSON, default=dict)  # by id of a question, the field it fills
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class DossierState(StrEnum):
    EN_CONSTRUCTION = "en_construction"
    EN_INSTRUCTION = "en_instruction"
    ACCEPTE = "accepte"
    REFUSE = "refuse"
    SANS_SUITE = "sans_suite"

    @property
    def label(self) -> str:
        return STATE_LABELS[self]


STATE_LABELS = {
    DossierState.EN_CONSTRUCTION: "En construction",
    DossierState.EN_INSTRUCTION: "En instruction",
    DossierState.ACCEPTE: "Accepté",
    DossierState.REFUSE: "Refusé",
    DossierState.SANS_SUITE: "Classé sans suite",
}


class Dossier(Model):
    """A dossier as the platform gives it; `answers` in the order of the form, each with its typed value."""

    __tablename__ = "dossier"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)  # what people quote
    remote_id: Mapped[str] = mapped_column(sa.String(120))  # what the platform's mutations want
    procedure: Mapped[int] = mapped_column(index=True)  # number of the démarche
    state: Mapped[DossierState] = mapped_column(enum_type(DossierState))
    is_archived: Mapped[bool] = mapped_column(default=False)
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    applicant: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    answers: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    annotations: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    labels: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    motivation: Mapped[str] = mapped_column(sa.Text, default="")
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    processed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # at the source
    deletion_reason: Mapped[str] = mapped_column(sa.String(40), default="")
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # became a draft of a laureate

    files: Mapped[list["DossierFile"]] = relationship(
        lazy="raise_on_sql", back_populates="dossier", order_by="DossierFile.id"
    )


class DossierFile(Model):
    """A file of an answer. Its bytes stand with the attachments once they are here and right."""

    __tablename__ = "dossier_file"
    __table_args__ = (sa.UniqueConstraint("dossier_id", "question_id", "checksum", "filename"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey(Dossier.id))
    question_id: Mapped[str] = mapped_column(sa.String(120))
    filename: Mapped[str] = mapped_column(sa.String(200))
    media_type: Mapped[str] = mapped_column(sa.String(120))
    size: Mapped[int] = mapped_column(sa.BigInteger)
    checksum: Mapped[str] = mapped_column(sa.String(40))  # MD5, base64, as announced
    stored_name: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    problem: Mapped[str] = mapped_column(sa.String(200), default="")
    tries: Mapped[int] = mapped_column(default=0)

    dossier: Mapped[Dossier] = relationship(lazy="raise_on_sql", back_populates="files")
