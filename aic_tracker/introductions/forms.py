"""What is asked about introductions and contacts."""

from typing import Any

from aic_tracker.introductions.models import IntroductionStatus
from aic_tracker.introductions.rules import STEPS
from aic_tracker.web.forms import (
    BaseForm,
    Choice,
    Day,
    Email,
    FilterForm,
    LongText,
    Radio,
    ShortText,
    Version,
    WholeNumber,
)

MOST_MONTHS = 120
SOURCE_HINT = "D’où viennent ces coordonnées : « carte remise le 3 mars », « site du ministère »…"
CONSENT_HINT = "Le jour où la personne a accepté d’y figurer."
AREAS = [("tableau", "Tableau"), ("liste", "Liste"), ("fiche", "Fiche")]


class IntroductionForm(BaseForm):
    """What is followed; the contact is chosen once, when it is proposed."""

    purpose = ShortText(
        "But",
        max_length=300,
        missing="Dites ce que vous attendez de cette mise en relation.",
        hint="Ce que le projet en attend : « Expérimenter dans deux collèges ».",
    )
    objective = Choice("Objectif servi", required=False, placeholder="Aucun en particulier")
    owner = Choice("Qui la suit", missing="Choisissez qui suit cette mise en relation.")
    next_step = ShortText(
        "Prochaine étape", required=False, max_length=300, hint="« Envoyer la note de présentation »."
    )
    next_step_on = Day("Date de la prochaine étape", required=False)
    notes = LongText(
        "Notes", required=False, max_length=4000, rows=4, hint="Le projet les lira avec l’équipe et la direction."
    )


class EditForm(IntroductionForm):
    version = Version("Version")


class ProposeForm(IntroductionForm):
    """The contact is one of the directory, or somebody new described here."""

    contact = Choice("Contact de l’annuaire", required=False, placeholder="Aucun : décrire un nouveau contact")
    organisation = ShortText("Organisation publique", required=False, max_length=160)
    person = ShortText("Personne", required=False, max_length=120)
    position = ShortText("Fonction", required=False, max_length=160)
    email = Email("Adresse électronique", required=False, autocomplete="off")
    source = ShortText("Source", required=False, hint=SOURCE_HINT)
    consent_on = Day("Accord donné le", required=False, hint=CONSENT_HINT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in (self.contact, self.organisation, self.person, self.source):
            field.may_wait = True  # one way or the other: « facultatif » would mislead


class MoveForm(BaseForm):
    """A button of the board; `area` is where to come back."""

    status = Choice("Étape", options=[(step, step.label) for step in STEPS], missing="Choisissez l’étape.")
    area = Choice("Vue", options=AREAS, required=False)
    version = Version("Version")


class ConcludeForm(BaseForm):
    status = Radio(
        "Conclusion",
        options=[
            (IntroductionStatus.PARTNERSHIP, ("Partenariat", "Une convention, une expérimentation, un usage décidé.")),
            (IntroductionStatus.NO_FOLLOW_UP, ("Sans suite", "Rien de plus n’est prévu avec ce contact.")),
        ],
        missing="Choisissez la conclusion.",
    )
    outcome = LongText(
        "En une phrase",
        max_length=1000,
        rows=3,
        missing="Dites en une phrase ce qui en est sorti.",
        hint="« Convention signée pour équiper 40 écoles à la rentrée ».",
    )
    months_gained = WholeNumber(
        "Mois gagnés",
        required=False,
        most=MOST_MONTHS,
        hint="Le temps que cette mise en relation a fait gagner au projet, selon lui. Vide si nul ne le sait.",
    )
    version = Version("Version")


class ContactForm(BaseForm):
    organisation = ShortText("Organisation publique", max_length=160, missing="Indiquez l’organisation.")
    person = ShortText("Personne", max_length=120, missing="Indiquez la personne.", hint="Prénom et nom.")
    position = ShortText("Fonction", required=False, max_length=160)
    email = Email("Adresse électronique", required=False, autocomplete="off")
    source = ShortText("Source", missing="Indiquez d’où viennent ces coordonnées.", hint=SOURCE_HINT)
    consent_on = Day("Accord donné le", required=False, hint=CONSENT_HINT)


class EditContactForm(ContactForm):
    version = Version("Version")


class DirectoryFilter(FilterForm):
    q = ShortText("Rechercher", required=False, hint="Une organisation, une personne, une fonction.")
    state = Choice(
        "Fiches",
        options=[("to_verify", "À vérifier"), ("inactive", "Désactivées")],
        required=False,
        placeholder="Actives",
    )


class ViewFilter(FilterForm):
    """`?vue=liste`."""

    vue = Choice("Vue", options=AREAS[:2], required=False)
