"""The State-aid ledger of organisations. Regulations (EU) 2023/2831 (general) and 2023/2832 (SIEG)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.accounts.models import User
from aic_tracker.db import Model, UtcDateTime, enum_type
from aic_tracker.laureates.models import Laureate, Organisation
from aic_tracker.uniqueness import taken

NUMBERED = "AIC-"


class Regime(StrEnum):
    GENERAL = "general"
    SIEG = "sieg"
    OTHER_DE_MINIMIS = "other_de_minimis"
    NOT_AID = "not_aid"
    EXEMPTED = "exempted"
    UNSPECIFIED = "unspecified"  # written down as « autre régime » before the two were told apart

    @property
    def label(self) -> str:
        return REGIME_LABELS[self]

    @property
    def short_label(self) -> str:
        return {
            "general": "De minimis général",
            "sieg": "De minimis SIEG",
            "other_de_minimis": "Autre de minimis",
            "not_aid": "Hors aide d’État",
            "exempted": "Notifié ou exempté",
            "unspecified": "Autre régime, à préciser",
        }[self.value]

    @property
    def ceiling(self) -> "Regime | None":
        """The regime under whose ceiling it counts; None when it counts under none.

        Agriculture and fishery count with general aid, up to the general ceiling: Regulation (EU) 2023/2831, art. 5(2).
        What nobody specified counts too, until somebody does: it may be one of these.
        """
        if self in (Regime.OTHER_DE_MINIMIS, Regime.UNSPECIFIED):
            return Regime.GENERAL
        return self if self in (Regime.GENERAL, Regime.SIEG) else None


REGIME_LABELS = {
    Regime.GENERAL: "De minimis général — règlement (UE) 2023/2831",
    Regime.SIEG: "De minimis SIEG — règlement (UE) 2023/2832",
    Regime.OTHER_DE_MINIMIS: "Autre de minimis — agriculture (UE) 1408/2013, pêche (UE) 717/2014",
    Regime.NOT_AID: "Hors aide d’État",
    Regime.EXEMPTED: "Régime notifié ou exempté",
    Regime.UNSPECIFIED: "Autre régime, à préciser",
}


class AidSource(StrEnum):
    GRANT = "grant"
    ASSIGNMENT = "assignment"
    DECLARED = "declared"

    @property
    def label(self) -> str:
        return {"grant": "Subvention", "assignment": "Appui métier", "declared": "Déclarée par la structure"}[
            self.value
        ]


class Undertaking(Model):
    """Organisations that are one single undertaking, in the sense of Regulation (EU) 2023/2831, art. 2(2)."""

    __tablename__ = "undertaking"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(
        sa.String(160),
        unique=True,
        info=taken("Ce nom désigne déjà une autre entreprise unique : choisissez-en un autre.", field="name"),
    )


class AidProfile(Model):
    """What the ledger must know of an organisation; its row is also the lock that two grants queue behind.

    `sieg_undertaking_id`: with whom SIEG aid adds up. Enterprises tied only by one public body, or by one body without
    profit, are one undertaking for general aid, and not for SIEG aid: Regulation (EU) 2023/2832, art. 2(2).

    `is_undertaking`: it exercises an economic activity, whatever its legal form. Only a dated statement says that it
    exercises none; without a date, that is what the tracker assumed of administrations, and asks to confirm.
    """

    __tablename__ = "aid_profile"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id), primary_key=True)
    undertaking_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Undertaking.id), index=True)
    sieg_undertaking_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Undertaking.id), index=True)
    is_undertaking: Mapped[bool] = mapped_column(default=True)
    activity_said_on: Mapped[date | None]
    activity_said_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    activity_reason: Mapped[str] = mapped_column(sa.Text, default="")
    nace: Mapped[str] = mapped_column(sa.String(8), default="")
    nace_2_1: Mapped[str] = mapped_column(sa.String(8), default="")

    activity_said_by: Mapped[User | None] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    undertaking: Mapped[Undertaking | None] = relationship(lazy="raise_on_sql", foreign_keys=[undertaking_id])


class AidDeclaration(Model):
    """The organisation's signed statement of the aid it received elsewhere, art. 7(4) of Regulation (EU) 2023/2831."""

    __tablename__ = "aid_declaration"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    signed_on: Mapped[date]
    signatory: Mapped[str] = mapped_column(sa.String(120))
    is_nil: Mapped[bool] = mapped_column(default=False)  # "no other aid over the three years"
    note: Mapped[str] = mapped_column(sa.Text, default="")
    author_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Aid(Model):
    """One aid. `granted_on` is the day the legal right was acquired; `amount_cents` is the gross grant equivalent.

    `asked_regime`: the one it would have counted under, had its beneficiary exercised an economic activity.
    `overrun_of_id`: the assignment on which time was given beyond the value approved.
    `authority_siret` is blank for the authority of the settings; `funder`, when the money is another body's.
    """

    __tablename__ = "aid"
    __table_args__ = (
        sa.CheckConstraint("amount_cents > 0", name="amount_positive"),
        sa.Index("ix_aid_organisation_id_granted_on", "organisation_id", "granted_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id))
    laureate_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Laureate.id))
    granted_on: Mapped[date]
    amount_cents: Mapped[int] = mapped_column(sa.BigInteger)
    regime: Mapped[Regime] = mapped_column(enum_type(Regime))
    asked_regime: Mapped[Regime | None] = mapped_column(enum_type(Regime))
    source: Mapped[AidSource] = mapped_column(enum_type(AidSource))
    authority: Mapped[str] = mapped_column(sa.String(160))
    authority_siret: Mapped[str] = mapped_column(sa.String(14), default="")
    funder: Mapped[str] = mapped_column(sa.String(160), default="")
    funder_siret: Mapped[str] = mapped_column(sa.String(14), default="")
    instrument: Mapped[str] = mapped_column(sa.String(120), default="")
    purpose: Mapped[str] = mapped_column(sa.String(300), default="")
    assignment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("assignment.id"), unique=True)
    overrun_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("assignment.id"), index=True)
    tranche_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tranche.id"), unique=True)
    declaration_id: Mapped[int | None] = mapped_column(sa.ForeignKey(AidDeclaration.id))
    registered_on: Mapped[date | None]  # entered in the central register
    register_reference: Mapped[str] = mapped_column(sa.String(80), default="")
    registered_as: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)  # what was entered, see papers.ENTERED
    cancelled_on: Mapped[date | None]
    cancel_reason: Mapped[str] = mapped_column(sa.Text, default="")
    author_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def number(self) -> str:
        """The one that the granting body gives it, unique and for good: decree 2025-1361, art. 4."""
        return f"{NUMBERED}{self.id:06d}"

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    laureate: Mapped[Laureate | None] = relationship(lazy="raise_on_sql")


class AidPaper(Model):
    """A document as it was signed or sent, byte for byte: of a declaration signed on line, or the notice of an aid."""

    __tablename__ = "aid_paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id))
    declaration_id: Mapped[int | None] = mapped_column(sa.ForeignKey(AidDeclaration.id))
    aid_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Aid.id), index=True)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
