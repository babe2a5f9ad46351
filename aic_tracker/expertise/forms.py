"""What is asked about experts."""

from aic_tracker.expertise.models import ExpertKind, Skill
from aic_tracker.web.forms import (
    BaseForm,
    Choice,
    Choices,
    Email,
    FilterForm,
    Radio,
    ShortText,
)

SKILLS = [(skill, skill.label) for skill in Skill]
MOST_QUARTERS = 400  # a hundred days
MOST_CENTS_A_DAY = 500_000


class ExpertForm(BaseForm):
    name = ShortText("Nom", max_length=160, missing="Indiquez le nom.", hint="D’une personne ou d’une organisation.")
    kind = Radio("Nature", options=[(kind, kind.label) for kind in ExpertKind], missing="Choisissez la nature.")
    skills = Choices("Compétences", options=SKILLS, missing="Choisissez au moins une compétence.")
    availability = ShortText(
        "Disponibilité", required=False, max_length=300, hint="Par exemple : « deux jours par mois jusqu’en juin »."
    )


class InviteForm(BaseForm):
    email = Email(
        "Adresse électronique",
        missing="Indiquez l’adresse électronique.",
        hint="Une invitation y sera envoyée. Un compte d’experte ou d’expert qui existe déjà sera lié à la fiche.",
    )


class DirectoryFilter(FilterForm):
    q = ShortText("Rechercher", required=False, hint="Un nom, une compétence.")
    skill = Choice("Compétence", options=SKILLS, required=False, placeholder="Toutes les compétences")
    state = Choice(
        "Fiches",
        options=[("free", "Sans appui en cours"), ("inactive", "Désactivées")],
        required=False,
        placeholder="Actives",
    )
