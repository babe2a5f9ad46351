"""What is asked about the entries of the catalogue, and of a roadmap that takes some."""

from typing import Any

from aic_tracker.catalogue.rules import DIMENSIONS, NEED_LABELS
from aic_tracker.laureates.models import Axis
from aic_tracker.roadmap.models import Objective
from aic_tracker.web.forms import (
    BaseForm,
    Choice,
    Choices,
    FilterForm,
    LongText,
    Radio,
    ShortText,
    Version,
    WholeNumber,
)

DIMENSION_OPTIONS = [(line.code, f"{line.axis.label} — {line.label}") for line in DIMENSIONS.values()]
MOST_MONTHS = 36


def _wording(name: str, **kwargs: Any) -> Any:
    text = Objective.WORDING[name]
    return (ShortText if text.is_line else LongText)(text.label, max_length=text.bound, **kwargs)


class EntryForm(BaseForm):
    dimension = Choice(
        "Dimension du diagnostic", options=DIMENSION_OPTIONS, missing="Choisissez la dimension à laquelle il répond."
    )
    need = Radio(
        "Proposé",
        options=list(NEED_LABELS.items()),
        missing="Dites à partir de quel besoin il est proposé.",
        hint="D’après le besoin que le dernier diagnostic du projet indique pour cette dimension.",
    )
    priority = ShortText(
        "Priorité type",
        missing="Indiquez la priorité que cet objectif sert d’habitude.",
        hint="Par exemple : structurer la gouvernance.",
    )
    title = _wording(
        "title", missing="Indiquez l’intitulé de l’objectif.", hint="Une phrase qui commence par un verbe."
    )
    indicator = _wording("indicator", required=False, hint="Ce qui se mesure, par exemple : contributeurs réguliers.")
    unit = _wording("unit", required=False)
    months = WholeNumber("Délai habituel (mois)", required=False, least=1, most=MOST_MONTHS)
    detail = _wording("detail", required=False, rows=4)


class EditEntryForm(EntryForm):
    version = Version("Version")


class CatalogueFilter(FilterForm):
    q = ShortText("Rechercher", required=False, hint="Un objectif, une priorité, un indicateur.")
    axis = Choice("Axe", options=[(axis, axis.label) for axis in Axis], required=False, placeholder="Tous")
    dimension = Choice("Dimension", options=DIMENSION_OPTIONS, required=False, placeholder="Toutes")
    need = Choice("Besoin", options=list(NEED_LABELS.items()), required=False, placeholder="Tous")
    state = Choice("Entrées", options=[("retired", "Retirées")], required=False, placeholder="Proposées")


class ProposalFilter(FilterForm):
    q = ShortText("Rechercher", required=False)
    dimension = Choice("Dimension", options=DIMENSION_OPTIONS, required=False, placeholder="Toutes")


class ProposalForm(BaseForm):
    """One list of boxes in two parts: what the diagnostic calls for, and the rest."""

    needed = Choices("Ce que le diagnostic appelle", required=False)
    others = Choices("Le reste du catalogue", required=False)
    priority = Choice(
        "Priorité où les ranger",
        missing="Choisissez la priorité où ranger ces objectifs.",
        placeholder="Choisir une priorité",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in (self.needed, self.others):
            field.may_wait = True  # one or the other

    @property
    def entries(self) -> list[Any]:
        return [*(self.needed.data or ()), *(self.others.data or ())]
