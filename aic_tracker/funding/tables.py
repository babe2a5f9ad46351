"""Aids, the register and pledges, as files."""

from aic_tracker.aid.models import Aid
from aic_tracker.paper.tables import Column, Kind, Table

REGISTER = Table(
    "registre-aides",
    "Registre des aides",
    (
        Column("Numéro de l’aide", "facts.number"),
        Column("Bénéficiaire", "facts.beneficiary"),
        Column("SIREN", "facts.siren"),
        Column("SIRET", "facts.siret"),
        Column("Montant (EUR)", "facts.amount_cents", Kind.MONEY),
        Column("Date d’octroi", "facts.granted_on", Kind.DAY),
        Column("Autorité d’octroi", "facts.authority"),
        Column("SIRET de l’autorité", "facts.authority_siret"),
        Column("Financeur", "facts.funder"),
        Column("SIRET du financeur", "facts.funder_siret"),
        Column("Instrument", "facts.instrument"),
        Column("Secteur (NACE Rév. 2)", "facts.sector"),
        Column("Secteur (NACE Rév. 2.1)", "facts.sector_2_1"),
        Column("Règlement", "facts.regulation"),
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
