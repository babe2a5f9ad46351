from typing import Any

from aic_tracker.laureates.models import Axis
from aic_tracker.roadmap import rules
from aic_tracker.roadmap.models import MeansKind, Objective
from aic_tracker.roadmap.operations.objectives import SETTABLE
from aic_tracker.web.forms import (
    BaseForm,
    Choice,
    Choices,
    Day,
    Decimal,
    FilterForm,
    LongText,
    Radio,
    ShortText,
    Version,
    WholeNumber,
)


class MoveForm(BaseForm):
    direction = Choice("Sens", options=[("up", "Monter"), ("down", "Descendre")])

    @property
    def is_up(self) -> bool:
        return bool(self.direction.data == "up")


class PlaceForm(BaseForm):
    """`seen` is the order that the page showed: identifiers between commas."""

    rank = WholeNumber("Position", least=1)
    seen = ShortText("Ordre vu", max_length=2000)

    @property
    def seen_ids(self) -> list[str]:
        return str(self.seen.data).split(",")


class PriorityForm(BaseForm):
    axis = Radio("Axe", options=[(axis, axis.label) for axis in Axis], missing="Choisissez l’axe de la priorité.")
    title = ShortText(
        "Intitulé", missing="Indiquez l’intitulé de la priorité.", hint="Par exemple : structurer la gouvernance."
    )
    expected_change = LongText(
        "Changement attendu", required=False, rows=3, hint="Ce qui sera différent à la fin de l’accompagnement."
    )
    dimensions = Choices("Dimensions du diagnostic auxquelles elle répond", required=False)


class EditPriorityForm(PriorityForm):
    version = Version("Version")


def wording(name: str, **kwargs: Any) -> ShortText:
    """The field of one of an objective's texts."""
    text = Objective.WORDING[name]
    return (ShortText if text.is_line else LongText)(text.label, max_length=text.bound, **kwargs)


class ObjectiveForm(BaseForm):
    title = wording("title", missing="Indiquez l’intitulé de l’objectif.", hint="Une phrase qui commence par un verbe.")
    due_on = Day("Échéance", required=False)
    owner = Choice("Responsable", required=False, placeholder="Personne pour l’instant")
    indicator = wording("indicator", required=False, hint="Ce qui se mesure, par exemple : contributeurs réguliers.")
    unit = wording("unit", required=False)
    baseline = Decimal("Valeur de départ", required=False)
    target = Decimal("Cible", required=False)
    detail = wording("detail", required=False, rows=4)


class EditObjectiveForm(ObjectiveForm):
    version = Version("Version")


class ProgressForm(BaseForm):
    """Several of them stand on one page: `of` gives each field an id of its own."""

    status = Choice("État", options=[(status, status.label) for status in SETTABLE], missing="Choisissez l’état.")
    current = Decimal("Valeur actuelle", missing="Indiquez la valeur actuelle de l’indicateur.")
    reason = LongText("Ce qui bloque", required=False, rows=2, hint="À remplir si l’objectif est bloqué.")
    version = Version("Version")

    @classmethod
    def of(cls, objective: Objective, **kwargs: Any) -> "ProgressForm":
        form = cls(obj=objective, **kwargs)
        if not rules.has_measure(objective.baseline, objective.target):
            del form.current
        elif objective.unit:
            form.current.description = f"En {objective.unit}."
        for field in form:
            field.id = f"objectif-{objective.id}-{field.short_name}"
        return form

    def values(self) -> dict[str, Any]:
        return {"current": None} | super().values()


class DropForm(BaseForm):
    reason = LongText("Raison", rows=4, missing="Dites pourquoi cet objectif est abandonné.")
    version = Version("Version")


class RemoveForm(BaseForm):
    version = Version("Version")


class TransferForm(BaseForm):
    priority = Choice("Nouvelle priorité", missing="Choisissez une priorité.")
    version = Version("Version")


class RescheduleForm(BaseForm):
    objectives = Choices("Objectifs à repousser", missing="Choisissez au moins un objectif.")
    days = WholeNumber("Repousser de (jours)", required=False, least=1, most=365, hint="Chaque échéance d’autant.")
    due_on = Day("Ou repousser à une date", required=False)
    reason = LongText("Raison", rows=3, missing="Dites pourquoi ces échéances glissent.")


class MeansForm(BaseForm):
    kind = Choice(
        "Nature", options=[(kind, kind.label) for kind in MeansKind], missing="Choisissez la nature du moyen."
    )
    label = ShortText(
        "Moyen", max_length=300, missing="Décrivez le moyen.", hint="Par exemple : trois jours d’un juriste."
    )


class ActionForm(BaseForm):
    title = ShortText("Action", max_length=300, missing="Dites ce qu’il y a à faire.")
    owner = Choice("Responsable", required=False, placeholder="Personne pour l’instant")
    due_on = Day("Échéance", required=False)
    objective = Choice("Objectif servi", required=False, placeholder="Aucun en particulier")


class CompareForm(FilterForm):
    """Any two revisions; `NOW` is the roadmap as it stands."""

    old = Choice("Entre")
    new = Choice("Et")
