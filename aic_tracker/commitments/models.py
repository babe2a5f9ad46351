"""What the laureate gives in return: open data, open licences, transparency…"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.accounts.models import User
from aic_tracker.db import Model, UtcDateTime, enum_type
from aic_tracker.laureates.models import Laureate


class CommitmentKind(StrEnum):
    GENERAL_INTEREST = "general_interest"
    TRANSPARENCY = "transparency"
    OPEN_DATA = "open_data"
    OPEN_SOURCE = "open_source"
    MENTION = "mention"
    PUBLICATION = "publication"

    @property
    def label(self) -> str:
        return COMMITMENT_KIND_LABELS[self]


COMMITMENT_KIND_LABELS = {
    CommitmentKind.GENERAL_INTEREST: "Intérêt général",
    CommitmentKind.TRANSPARENCY: "Transparence",
    CommitmentKind.OPEN_DATA: "Données ouvertes",
    CommitmentKind.OPEN_SOURCE: "Licence libre",
    CommitmentKind.MENTION: "Mention de l’AIC",
    CommitmentKind.PUBLICATION: "Publication des résultats",
}


class CommitmentState(StrEnum):
    EXPECTED = "expected"
    SUBMITTED = "submitted"  # evidence given, not yet checked
    PROVEN = "proven"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        return {
            "expected": "Preuve attendue",
            "submitted": "Preuve à vérifier",
            "proven": "Prouvé",
            "not_applicable": "Sans objet",
        }[self.value]


class Commitment(Model):
    """`link_status` is the HTTP status of the evidence when its link was last checked on demand."""

    __tablename__ = "commitment"
    __table_args__ = (sa.UniqueConstraint("laureate_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id))
    kind: Mapped[CommitmentKind] = mapped_column(enum_type(CommitmentKind))
    state: Mapped[CommitmentState] = mapped_column(enum_type(CommitmentState), default=CommitmentState.EXPECTED)
    evidence_url: Mapped[str | None] = mapped_column(sa.String(500))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    checked_on: Mapped[date | None]
    checker_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    link_status: Mapped[int | None]
    link_problem: Mapped[str] = mapped_column(sa.String(200), default="")
    link_checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    laureate: Mapped[Laureate] = relationship(lazy="raise_on_sql")
    checker: Mapped[User | None] = relationship(lazy="raise_on_sql")
