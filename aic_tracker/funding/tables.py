"""Aids, the register and pledges, as files."""

from aic_tracker.aid.models import Aid, Regime
from aic_tracker.paper.tables import Column, Kind, Table

REGULATIONS = {Regime.GENERAL: "(UE) 2023/2831", Regime.SIEG: "(UE) 2023/2832"}

REGISTER = Table(
    "registre-aides",
    "Registre des aides",
    (
        Column("Bénéficiaire", "aid.organisation.name"),
        Column("SIREN", "aid.organisation.siren"),
        Column("Montant (EUR)", "aid.amount_cents", Kind.MONEY),
        Column("Date d’octroi", "aid.granted_on", Kind.DAY),
        Column("Autorité d’octroi", "aid.authority"),
        Column("Instrument", "aid.instrument"),
        Column("Secteur (NACE)", "nace"),
        Column("Règlement", lambda line: REGULATIONS[line.aid.regime]),
        Column("À inscrire avant le", "limit", Kind.DAY),
        Column("Inscrite le", "aid.registered_on", Kind.DAY),
        Column("Référence", "aid.register_reference"),
    ),
)


def _regime(aid: Aid) -> str:
    return aid.regime.short_label


LEDGER = Table(
    "aides",
    "Aides de la structure",
    (
        Column("Octroi", "granted_on", Kind.DAY),
        Column("Objet", "purpose", Kind.LONG),
        Column("Bénéficiaire", "organisation.name"),
        Column("Montant (€)", "amount_cents", Kind.MONEY),
        Column("Régime", _regime),
        Column("Origine", "source"),
        Column("Autorité", "authority"),
        Column("Instrument", "instrument"),
        Column("Annulée le", "cancelled_on", Kind.DAY),
        Column("Raison de l’annulation", "cancel_reason", Kind.LONG),
    ),
)
PLEDGES = Table(
    "soutiens",
    "Soutiens des partenaires",
    (
        Column("Partenaire", "sponsor"),
        Column("Sorte", "form"),
        Column("Promesse", "description", Kind.LONG),
        Column("Montant (€)", "amount_cents", Kind.MONEY),
        Column("Échéance", "due_on", Kind.DAY),
        Column("État", "state"),
        Column("Constaté le", "checked_on", Kind.DAY),
        Column("Note", "note", Kind.LONG),
    ),
)
