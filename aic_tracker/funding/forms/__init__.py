"""What is asked about committees, grants, pledges and aids, and « Peut-on accorder X € le D ? »."""

from typing import Any

from aic_tracker import config
from aic_tracker.aid.models import Regime
from aic_tracker.formats import NBSP
from aic_tracker.funding.models import CommitteeOutcome, PledgeForm, PledgeState
from aic_tracker.web.forms import (
    BaseForm,
    Choice,
    Confirm,
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
REGIMES = [(regime, regime.label) for regime in Regime if regime is not Regime.UNSPECIFIED]
CENT = 1
CONDITIONS_AT_MOST = 12


class SimulationForm(FilterForm):
    compulsory = ("montant",)

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
    # Filled by the view when several organisations are one undertaking: each declares what it received.
    structure = Choice("Structure qui déclare", required=False, placeholder="Celle du projet")
    signatory = ShortText(
        "Nom et qualité de la personne signataire",
        max_length=120,
        missing="Indiquez qui a signé la déclaration.",
        hint=f"Par exemple{NBSP}: Camille Durand, présidente.",
    )
    signed_on = Day("Date de signature", missing="Indiquez la date de signature.")
    is_nil = Tick("La structure n’a reçu aucune autre aide de minimis")
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = config.current().aid.window_years
        span = "la dernière année" if years == 1 else f"les {years} dernières années"
        self.is_nil.label.text = f"La structure n’a reçu aucune autre aide de minimis sur {span}"

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name not in ("is_signed", "structure")}


class CancelForm(BaseForm):
    cancelled_on = Day("Date d’annulation", missing="Indiquez la date d’annulation.")
    reason = LongText(
        "Motif", missing="Indiquez le motif.", hint="Retrait, remboursement, erreur de saisie…", max_length=2000, rows=3
    )


class RegimeForm(BaseForm):
    regime = Radio(
        "Régime de cette aide",
        options=[
            (
                Regime.OTHER_DE_MINIMIS,
                ("Autre de minimis", "Agriculture ou pêche : elle compte dans le plafond général."),
            ),
            (
                Regime.EXEMPTED,
                (
                    "Régime notifié ou exempté",
                    "Elle ne compte plus. Seule la direction peut l’établir, avec son motif.",
                ),
            ),
        ],
        missing="Choisissez le régime de l’aide.",
    )
    reason = LongText("Motif", required=False, hint="La décision d’octroi, le règlement cité…", max_length=2000, rows=3)


class Reason(LongText):
    """Asked of the direction alone, when a change needs it: the operation says so."""

    may_wait = True


class UnlinkForm(BaseForm):
    reason = Reason("Motif de la direction", required=False, max_length=2000, rows=3)


class ActivityForm(UnlinkForm):
    is_undertaking = Radio(
        "La structure exerce-t-elle une activité économique ?",
        options=[
            (
                True,
                ("Oui", "Elle offre des biens ou des services sur un marché : les plafonds s’appliquent."),
            ),
            (False, ("Non", "Aucun plafond ne s’applique. Seule la direction peut l’établir, avec son motif.")),
        ],
        missing="Dites si la structure exerce une activité économique.",
    )


class LinkForm(UnlinkForm):
    other = Choice("Structure liée", missing="Choisissez la structure liée.", placeholder="Sélectionner une structure")
    name = ShortText(
        "Nom de l’ensemble",
        max_length=160,
        missing="Nommez l’ensemble que forment ces structures.",
        hint=f"Par exemple{NBSP}: Groupe Mirabelle.",
    )
    public_tie = Tick(
        "Elles ne sont liées que par un même organisme public ou sans but lucratif",
        hint="Leurs aides SIEG ne s’additionnent pas alors (règlement (UE) 2023/2832, article 2, paragraphe 2).",
    )


class CarrierForm(BaseForm):
    organisation = Choice(
        "Nouvelle structure porteuse",
        missing="Choisissez la structure porteuse.",
        placeholder="Sélectionner une structure",
    )
    reason = LongText("Motif de la direction", missing="Indiquez le motif de la décision.", max_length=2000, rows=3)
