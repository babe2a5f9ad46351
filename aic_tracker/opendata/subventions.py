"""What the programme granted, in money and in expert time, as the public file of subventions tells it.

What cannot be written rightly is kept for the team with its reasons, and never published wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from aic_tracker import config
from aic_tracker.aid import queries as aids
from aic_tracker.aid.models import Aid, AidSource, Regime
from aic_tracker.expertise import queries as expertise
from aic_tracker.expertise.models import Assignment
from aic_tracker.funding import queries as funding
from aic_tracker.funding.models import Grant
from aic_tracker.laureates.models import Laureate, LegalForm
from aic_tracker.opendata import scdl
from aic_tracker.opendata.datasets import Dataset, Field
from aic_tracker.opendata.scdl import Beneficiary, Convention, Fault, Granter
from aic_tracker.paper.heading import PROGRAMME

REQUIRED: Mapping[str, Any] = {"constraints": {"required": True}}
SIRET: Mapping[str, Any] = {"constraints": {"pattern": r"^\d{14}$"}}
RAE: Mapping[str, Any] = {"constraints": {"maxLength": 5}}
YES_OR_NO: Mapping[str, Any] = {**REQUIRED, "trueValues": [scdl.YES], "falseValues": [scdl.NO]}
SHARE: Mapping[str, Any] = {"constraints": {"required": True, "minimum": 0.01, "maximum": 1}}
DE_MINIMIS = (Regime.GENERAL, Regime.SIEG, Regime.OTHER_DE_MINIMIS)


@dataclass(frozen=True)
class Granted:
    """What was granted as one, with its laureate. `assignment_id`: of an appui."""

    laureate: Laureate
    convention: Convention
    assignment_id: int | None


@dataclass(frozen=True)
class Line:
    """One row of the public file, or the reasons why it is not there."""

    granted: Granted
    beneficiary: Beneficiary
    faults: Sequence[Fault]


def granter() -> Granter:
    settings = config.current().funding
    return Granter(settings.authority, settings.authority_siret, settings.former_names)


def lines() -> list[Line]:
    """Those that the law wants, the oldest first; three statements."""
    by = granter()
    found = [
        Line(granted, one, scdl.faults_of(granted.convention, one, by))
        for granted in conventions()
        for one in granted.convention.beneficiaries
    ]
    return sorted(found, key=lambda line: (line.granted.convention.signed_on, line.granted.convention.reference))


def rows(_today: date) -> list[Mapping[str, str]]:
    """The public file."""
    by = granter()
    return [scdl.row_of(line.granted.convention, line.beneficiary, by) for line in lines() if not line.faults]


def conventions(laureate_id: int | None = None) -> list[Granted]:
    """Of one laureate, or of all; three statements."""
    grants = funding.grants_by_tranche(laureate_id)
    assignments = expertise.assignments_valued(laureate_id)
    together: dict[tuple[str, int], list[Aid]] = {}
    explained: dict[tuple[str, int], Grant | Assignment] = {}
    for aid in aids.granted_by_programme(laureate_id):
        by: Grant | Assignment | None = grants.get(aid.tranche_id or 0)
        by = by or assignments.get(aid.assignment_id or aid.overrun_of_id or 0)
        key = (type(by or aid).__name__, (by or aid).id)
        together.setdefault(key, []).append(aid)
        if by is not None:
            explained[key] = by
    return [_granted(explained.get(key), some) for key, some in together.items()]


def _granted(by: Grant | Assignment | None, some: Sequence[Aid]) -> Granted:
    laureate = some[0].laureate
    assert laureate is not None
    if isinstance(by, Assignment):
        return Granted(laureate, _of_assignment(by, some), by.id)
    return Granted(laureate, _of_grant(by, some) if by else _loose(some[0]), None)


def _of_grant(grant: Grant, some: Sequence[Aid]) -> Convention:
    """What is acquired of it: a tranche that waits for its conditions is not granted yet."""
    days = [aid.granted_on for aid in some]
    return Convention(
        reference=f"AIC-S{grant.id}",
        authority=some[0].authority,
        authority_siret=some[0].authority_siret,
        signed_on=min(days),
        purpose=grant.purpose,
        is_in_kind=False,
        first=min(days),
        last=max(days),
        is_de_minimis=_is_de_minimis(some),
        beneficiaries=_beneficiaries(some),
    )


def _of_assignment(assignment: Assignment, some: Sequence[Aid]) -> Convention:
    """The time of an expert, at its value. Its kind alone is told: its title was written for the team."""
    return Convention(
        reference=f"AIC-A{assignment.id}",
        authority=some[0].authority,
        authority_siret=some[0].authority_siret,
        signed_on=min(aid.granted_on for aid in some),
        purpose=f"Appui métier : {assignment.skill.label}",
        is_in_kind=True,
        first=assignment.starts_on,
        last=assignment.completed_on or assignment.ends_on,
        is_de_minimis=_is_de_minimis(some),
        beneficiaries=_beneficiaries(some),
    )


def _loose(aid: Aid) -> Convention:
    return Convention(
        reference=f"AIC-{aid.id}",
        authority=aid.authority,
        authority_siret=aid.authority_siret,
        signed_on=aid.granted_on,
        purpose=aid.purpose,
        is_in_kind=aid.source is AidSource.ASSIGNMENT,
        first=None,
        last=None,
        is_de_minimis=_is_de_minimis([aid]),
        beneficiaries=_beneficiaries([aid]),
        is_loose=True,
    )


def _is_de_minimis(some: Iterable[Aid]) -> bool | None:
    regimes = {aid.regime for aid in some}
    return None if Regime.UNSPECIFIED in regimes else bool(regimes & set(DE_MINIMIS))


def _beneficiaries(some: Sequence[Aid]) -> list[Beneficiary]:
    sums: dict[int, int] = {}
    known = {aid.organisation_id: aid.organisation for aid in some}
    for aid in some:
        sums[aid.organisation_id] = sums.get(aid.organisation_id, 0) + aid.amount_cents
    return [
        Beneficiary(
            name=known[key].name,
            siren=known[key].siren,
            siret=known[key].siret,
            rna=known[key].rna,
            is_association=known[key].legal_form is LegalForm.ASSOCIATION,
            cents=cents,
        )
        for key, cents in sums.items()
    ]


SUBVENTIONS = Dataset(
    "subventions",
    f"Subventions de l’{PROGRAMME}",
    "Les subventions et les appuis métier (aide en nature) accordés, au schéma « SCDL subventions » 2.1.1.",
    ("subventions", "conventions", "données essentielles", "associations"),
    (
        Field("nomAttribuant", "string", "Nom de l’attribuant", REQUIRED),
        Field(
            "idAttribuant",
            "string",
            "SIRET de l’attribuant",
            {"constraints": {"required": True, "pattern": r"^\d{14}$"}},
        ),
        Field("dateConvention", "date", "Date de la convention : celle où le droit est acquis", REQUIRED),
        Field("referenceDecision", "string", "Numéro unique de la subvention (S) ou de l’appui (A)"),
        Field("nomBeneficiaire", "string", "Nom du bénéficiaire", REQUIRED),
        Field("idBeneficiaire", "string", "SIRET du bénéficiaire", SIRET),
        Field("rnaBeneficiaire", "string", "Numéro RNA du bénéficiaire", {"constraints": {"pattern": r"^W\d{9}$"}}),
        Field("objet", "string", "Objet", {"constraints": {"required": True, "maxLength": scdl.LONGEST}}),
        Field("montant", "number", "Montant total acquis, en euros, avant partage entre bénéficiaires", REQUIRED),
        Field("nature", "string", "Aide en numéraire ou aide en nature", REQUIRED),
        Field("conditionsVersement", "string", "unique ou échelonné", REQUIRED),
        Field("datesPeriodeVersement", "string", "Date, ou première et dernière dates", REQUIRED),
        Field("idRAE", "string", "Numéro au répertoire des aides aux entreprises : vide", RAE),
        Field("notificationUE", "boolean", "Accordée au titre d’un règlement de minimis", YES_OR_NO),
        Field("pourcentageSubvention", "number", "Part du bénéficiaire, de 0,01 à 1", SHARE),
        Field("dispositifAide", "string", "Dispositif"),
    ),
    rows,
    endings=("csv",),
    conforms_to="https://schema.data.gouv.fr/scdl/subventions/",
)
