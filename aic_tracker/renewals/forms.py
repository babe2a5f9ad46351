"""What the direction answers at the end of a period."""

from aic_tracker.renewals.models import Outcome
from aic_tracker.web.forms import BaseForm, Day, LongText, Radio, Tick, Version, WholeNumber


class PeriodNumber(WholeNumber):
    """The period that the page showed."""

    kind = "hidden"


class StopDay(Day):
    """Required by one of the decisions only: the rule says so when it is missing."""

    may_wait = True


class Confirmed(Tick):
    """Said on the page that reads the decision back."""

    kind = "hidden"


class DecisionForm(BaseForm):
    outcome = Radio(
        "Décision", options=[(outcome, outcome.label) for outcome in Outcome], missing="Choisissez une décision."
    )
    effective_on = StopDay(
        "Date d’arrêt",
        required=False,
        hint="Seulement pour un arrêt avant le terme : le premier jour sans accompagnement.",
    )
    reason = LongText(
        "Motif",
        missing="Indiquez le motif de la décision.",
        hint="Le projet le lira. Appuyez-vous sur le bilan ci-dessus.",
        max_length=5000,
    )
    period = PeriodNumber("Accompagnement")
    confirmed = Confirmed("Confirmée")


class WithdrawalForm(BaseForm):
    reason = LongText("Motif du retrait", missing="Indiquez le motif du retrait.", max_length=2000, rows=4)
    period = PeriodNumber("Accompagnement")


class SelfAssessmentForm(BaseForm):
    text = LongText(
        "Auto-évaluation",
        missing="Écrivez votre auto-évaluation.",
        hint="Ce que l’accompagnement a changé pour le projet, ce qui reste à faire, ce que vous attendez de la suite.",
        max_length=10_000,
        rows=14,
    )
    version = Version("Version")


class OpinionForm(BaseForm):
    text = LongText(
        "Avis de l’équipe",
        missing="Écrivez l’avis de l’équipe d’accompagnement.",
        hint="Le projet et la direction le liront. Dites ce que vous recommandez, et pourquoi.",
        max_length=10_000,
        rows=14,
    )
    version = Version("Version")


class ToldForm(BaseForm):
    text = LongText(
        "Personnes prévenues de l’arrêt",
        missing="Indiquez qui a été prévenu, quand et comment.",
        hint="Par exemple : la présidente de l’association, par téléphone le 2 mars ; les partenaires, par courriel.",
        max_length=3000,
    )
    version = Version("Version")
