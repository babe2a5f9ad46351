"""What is typed while a point is led: each part of its screen is a form of its own."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from aic_tracker.accounts.models import User
from aic_tracker.checkpoints.meeting import mark, mark_of_action
from aic_tracker.laureates.namesakes import told_apart
from aic_tracker.roadmap.models import Action, Objective, ObjectiveStatus
from aic_tracker.roadmap.operations.objectives import SETTABLE
from aic_tracker.roadmap.rules import has_measure
from aic_tracker.web.forms import (
    BaseForm,
    Choice,
    Day,
    Decimal,
    LongText,
    Problem,
    ShortText,
    Version,
)

SECTION_LABELS = {"minutes": "Notes", "decisions": "Décisions"}


class Mark(ShortText):
    """What an edit started from (`meeting.mark`)."""

    kind = "hidden"


class StandingForm(BaseForm):
    """Where an objective stands, told during the point; without a measure, or the right to move dates, fewer fields."""

    current = Decimal("Valeur actuelle", missing="Indiquez la valeur actuelle de l’indicateur.")
    status = Choice("État", options=[(status, status.label) for status in SETTABLE], missing="Choisissez l’état.")
    due_on = Day("Échéance", required=False)
    reason = LongText("Ce qui bloque", required=False, rows=2)
    version = Version("Version")

    @classmethod
    def of(cls, objective: Objective, *, may_reschedule: bool, **kwargs: Any) -> "StandingForm":
        form = cls(obj=objective, prefix=f"objectif-{objective.id}-", **kwargs)
        if not has_measure(objective.baseline, objective.target):
            del form.current
        if not may_reschedule:
            del form.due_on
        for field in form:
            field.may_wait = True  # the screen is dense: « facultatif » on each line would hide the rest
        return form

    @property
    def shows_reason(self) -> bool:
        return bool(self.reason.errors or self.reason.value or self.status.value == ObjectiveStatus.BLOCKED.value)

    def values(self) -> dict[str, Any]:
        return {"current": None} | super().values()


class ShownStanding:
    """A `StandingForm` that nobody has sent: the same fields to draw, at a tenth of the time."""

    errors: dict[str, list[str]] = {}

    def __init__(self, usual: StandingForm, objective: Objective, *, may_reschedule: bool) -> None:
        has_current = has_measure(objective.baseline, objective.target)
        self.current = self._field(usual.current, objective) if has_current else None
        self.status = self._field(usual.status, objective)
        self.due_on = self._field(usual.due_on, objective) if may_reschedule else None
        self.reason = self._field(usual.reason, objective)
        self.shows_reason = bool(objective.reason) or objective.status is ObjectiveStatus.BLOCKED

    @staticmethod
    def _field(usual: Any, objective: Objective) -> Any:
        field = object.__new__(type(usual))  # a field's own constructor would only promise one
        vars(field).update(vars(usual))
        field.name = field.id = f"objectif-{objective.id}-{usual.short_name}"
        field.process_data(getattr(objective, usual.short_name))
        field.may_wait = True
        return field

    def errors_list(self) -> list[Problem]:
        return []


class SectionForm(BaseForm):
    text = LongText("Texte", required=False, rows=8, max_length=50_000)
    base = Mark("Marque", required=False)

    @classmethod
    def of(cls, name: str, text: str, **kwargs: Any) -> "SectionForm":
        form = cls(prefix=f"{name}-", text=text, base=mark(text), **kwargs)
        form.text.label.text = SECTION_LABELS[name]
        form.text.rows = 12 if name == "minutes" else 4
        form.text.may_wait = True
        return form


class DecidedForm(BaseForm):
    """An action decided at the point; a new one has no mark."""

    title = ShortText("Action", max_length=300, missing="Dites ce qu’il y a à faire.")
    owner = Choice("Responsable", required=False, placeholder="À désigner")
    due_on = Day("Échéance", required=False)
    base = Mark("Marque", required=False)

    @classmethod
    def of(cls, action: Action | None, people: Sequence[User], **kwargs: Any) -> "DecidedForm":
        if action is None:
            form = cls(prefix="action-nouvelle-", **kwargs)
        else:
            form = cls(obj=action, prefix=f"action-{action.id}-", base=mark_of_action(action), **kwargs)
        known = [*people, action.owner] if action and action.owner and action.owner not in people else people
        form.owner.options = told_apart(known, {})
        for field in form:
            field.may_wait = True
        return form


class SettleForm(BaseForm):
    """What becomes of an action of the past; the button pressed says it."""

    due_on = Day("Nouvelle échéance", required=False)
    base = Mark("Marque", required=False)

    @classmethod
    def of(cls, action: Action, *, offered: date | None, is_date_read: bool, **kwargs: Any) -> "SettleForm":
        form = cls(prefix=f"passee-{action.id}-", due_on=offered, base=mark_of_action(action), **kwargs)
        if not is_date_read:
            form.due_on.typed = None
            form.due_on.process_data(offered)
        for field in form:
            field.may_wait = True
        return form
