"""The aids that one organisation received elsewhere, as its own spreadsheet lists them: each on a signed statement."""

import re
from collections.abc import Hashable
from datetime import datetime
from functools import partial
from typing import Any

from aic_tracker.access.permissions import Permission
from aic_tracker.aid import operations, queries
from aic_tracker.aid.models import Aid, Regime
from aic_tracker.errors import DomainError
from aic_tracker.folding import same_name, searchable
from aic_tracker.formats import date_plain, money, quoted
from aic_tracker.imports import cells, quantities
from aic_tracker.imports.cells import Cell, Reading
from aic_tracker.imports.kinds.base import Judged, Kind, Scope, described, need, together
from aic_tracker.imports.matching import Field, Row
from aic_tracker.imports.models import Outcome, SheetImport

REGIMES = {one.short_label: one for one in Regime if one is not Regime.UNSPECIFIED}
# What an award letter names the regime by.
REGULATIONS = {
    "2023/2831": Regime.GENERAL,
    "1407/2013": Regime.GENERAL,
    "2023/2832": Regime.SIEG,
    "360/2012": Regime.SIEG,
    "1408/2013": Regime.OTHER_DE_MINIMIS,
    "717/2014": Regime.OTHER_DE_MINIMIS,
}


def regime(cell: Cell) -> Reading:
    """By the words of our screens, or by the number of its regulation."""
    if nothing := cells.absent(cell):
        return nothing
    written = cells.said(cell)
    for whole in REGIMES.values():
        if searchable(whole.label) == searchable(written):
            return Reading(whole)
    named = {one for number, one in REGULATIONS.items() if number in written}
    if len(named) == 1:
        known = named.pop()
        return Reading(known, f"« {cells.one_spaced(written)} » est lu comme « {known.short_label} ».")
    return cells.choice(cell, REGIMES)


def _show_regime(one: Regime) -> str:
    return one.short_label


FIELDS = (
    Field(
        "organisation",
        "Structure",
        cells.line,
        ("organisation", "bénéficiaire", "association", "siren", "siret"),
        hint="Son nom, son SIREN ou son SIRET : une ligne d’une autre structure est refusée.",
    ),
    Field(
        "authority",
        "Autorité qui a accordé l’aide",
        partial(cells.line, longest=160),
        ("autorité", "financeur", "organisme", "accordée par", "octroyée par", "attributaire", "de qui"),
        is_required=True,
    ),
    Field(
        "granted_on",
        "Date d’octroi",
        cells.day,
        ("date", "octroyée le", "accordée le", "date de décision", "date de la décision", "date de notification"),
        is_required=True,
        show=date_plain,
        hint="Le jour où le droit à l’aide a été acquis.",
    ),
    Field(
        "amount_cents",
        "Montant, en euros",
        quantities.cents,
        ("montant", "euros", "somme", "montant de l’aide", "équivalent-subvention brut", "esb"),
        is_required=True,
        show=money,
        hint="L’équivalent-subvention brut, figurant dans la décision.",
    ),
    Field(
        "regime",
        "Régime",
        regime,
        ("règlement", "type d’aide", "nature de l’aide", "régime d’aide", "base juridique"),
        options=tuple(REGIMES),
        show=_show_regime,
        hint="Ou le numéro du règlement, par exemple 2023/2831.",
    ),
    Field("purpose", "Objet", partial(cells.line, longest=300), ("projet financé", "intitulé", "libellé", "motif")),
    Field("signed_on", "Date de signature", cells.day, ("signée le", "signature", "déclarée le"), show=date_plain),
    Field(
        "signatory",
        "Nom et qualité de la personne signataire",
        partial(cells.line, longest=120),
        ("signataire", "signée par", "déclarée par"),
    ),
    Field(
        "is_signed",
        "La structure tient à disposition l’original signé",
        cells.truth,
        ("original signé", "signé"),
        options=(cells.YES,),
        show=cells.show_truth,
    ),
    Field("note", "Précisions", partial(cells.text, longest=2_000), ("note", "remarque", "commentaire")),
)
_FIELD = {one.name: one for one in FIELDS}


