"""What is asked about assignments."""

from aic_tracker.expertise.models import Skill
from aic_tracker.web.forms import (
    BaseForm,
    Choice,
    Day,
    LongText,
    Money,
    QuarterDays,
    Radio,
    ShortText,
    Version,
)

SKILLS = [(skill, skill.label) for skill in Skill]
MOST_QUARTERS = 400  # a hundred days
MOST_CENTS_A_DAY = 500_000


class TransitionForm(BaseForm):
    """A button on an assignment."""

    version = Version("Version")


class RequestForm(BaseForm):
    skill = Choice("Type d’appui", options=SKILLS, missing="Choisissez le type d’appui.")
    title = ShortText(
        "Intitulé", missing="Indiquez l’intitulé de l’appui.", hint="Quelques mots : « Choix d’une licence »."
    )
    need = LongText(
        "Besoin",
        missing="Décrivez le besoin.",
        hint="La difficulté rencontrée, ce que vous attendez, et pour quand.",
        max_length=4000,
    )


class ScopeForm(BaseForm):
    title = ShortText("Intitulé", missing="Indiquez l’intitulé de l’appui.")
    skill = Choice("Type d’appui", options=SKILLS, missing="Choisissez le type d’appui.")
    scope = LongText(
        "Cadrage", missing="Décrivez ce qui sera fait.", hint="Ce qui sera fait, et ce qui ne le sera pas."
    )
    deliverables = LongText("Livrables", required=False, hint="Un par ligne.", rows=3)
    expert = Choice("Experte ou expert", missing="Choisissez l’experte ou l’expert.")
    planned_quarters = QuarterDays(
        "Jours prévus",
        most=MOST_QUARTERS,
        missing="Indiquez le nombre de jours prévus.",
        hint="Par quarts de journée, par exemple 4,5.",
    )
    day_rate_cents = Money(
        "Tarif journalier, en euros",
        most=MOST_CENTS_A_DAY,
        missing="Indiquez le tarif journalier.",
        hint="0 pour un appui bénévole.",
    )
    starts_on = Day("Premier jour", missing="Indiquez le premier jour.")
    ends_on = Day("Dernier jour", missing="Indiquez le dernier jour.")
    version = Version("Version")


class CompleteForm(BaseForm):
    completed_on = Day("Date de fin", missing="Indiquez la date de fin.")
    version = Version("Version")


class DayForm(BaseForm):
    on = Day("Jour", missing="Indiquez le jour.")
    quarters = QuarterDays("Temps, en jours", missing="Indiquez le temps.", hint="0,25, 0,5, 0,75 ou 1.")
    note = ShortText("Note", required=False, max_length=300, hint="Ce qui a été fait.")


class EvaluationForm(BaseForm):
    evaluation = Radio(
        "Votre évaluation",
        options=[
            (5, "5 — très utile"),
            (4, "4 — utile"),
            (3, "3 — assez utile"),
            (2, "2 — peu utile"),
            (1, "1 — pas utile"),
        ],
        missing="Choisissez une note.",
    )
    evaluation_comment = LongText(
        "Commentaire",
        missing="Dites ce que l’appui a apporté.",
        hint="Ce que l’appui a apporté, ce qui a manqué. L’équipe et la direction le liront.",
        max_length=4000,
    )
    version = Version("Version")


class DeclineForm(BaseForm):
    decline_reason = LongText("Motif", missing="Indiquez le motif.", hint="Le projet le lira.", max_length=2000, rows=4)
    version = Version("Version")
