"""The declaration of an organisation and the notice of an aid, as documents."""

from collections.abc import Sequence
from datetime import datetime

from aic_tracker import formats
from aic_tracker.aid.models import Aid, AidDeclaration
from aic_tracker.aid.papers import TITLES, Facts
from aic_tracker.calendar_fr import paris_day
from aic_tracker.laureates.models import Laureate
from aic_tracker.paper import typesetting
from aic_tracker.paper.heading import heading


def declaration_pdf(
    laureate: Laureate, declaration: AidDeclaration, listed: Sequence[Aid], *, years: int, at: datetime
) -> bytes:
    organisation = laureate.organisation
    span = formats.plural(years, "an")
    said = f"Au titre de l’article 7, paragraphe 4, du {TITLES_SHORT}, la structure déclare " + (
        f"avoir reçu, sur {span}, les aides de minimis listées ici, et aucune autre, au titre d’aucun règlement."
        if listed
        else f"n’avoir reçu, sur {span}, aucune autre aide de minimis, au titre d’aucun règlement."
    )
    values = {
        **heading("Déclaration d’aides de minimis", laureate.name, organisation.name, at=at),
        "facts": [
            ("Structure", organisation.name),
            ("SIREN", organisation.siren or "non renseigné"),
            ("Signée le", formats.date_plain(declaration.signed_on)),
            ("Signée par", declaration.signatory),
        ],
        "paragraphs": [said, "La personne signataire certifie cette déclaration exacte et complète."],
        "rows": [
            [
                formats.date_short(aid.granted_on),
                aid.authority,
                aid.organisation.name,
                aid.regime.short_label,
                formats.money(aid.amount_cents),
            ]
            for aid in listed
        ],
    }
    return typesetting.pdf("aid", values, at=at)


TITLES_SHORT = "règlement (UE) 2023/2831 de la Commission du 13 décembre 2023"


def notice_name(aid: Aid) -> str:
    return f"notification-{aid.number.lower()}.pdf"


def notice_pdf(laureate: Laureate, aid: Aid, facts: Facts, *, at: datetime) -> bytes:
    """Of an aid under one of the two ceilings."""
    values = {
        **heading("Notification d’une aide de minimis", laureate.name, facts.beneficiary, at=at),
        "facts": [
            ("Numéro de l’aide", facts.number),
            ("Bénéficiaire", facts.beneficiary),
            ("SIRET", facts.siret or "non renseigné"),
            ("Autorité d’octroi", facts.authority),
            ("Financeur", facts.funder or facts.authority),
            ("Objet", aid.purpose or "non précisé"),
            ("Instrument", facts.instrument),
            ("Date d’octroi", formats.date_plain(facts.granted_on)),
            ("Équivalent-subvention brut", formats.money(facts.amount_cents)),
        ],
        "paragraphs": [
            f"Cette aide a le caractère d’une aide de minimis, accordée au titre du {TITLES[aid.regime]}.",
            f"Son montant, exprimé en équivalent-subvention brut, est de {formats.money(facts.amount_cents)}. Il "
            f"compte dans le plafond de l’entreprise unique dont la structure fait partie, depuis le "
            f"{formats.date_plain(facts.granted_on)}.",
            "L’autorité d’octroi l’inscrit au registre central des aides de minimis. Conservez ce document : il est à "
            "citer dans toute déclaration d’aides de minimis.",
            f"Établie le {formats.date_plain(paris_day(at))}.",
        ],
        "rows": [],
    }
    return typesetting.pdf("aid", values, at=at)
