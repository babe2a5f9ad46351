"""The diagnostic's form is made from the grid: four fields by dimension, each of which may wait."""

from collections.abc import Iterable
from typing import Any

from aic_tracker.diagnostic.models import LEVEL_LABELS, Diagnostic, DiagnosticKind, Dimension, Need
from aic_tracker.diagnostic.operations import Answer
from aic_tracker.diagnostic.rules import in_order
from aic_tracker.web.forms import BaseForm, Choice, LongText, Radio, Version

TARGETS = [(level, f"{level} — {label.lower()}") for level, label in LEVEL_LABELS.items()]
NEEDS = [(need, need.label) for need in Need]


class LevelField(Radio):
    may_wait = True


class TargetField(Choice):
    may_wait = True


class OpenForm(BaseForm):
    kind = Choice("Diagnostic", options=[(kind, kind.label) for kind in DiagnosticKind])


class SignForm(BaseForm):
    version = Version("Version")


class FillForm(BaseForm):
    version = Version("Version")
    summary = LongText("Synthèse", required=False, hint="Ce que le diagnostic fait ressortir, en quelques phrases.")

    dimensions: list[Dimension] = []

    def answers(self) -> dict[int, Answer]:
        """What was read, by dimension id."""
        return {
            line.id: Answer(
                **{part: self[f"{line.code}_{part}"].data for part in ("level", "target", "need", "findings")}
            )
            for line in self.dimensions
        }

    def lines(self) -> list[tuple[Dimension, list[Any]]]:
        """Each dimension with its four fields, in the order of the grid."""
        parts = ("level", "target", "need", "findings")
        return [(line, [self[f"{line.code}_{part}"] for part in parts]) for line in self.dimensions]


def fill_form(diagnostic: Diagnostic, **kwargs: Any) -> FillForm:
    """The form holding what the diagnostic says. `formdata=None` leaves out what was posted."""
    ratings = in_order(diagnostic.ratings)
    dimensions = [rating.dimension for rating in ratings]
    stored: dict[str, Any] = {"version": diagnostic.version, "summary": diagnostic.summary}
    for rating in ratings:
        for part in ("level", "target", "need", "findings"):
            stored[f"{rating.dimension.code}_{part}"] = getattr(rating, part)
    return _form_class(dimensions)(data=stored, **kwargs)


def _form_class(dimensions: Iterable[Dimension]) -> type[FillForm]:
    fields: dict[str, Any] = {"dimensions": list(dimensions)}
    for line in fields["dimensions"]:
        levels: list[tuple[Any, Any]] = [
            (level, (f"{level} — {LEVEL_LABELS[level]}", text)) for level, text in enumerate(line.levels, start=1)
        ]
        fields[f"{line.code}_level"] = LevelField(
            f"{line.label} : niveau aujourd’hui",
            required=False,
            options=[*levels, (None, "À évaluer")],
        )
        fields[f"{line.code}_target"] = TargetField(
            f"{line.label} : cible à douze mois", required=False, options=TARGETS, placeholder="À définir"
        )
        fields[f"{line.code}_need"] = Choice(
            f"{line.label} : besoin d’appui", options=NEEDS, missing="Choisissez « Aucun », « Faible » ou « Fort »."
        )
        fields[f"{line.code}_findings"] = LongText(f"{line.label} : constats", required=False, rows=3, max_length=4000)
    return type("GridForm", (FillForm,), fields)
