"""What a person says of a token before it is made."""

from aic_tracker.web.forms import BaseForm, Choice, Choices, Radio, ShortText

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
