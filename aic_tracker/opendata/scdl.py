"""Subventions as the schema of the local authorities' common base asks them (SCDL subventions 2.1.1), and what keeps a
row from being written rightly. Pure.

Validators of tables read the types; what they do not look at is asked here: the key of a SIRET, one identifier at
least, a positive amount, a possible period, a share from 0.01 to 1.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from aic_tracker.aid.papers import Authority
from aic_tracker.calendar_fr import add_months
from aic_tracker.laureates.rules import is_siret
from aic_tracker.paper.heading import PROGRAMME

MONTHS_TO_PUBLISH = 3  # from the signature: decree 2017-779, article 2
LONGEST = 256
IN_MONEY, IN_KIND = "aide en numéraire", "aide en nature"
NATURES = frozenset({IN_MONEY, IN_KIND, f"{IN_MONEY};{IN_KIND}", f"{IN_KIND};{IN_MONEY}"})
ONCE, STAGGERED = "unique", "échelonné"
YES, NO = "oui", "non"
RNA = re.compile(r"W\d{9}", re.ASCII)
_PLACES = Decimal("0.0001")


class Place(StrEnum):
    """Where a fault is mended."""

    SETTINGS = "settings"
    ORGANISATION = "organisation"
    LEDGER = "ledger"
    SOURCE = "source"  # the grant or the assignment itself


@dataclass(frozen=True)
class Fault:
    place: Place
    says: str


@dataclass(frozen=True)
class Beneficiary:
    """`is_association`: may be known by its RNA alone, for help in kind."""

    name: str
    siren: str | None
    siret: str | None
    rna: str | None
    is_association: bool
    cents: int


@dataclass(frozen=True)
class Convention:
    """What was granted as one, to one organisation or several. `is_de_minimis` is None while nobody said it."""

    reference: str
    authority: str
    signed_on: date
    purpose: str
    is_in_kind: bool
    first: date | None
    last: date | None
    is_de_minimis: bool | None
    beneficiaries: Sequence[Beneficiary]
    authority_siret: str = ""  # said for this one; else that of the settings
    is_loose: bool = False  # an aid that neither a grant nor an assignment explains

    @property
    def cents(self) -> int:
        return sum(one.cents for one in self.beneficiaries)

    @property
    def publish_by(self) -> date:
        return add_months(self.signed_on, MONTHS_TO_PUBLISH)


class Granter(Authority):
    """Whom the settings name; under the names that it bore, what it granted is its own."""

    def siret_for(self, convention: Convention) -> str:
        return convention.authority_siret or (self.siret if self.bore(convention.authority) else "")

    def knows(self, convention: Convention) -> bool:
        return bool(convention.authority_siret) or self.bore(convention.authority)


def row_of(convention: Convention, beneficiary: Beneficiary, granter: Granter) -> Mapping[str, str]:
    """One row a beneficiary; its texts are those of the schema, in the order of its columns."""
    first, last = convention.first or convention.signed_on, convention.last or convention.signed_on
    return {
        "nomAttribuant": convention.authority,
        "idAttribuant": granter.siret_for(convention),
        "dateConvention": convention.signed_on.isoformat(),
        "referenceDecision": convention.reference,
        "nomBeneficiaire": beneficiary.name,
        "idBeneficiaire": beneficiary.siret or "",
        "rnaBeneficiaire": beneficiary.rna if beneficiary.rna and RNA.fullmatch(beneficiary.rna) else "",
        "objet": convention.purpose,
        "montant": _euros(convention.cents),
        "nature": IN_KIND if convention.is_in_kind else IN_MONEY,
        "conditionsVersement": ONCE if first == last else STAGGERED,
        "datesPeriodeVersement": first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}",
        "idRAE": "",
        "notificationUE": YES if convention.is_de_minimis else NO,
        "pourcentageSubvention": _share(beneficiary.cents, convention.cents),
        "dispositifAide": PROGRAMME,
    }


def faults_of(convention: Convention, beneficiary: Beneficiary, granter: Granter) -> list[Fault]:
    """All that keeps this row from being published; none when it may be."""
    found = [*_faults_of_granter(convention, granter), *_faults_of_beneficiary(convention, beneficiary)]
    source = {
        "Dites l’objet de ce qui est accordé.": not convention.purpose.strip(),
        f"L’objet dépasse {LONGEST} caractères.": len(convention.purpose) > LONGEST,
        "Le montant n’est pas supérieur à zéro.": beneficiary.cents <= 0,
        "La période de versement finit avant de commencer.": bool(
            convention.first and convention.last and convention.last < convention.first
        ),
        "La période de versement n’a qu’une de ses deux dates.": (convention.first is None)
        != (convention.last is None),
    }
    found += [Fault(Place.SOURCE, says) for says, is_wrong in source.items() if is_wrong]
    if convention.cents > 0 and not Decimal("0.01") <= Decimal(_share(beneficiary.cents, convention.cents)) <= 1:
        found.append(Fault(Place.LEDGER, "La part de cette structure est inférieure à un centième du tout."))
    if convention.is_loose:
        found.append(Fault(Place.LEDGER, "Cette aide n’est rattachée ni à une subvention ni à un appui."))
    if convention.is_de_minimis is None:
        found.append(Fault(Place.LEDGER, "Précisez le régime de l’aide."))
    return found


def _faults_of_granter(convention: Convention, granter: Granter) -> list[Fault]:
    if not granter.knows(convention):
        says = f"Accordée par « {convention.authority} », dont le suivi ne connaît pas le SIRET : complétez-la."
        return [Fault(Place.LEDGER, says)]
    siret = granter.siret_for(convention)
    if not siret:
        return [Fault(Place.SETTINGS, "Le SIRET de l’autorité qui accorde n’est pas réglé.")]
    if not is_siret(siret):
        place = Place.LEDGER if convention.authority_siret else Place.SETTINGS
        return [Fault(place, "Le SIRET réglé pour l’autorité qui accorde est faux.")]
    return []


def _faults_of_beneficiary(convention: Convention, beneficiary: Beneficiary) -> list[Fault]:
    faults = []
    if not beneficiary.name.strip():
        faults.append("Indiquez le nom de la structure.")
    if beneficiary.siret:
        if not is_siret(beneficiary.siret):
            faults.append("Le SIRET de la structure est faux.")
        elif beneficiary.siren and not beneficiary.siret.startswith(beneficiary.siren):
            faults.append("Le SIRET de la structure n’est pas celui de son SIREN.")
    elif not (convention.is_in_kind and beneficiary.is_association):
        faults.append("Indiquez le SIRET de la structure.")
    elif not (beneficiary.rna and RNA.fullmatch(beneficiary.rna)):
        faults.append("Indiquez le SIRET de la structure, ou son numéro RNA : un W et neuf chiffres.")
    return [Fault(Place.ORGANISATION, says) for says in faults]


def _euros(cents: int) -> str:
    sign, whole = "-" if cents < 0 else "", abs(cents)
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def _share(cents: int, of: int) -> str:
    if of <= 0:
        return "0"
    return format((Decimal(cents) / Decimal(of)).quantize(_PLACES).normalize(), "f")
