"""What is asked of an organisation and of an aid for the law's papers, and what the central register answers."""

from aic_tracker.aid import nace
from aic_tracker.aid.papers import Instrument
from aic_tracker.formats import NBSP
from aic_tracker.laureates.fields import Siret
from aic_tracker.web.forms import BaseForm, Choice, Confirm, Day, Entry, ShortText


class Nace(Entry):
    empty = ""

    def read(self, text: str) -> str:
        if nace.class_of(text) is None:
            raise ValueError("Indiquez un code comme 94.99 ou 62.01Z, qui figure dans la NACE Rév. 2.")
        return "".join(text.split()).upper()


class LaterNace(Nace):
    def read(self, text: str) -> str:
        if nace.class_of_2_1(text) is None:
            raise ValueError("Indiquez un code comme 94.99 ou 62.10Y, dont la division figure dans la NACE Rév. 2.1.")
        return "".join(text.split()).upper()


class ProfileForm(BaseForm):
    nace = Nace(
        "Secteur d’activité (NACE Rév. 2)",
        required=False,
        hint=f"Demandé par le registre central. Le code APE de la structure, par exemple{NBSP}: 94.99Z.",
    )
    nace_2_1 = LaterNace(
        "Secteur d’activité (NACE Rév. 2.1)",
        required=False,
        hint=f"Le code de la NAF 2025, quand il est connu, par exemple{NBSP}: 62.10Y.",
    )


class CompleteForm(BaseForm):
    instrument = Choice(
        "Instrument",
        options=[(one, one.label) for one in Instrument],
        missing="Choisissez l’instrument de l’aide.",
        placeholder="Sélectionner un instrument",
    )
    authority_siret = Siret(
        "SIRET de l’autorité d’octroi",
        required=False,
        hint="Quatorze chiffres. Vide, celui que règle le serveur pour l’autorité habituelle.",
    )
    funder = ShortText("Financeur", required=False, max_length=160, hint="Si l’argent est celui d’un autre organisme.")
    funder_siret = Siret("SIRET du financeur", required=False, hint="Quatorze chiffres.")


class RegisterForm(BaseForm):
    registered_on = Day("Date d’inscription", missing="Indiquez la date d’inscription.")
    reference = ShortText(
        "Référence donnée par le registre", max_length=80, missing="Indiquez la référence donnée par le registre."
    )


class SignForm(BaseForm):
    signatory = ShortText(
        "Nom et qualité de la personne signataire",
        max_length=120,
        missing="Indiquez qui signe la déclaration.",
        hint=f"Par exemple{NBSP}: Camille Durand, présidente.",
    )
    is_complete = Confirm(
        "La liste est complète et exacte, et j’ai qualité pour engager la structure",
        missing="Confirmez que la liste est complète et exacte.",
    )


class NoticeForm(BaseForm):
    """Nothing to type: what is sent is on the page."""
