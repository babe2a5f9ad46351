"""What is asked about committees, grants, pledges, and « Peut-on accorder X € le D ? »."""

from typing import Any

from aic_tracker.aid.models import Regime
from aic_tracker.formats import NBSP
from aic_tracker.funding.models import CommitteeOutcome, PledgeForm, PledgeState
from aic_tracker.web.forms import (
    BaseForm,
    Choice,
    Day,
    FilterForm,
    LongText,
    Money,
    Radio,
    ShortText,
    Tick,
    Version,
)

CEILED = [(regime, regime.label) for regime in (Regime.GENERAL, Regime.SIEG)]
REGIMES = [(regime, regime.label) for regime in Regime]
CENT = 1
CONDITIONS_AT_MOST = 12


class SimulationForm(FilterForm):
    montant = Money("Montant, en euros", least=CENT, missing="Indiquez le montant à accorder.")
    le = Day("Date d’octroi", required=False, hint="Aujourd’hui si rien n’est indiqué.")
    regime = Choice("Régime", options=CEILED, required=False, placeholder=Regime.GENERAL.label)


class DecisionForm(BaseForm):
    outcome = Radio(
        "Décision du comité",
        options=[(outcome, outcome.label) for outcome in CommitteeOutcome],
        missing="Choisissez la décision du comité.",
    )
    decided_on = Day("Date", missing="Indiquez la date de la décision.")
    checkpoint = Choice("Comité tenu", required=False, placeholder="Sans point enregistré")
    reason = LongText(
        "Motif",
        missing="Indiquez le motif de la décision.",
        hint="Le projet le lira. Appuyez-vous sur le dossier ci-dessus.",
        max_length=5000,
    )


class Conditions(LongText):
    empty: Any = []
    may_wait = True

    def read(self, text: str) -> list[str]:  # type: ignore[override]
        lines = [line.strip(" -•\t") for line in super().read(text).splitlines()]
        found = list(dict.fromkeys(line for line in lines if line))
        if len(found) > CONDITIONS_AT_MOST:
            raise ValueError(f"Indiquez {CONDITIONS_AT_MOST} conditions au plus.")
        if any(len(line) > 300 for line in found):
            raise ValueError("Indiquez des conditions de 300 caractères au plus.")
        return found

    def show(self, value: list[str]) -> str:
        return "\n".join(value)


class GrantForm(BaseForm):
    purpose = ShortText(
        "Objet", max_length=240, missing="Indiquez l’objet de la subvention.", hint="Ce que l’argent permet de faire."
    )
    authority = ShortText("Autorité d’octroi", max_length=160, missing="Indiquez l’autorité qui accorde.")
    regime = Choice("Régime", options=REGIMES, missing="Choisissez le régime.")
    first_cents = Money("Amorçage, en euros", least=CENT, missing="Indiquez le montant de l’amorçage.")
    second_cents = Money("Seconde tranche, en euros", required=False, least=CENT, hint="Vide s’il n’y en a pas.")
    expected_on = Day("Date prévue de la seconde tranche", required=False)
    conditions = Conditions(
        "Conditions de la seconde tranche",
        required=False,
        hint="Une par ligne. Chacune demandera sa preuve.",
    )


class TrancheForm(BaseForm):
    version = Version("Version")


class ReasonForm(TrancheForm):
    reason = LongText("Motif", missing="Indiquez le motif.", hint="Le projet le lira.", max_length=2000, rows=4)


class ConditionForm(BaseForm):
    is_met = Tick("La condition est remplie")
    evidence = ShortText(
        "Preuve",
        required=False,
        max_length=500,
        hint="Une adresse ou une phrase. Nécessaire quand la condition est remplie.",
    )


class PledgeAddForm(BaseForm):
    sponsor = ShortText("Partenaire", max_length=160, missing="Indiquez qui s’engage.")
    form = Choice(
        "Forme", options=[(form, form.label) for form in PledgeForm], missing="Choisissez la forme du soutien."
    )
    description = ShortText(
        "Ce qui est promis",
        max_length=300,
        missing="Décrivez ce qui est promis.",
        hint=f"Par exemple{NBSP}: relayer l’application dans les écoles du département.",
    )
    amount_cents = Money("Montant, en euros", required=False, least=CENT)
    due_on = Day("Échéance", required=False)


class PledgeEditForm(PledgeAddForm):
    state = Radio(
        "Où en est-ce ?", options=[(state, state.label) for state in PledgeState], missing="Choisissez un état."
    )
    note = LongText("Note", required=False, max_length=2000, rows=3)
    version = Version("Version")
