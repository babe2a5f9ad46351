"""What the direction answers at the end of a period."""

from aic_tracker.renewals.models import Outcome
from aic_tracker.web.forms import BaseForm, Day, LongText, Radio, WholeNumber


class PeriodNumber(WholeNumber):
    """The period that the page showed."""

    kind = "hidden"


class StopDay(Day):
    """Required by one of the decisions only: the rule says so when it is missing."""

    may_wait = True


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
