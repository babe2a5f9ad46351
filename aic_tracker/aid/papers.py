"""What the law wants told of an aid (Regulation (EU) 2023/2831, art. 6; decree 2025-1361, art. 4), and what is missing.

Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from aic_tracker.aid import nace
from aic_tracker.aid.models import Aid, AidProfile, Regime
from aic_tracker.laureates.rules import is_siret

TITLES = {
    Regime.GENERAL: (
        "règlement (UE) 2023/2831 de la Commission du 13 décembre 2023 relatif à l’application des articles 107 et 108 "
        "du traité sur le fonctionnement de l’Union européenne aux aides de minimis (JO L, 2023/2831, 15.12.2023)"
    ),
    Regime.SIEG: (
        "règlement (UE) 2023/2832 de la Commission du 13 décembre 2023 relatif à l’application des articles 107 et 108 "
        "du traité sur le fonctionnement de l’Union européenne aux aides de minimis accordées à des entreprises "
        "fournissant des services d’intérêt économique général (JO L, 2023/2832, 15.12.2023)"
    ),
}
REGULATIONS = {Regime.GENERAL: "(UE) 2023/2831", Regime.SIEG: "(UE) 2023/2832"}


class Instrument(StrEnum):
    """How an aid is given; the ledger keeps its label."""

    GRANT = "grant"
    IN_KIND = "in_kind"
    LOAN = "loan"
    GUARANTEE = "guarantee"
    ADVANCE = "advance"
    TAX = "tax"
    OTHER = "other"

    @property
    def label(self) -> str:
        return {
            "grant": "Subvention",
            "in_kind": "Prestation en nature (appui métier)",
            "loan": "Prêt bonifié",
            "guarantee": "Garantie",
            "advance": "Avance remboursable",
            "tax": "Allègement fiscal ou social",
            "other": "Autre instrument",
        }[self.value]


INSTRUMENTS = {one.label: one for one in Instrument}


class Place(StrEnum):
    """Where what is missing is completed."""

    SETTINGS = "settings"
    ORGANISATION = "organisation"
    SECTOR = "sector"
    AID = "aid"
    REGIME = "regime"


@dataclass(frozen=True)
class Gap:
    place: Place
    says: str


@dataclass(frozen=True)
class Authority:
    """Whom the settings name as the one that grants."""

    name: str
    siret: str
    former_names: Sequence[str] = ()

    def bore(self, name: str) -> bool:
        return name == self.name or name in self.former_names


@dataclass(frozen=True)
class Facts:
    """One aid as the register asks for it."""

    number: str
    beneficiary: str
    siren: str
    siret: str
    amount_cents: int
    granted_on: date
    authority: str
    authority_siret: str
    is_usual_authority: bool
    funder: str
    funder_siret: str
    instrument: str
    sector: str
    sector_2_1: str
    regulation: str
    is_cancelled: bool

    def kept(self) -> Mapping[str, Any]:
        """As what was entered is remembered, to tell later what no longer is so."""
        told = {name: getattr(self, name) for name in ENTERED}
        return {**told, "granted_on": self.granted_on.isoformat()}


# What the register holds of an aid, in its order, with the words of our screens.
ENTERED = {
    "siret": "SIRET du bénéficiaire",
    "beneficiary": "Bénéficiaire",
    "amount_cents": "Montant",
    "granted_on": "Date d’octroi",
    "authority": "Autorité d’octroi",
    "authority_siret": "SIRET de l’autorité d’octroi",
    "funder": "Financeur",
    "funder_siret": "SIRET du financeur",
    "instrument": "Instrument",
    "sector": "Secteur (NACE Rév. 2)",
    "sector_2_1": "Secteur (NACE Rév. 2.1)",
    "regulation": "Règlement",
    "is_cancelled": "Aide annulée",
}


def facts_of(aid: Aid, profile: AidProfile | None, usual: Authority) -> Facts:
    """Needs its organisation loaded."""
    is_usual = usual.bore(aid.authority)
    return Facts(
        number=aid.number,
        beneficiary=aid.organisation.name,
        siren=aid.organisation.siren or "",
        siret=aid.organisation.siret or "",
        amount_cents=aid.amount_cents,
        granted_on=aid.granted_on,
        authority=aid.authority,
        authority_siret=aid.authority_siret or (usual.siret if is_usual else ""),
        is_usual_authority=is_usual,
        funder=aid.funder,
        funder_siret=aid.funder_siret,
        instrument=aid.instrument,
        sector=nace.in_register(profile.nace) if profile else "",
        sector_2_1=nace.in_register_2_1(profile.nace_2_1) if profile else "",
        regulation=REGULATIONS.get(aid.regime, ""),
        is_cancelled=aid.cancelled_on is not None,
    )


def changed(entered: Mapping[str, Any] | None, facts: Facts) -> list[str]:
    """What the register holds and no longer is so, in the words of our screens.

    `entered` is None for what was entered before it was remembered: a cancellation alone is known to have come since.
    """
    if entered is None:
        return [ENTERED["is_cancelled"]] if facts.is_cancelled else []
    now = facts.kept()
    return [label for name, label in ENTERED.items() if entered.get(name) != now[name]]


def gaps_of(facts: Facts) -> list[Gap]:
    """All that keeps this aid from being entered whole; none when nothing does."""
    by = Place.SETTINGS if facts.is_usual_authority else Place.AID
    said = {
        Gap(Place.ORGANISATION, "SIRET de la structure à indiquer"): not facts.siret,
        Gap(Place.ORGANISATION, "SIRET de la structure faux"): bool(facts.siret) and not is_siret(facts.siret),
        Gap(Place.ORGANISATION, "SIRET qui n’est pas celui du SIREN"): bool(
            facts.siren and facts.siret and not facts.siret.startswith(facts.siren)
        ),
        Gap(Place.SECTOR, "Secteur d’activité (NACE) à indiquer"): not facts.sector,
        Gap(by, "SIRET de l’autorité d’octroi à indiquer"): not facts.authority_siret,
        Gap(by, "SIRET de l’autorité d’octroi faux"): bool(facts.authority_siret)
        and not is_siret(facts.authority_siret),
        Gap(Place.AID, "Instrument à choisir"): facts.instrument not in INSTRUMENTS,
        Gap(Place.AID, "SIRET du financeur à indiquer"): bool(facts.funder) and not is_siret(facts.funder_siret),
        Gap(Place.REGIME, "Régime à préciser"): not facts.regulation,
    }
    return [gap for gap, is_missing in said.items() if is_missing]