class Aids:
    """What the ledger of the organisation holds already, by whom, when and how much, is left alone."""

    def __init__(self, scope: Scope) -> None:
        assert scope.laureate is not None
        self.scope, self.laureate = scope, scope.laureate
        self.organisation = self.laureate.organisation
        self.first: dict[Hashable, tuple[int, str]] = {}  # number of the line and purpose
        self.held = [aid for aid in queries.ledger_of(self.organisation).own_aids if aid.cancelled_on is None]

    def judge(self, row: Row) -> Judged:
        for name in ("purpose", "note"):
            row.values.setdefault(name, "")
        _, label, *_ = together(
            lambda: self._is_of_it(row),
            lambda: f"{row.values['authority']}, {date_plain(row.values['granted_on'])}",
            lambda: self._is_possible(row),
            lambda: need(row, _FIELD["regime"]),
            lambda: self._is_signed(row),
            lambda: self._once(row),
        )
        if self._is_held(row):
            return Judged(Outcome.SAME, label)
        return Judged(Outcome.NEW, label, described(FIELDS, row), lambda: self._declare(row))

    def _is_of_it(self, row: Row) -> None:
        asked = row.values.get("organisation")
        if not asked:
            return
        written, own = "".join(asked.split()), self.organisation
        numbers = (own.siren, own.siret, own.rna)
        is_one_of_its_places = re.fullmatch("[0-9]{14}", written) and written[:9] == own.siren
        if not (same_name(asked, own.name) or written in numbers or is_one_of_its_places):
            raise DomainError(
                f"{quoted(asked)} n’est pas la structure de ce projet, {quoted(own.name)} : "
                "importez cette ligne depuis la page de son projet.",
                field="organisation",
            )

    def _is_possible(self, row: Row) -> None:
        if not searchable(row.values["authority"]):
            raise DomainError("Nommez qui a accordé cette aide.", field="authority")
        if row.values["amount_cents"] <= 0:
            raise DomainError("Indiquez un montant supérieur à zéro.", field="amount_cents")
        if row.values["granted_on"] > self.scope.today:
            raise DomainError("Cette date est à venir : indiquez le jour où l’aide a été accordée.", field="granted_on")

    def _is_signed(self, row: Row) -> None:
        together(
            lambda: need(row, _FIELD["signatory"]),
            lambda: self._signed_in_time(row),
            lambda: self._kept(row),
        )

    def _signed_in_time(self, row: Row) -> None:
        signed_on = need(row, _FIELD["signed_on"])
        if signed_on > self.scope.today:
            raise DomainError("Cette date est à venir : indiquez le jour de la signature.", field="signed_on")
        if row.values["granted_on"] > signed_on:
            raise DomainError("Indiquez une date d’octroi qui précède la signature.", field="granted_on")

    def _kept(self, row: Row) -> None:
        if not row.values.get("is_signed"):
            raise DomainError(
                "Confirmez que la structure tient à disposition l’original signé : par une colonne, ou pour toutes les "
                "lignes.",
                field="is_signed",
            )

    def _once(self, row: Row) -> None:
        """Two purposes that are both said tell two aids apart; one that is not said tells nothing."""
        key = (searchable(row.values["authority"]), *(row.values[name] for name in ("granted_on", "amount_cents")))
        purpose, refusal = searchable(row.values["purpose"]), "C’est déjà l’aide de la ligne {}."
        number, first = self.first.setdefault(key, (row.number, purpose))
        if number != row.number and not (purpose and first) and not self._is_held(row):
            raise DomainError(refusal.format(number), field="authority")
        self.scope.seen.once((*key, purpose), row, refusal, field="authority")

    def _is_held(self, row: Row) -> bool:
        return any(self._is(aid, row) for aid in self.held)

    def _is(self, aid: Aid, row: Row) -> bool:
        """The same grantor, day and amount; two purposes that are both said tell two aids apart, as the screen does."""
        purposes = (aid.purpose, row.values["purpose"])
        return (
            (aid.granted_on, aid.amount_cents) == (row.values["granted_on"], row.values["amount_cents"])
            and same_name(aid.authority, row.values["authority"])
            and (not all(purposes) or same_name(*purposes))
        )

    def _declare(self, row: Row) -> None:
        told = ("signed_on", "signatory", "authority", "granted_on", "amount_cents", "regime", "purpose", "note")
        values: dict[str, Any] = {name: row.values[name] for name in told}
        by: dict[str, Any] = {"actor": self.scope.actor, "now": self.scope.now}
        operations.declare(self.laureate, self.organisation, is_nil=False, **values, **by)


def _said_once() -> dict[str, list[str]]:
    return {"signatory": [], "signed_on": [], "regime": list(REGIMES), "is_signed": [cells.YES]}


def _why_they_stay(_received: SheetImport, _now: datetime) -> str:
    return "Une aide déclarée ne s’efface pas : la direction l’annule avec sa raison, depuis « Aides et plafond »."


KIND = Kind(
    "aides",
    "Aides reçues",
    "Chaque ligne déclare une aide que la structure a reçue par ailleurs, d’après sa déclaration signée.",
    Permission.DECLARE_AID,
    FIELDS,
    Aids,
    key_field="authority",
    of_a_laureate=True,
    shared=_said_once,
    why_it_stays=_why_they_stay,
)
