"""What is asked about aids."""

from typing import Any

from aic_tracker.aid.models import Regime
from aic_tracker.formats import NBSP
from aic_tracker.web.forms import BaseForm, Choice, Confirm, Day, Entry, LongText, Money, ShortText, Tick

REGIMES = [(regime, regime.label) for regime in Regime]
CENT = 1


class LaterChoice(Choice):
    """Required unless the statement is nil: the operation says so when it is missing."""

    may_wait = True


class LaterText(ShortText):
    may_wait = True


class LaterMoney(Money):
    may_wait = True


class LaterDay(Day):
    may_wait = True


class DeclarationForm(BaseForm):
    signatory = ShortText(
        "Nom et qualité de la personne signataire",
        max_length=120,
        missing="Indiquez qui a signé la déclaration.",
        hint=f"Par exemple{NBSP}: Camille Durand, présidente.",
    )
    signed_on = Day("Date de signature", missing="Indiquez la date de signature.")
    is_nil = Tick("La structure n’a reçu aucune autre aide de minimis sur les trois dernières années")
    authority = LaterText("Autorité qui a accordé l’aide", required=False, max_length=160)
    granted_on = LaterDay("Date d’octroi", required=False, hint="Le jour où le droit à l’aide a été acquis.")
    amount_cents = LaterMoney(
        "Montant, en euros", required=False, least=CENT, hint="L’équivalent-subvention brut, figurant dans la décision."
    )
    regime = LaterChoice("Régime", required=False, options=REGIMES, placeholder="Sélectionner un régime")
    purpose = ShortText("Objet", required=False, max_length=300)
    note = LongText("Précisions", required=False, max_length=2000, rows=3)
    is_signed = Confirm(
        "La structure tient à disposition l’original signé",
        missing="Confirmez que la déclaration est signée.",
    )

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name != "is_signed"}


class CancelForm(BaseForm):
    cancelled_on = Day("Date d’annulation", missing="Indiquez la date d’annulation.")
    reason = LongText(
        "Motif", missing="Indiquez le motif.", hint="Retrait, remboursement, erreur de saisie…", max_length=2000, rows=3
    )


class Nace(Entry):
    empty = ""

    def read(self, text: str) -> str:
        code = text.strip().upper().replace(" ", "")
        digits = code.replace(".", "")
        if not (2 <= len(digits.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) <= 4 and len(code) <= 8 and digits[:2].isdigit()):
            raise ValueError("Indiquez un code comme 94.99 ou 62.01Z.")
        return code


class ProfileForm(BaseForm):
    nace = Nace(
        "Secteur d’activité (NACE)",
        required=False,
        hint=f"Demandé par le registre central. Le code APE de la structure, par exemple{NBSP}: 94.99Z.",
    )
    is_undertaking = Tick(
        "Cette administration exerce une activité économique",
        hint="Elle est alors traitée comme une entreprise : ses aides entrent dans le plafond.",
    )


class LinkForm(BaseForm):
    other = Choice("Structure liée", missing="Choisissez la structure liée.", placeholder="Sélectionner une structure")
    name = ShortText(
        "Nom de l’ensemble",
        max_length=160,
        missing="Nommez l’ensemble que forment ces structures.",
        hint=f"Par exemple{NBSP}: Groupe Mirabelle.",
    )


class RegisterForm(BaseForm):
    registered_on = Day("Date d’inscription", missing="Indiquez la date d’inscription.")
    reference = ShortText(
        "Référence donnée par le registre", max_length=80, missing="Indiquez la référence donnée par le registre."
    )
