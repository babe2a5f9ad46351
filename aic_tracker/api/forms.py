"""What a person says of a token, or of a service, before it is made."""

from aic_tracker.web.forms import BaseForm, Choice, Choices, LongText, Radio, ShortText

DURATIONS = [(30, "30 jours"), (90, "90 jours"), (365, "Un an")]


class TokenForm(BaseForm):
    name = ShortText(
        "À quoi sert ce jeton",
        max_length=120,
        autocomplete="off",
        missing="Dites à quoi sert ce jeton.",
        hint="Le programme ou le service qui l’emploie, par exemple : tableau de bord de la direction.",
    )
    may_write = Radio(
        "Ce qu’il permet",
        options=[(False, "Lire"), (True, "Lire et écrire")],
        missing="Choisissez ce que le jeton permet.",
        hint="Jamais plus que ce que vous pouvez faire vous-même, le jour où il sert.",
    )
    laureates = Choices(
        "Lauréats", required=False, hint="Sans choix, tous ceux que vous voyez, ceux de demain compris."
    )
    lasts = Choice("Durée", options=DURATIONS, missing="Choisissez combien de temps il sert.")


class ServiceForm(BaseForm):
    name = ShortText(
        "Nom du service",
        max_length=120,
        autocomplete="off",
        missing="Donnez un nom à ce service.",
        hint="Il signe, dans le journal, ce que le programme écrit. Par exemple : tableau de bord de la DINUM.",
    )
    may_write = Radio(
        "Ce qu’il permet",
        options=[(False, "Lire"), (True, "Lire et écrire")],
        missing="Choisissez ce que le service permet.",
        hint="Comme l’équipe d’accompagnement le fait par l’API. Ces droits ne changent plus ensuite.",
    )
    laureates = LongText(
        "Lauréats",
        required=False,
        rows=3,
        max_length=4000,
        hint="Le nom que chacun a dans les adresses, un par ligne, par exemple « vikidia » pour /laureats/vikidia. "
        "Sans rien, tous, ceux de demain compris.",
    )
    lasts = Choice("Durée du jeton", options=DURATIONS, missing="Choisissez combien de temps son jeton sert.")

    @property
    def slugs(self) -> list[str]:
        return list(dict.fromkeys(self.laureates.data.replace(",", " ").split()))


class RenewalForm(BaseForm):
    lasts = Choice("Durée", options=DURATIONS, missing="Choisissez combien de temps il sert.")
