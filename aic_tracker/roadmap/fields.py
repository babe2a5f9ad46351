"""What is asked of whoever changes several objectives at once: which ones, and what becomes of each."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from flask import request

from aic_tracker.accounts.models import User
from aic_tracker.formats import date_plain
from aic_tracker.roadmap import rules
from aic_tracker.roadmap.models import Objective, Priority, Roadmap
from aic_tracker.roadmap.operations.selection import Refused
from aic_tracker.web.forms import EXPIRED, BaseForm, Choice, Day, Problem, Tick, Version

AS_IT_IS = "Ne pas changer"


class Nobody(StrEnum):
    """Instead of an owner."""

    NOBODY = "personne"


class ObjectiveRow(BaseForm):
    chosen = Tick("Choisir")
    version = Version("Version")

    @classmethod
    def of(cls, objective: Objective, today: date) -> "ObjectiveRow":
        row = cls(prefix=f"objectif-{objective.id}-", version=objective.version)
        row.objective = objective
        row.chosen.label.text = objective.title
        owner = f"Responsable : {objective.owner.name}" if objective.owner else "Sans responsable"
        due = f"échéance : {date_plain(objective.due_on)}" if objective.due_on else "sans échéance"
        late = ", en retard" if rules.is_late(objective, today) else ""
        row.chosen.description = f"{rules.status_label(objective)}. {owner}, {due}{late}."
        return row


class SelectionForm(BaseForm):
    owner = Choice("Responsable", required=False, placeholder=AS_IT_IS)
    due_on = Day("Échéance", required=False, hint="Vide : ne pas changer.")
    priority = Choice("Priorité", required=False, placeholder=AS_IT_IS, hint="Après les objectifs qu’elle a déjà.")
    refused: Refused | None = None
    rows: Sequence[ObjectiveRow] = ()
    groups: Sequence[tuple[Priority, Sequence[ObjectiveRow]]] = ()

    def offer(self, roadmap: Roadmap, owners: Sequence[tuple[User, str]], today: date) -> None:
        """The open objectives by priority, and those ticked on a page read before they were closed."""
        for field in (self.owner, self.due_on, self.priority):
            field.may_wait = True
        self.owner.options = [(Nobody.NOBODY, "Personne pour l’instant"), *owners]
        self.priority.options = [(one, f"{one.axis.label} — {one.title}") for one in roadmap.priorities]
        self.groups = [
            (priority, rows)
            for priority in roadmap.priorities
            if (rows := [ObjectiveRow.of(one, today) for one in priority.objectives if _is_offered(one)])
        ]
        self.rows = [row for _priority, rows in self.groups for row in rows]

    @property
    def objectives(self) -> list[Objective]:
        return [row.objective for row in self.rows if row.chosen.data]

    @property
    def versions(self) -> dict[int, int]:
        return {row.objective.id: row.version.data for row in self.rows if row.chosen.data}

    def changes(self) -> dict[str, Any]:
        """What is to be changed alone."""
        asked = {name: field.data for name, field in self._fields.items() if name in ("due_on", "priority")}
        if self.owner.data is not None:
            asked["owner"] = None if self.owner.data is Nobody.NOBODY else self.owner.data
        return asked

    def mark(self) -> None:
        """Say beside each objective why it refuses; once read there, what changed meanwhile may be changed."""
        if self.refused is None:
            return
        self.is_stale = self.refused.is_stale
        for row in self.rows:
            if message := self.refused.messages.get(row.objective.id):
                row.refuse(message, field="chosen")
            if self.is_stale:
                row.rebase(row.objective.version)

    def validate(self, extra_validators: Any = None) -> bool:
        # What is not ticked is not looked at.
        wrong_rows = [row for row in self.rows if not row.validate() and row.chosen.data]
        if not super().validate(extra_validators) or wrong_rows:
            return False
        if not self.objectives:
            self.refuse("Cochez au moins un objectif.")
        elif not any(field.data for field in (self.owner, self.due_on, self.priority)):
            self.refuse("Dites ce qui change : la personne responsable, l’échéance ou la priorité.", field="owner")
        return not self.errors_list()

    def errors_list(self) -> list[Problem]:
        ticked = (row for row in self.rows if row.chosen.data)
        rows = [problem for row in ticked for problem in row.errors_list() if problem.message != EXPIRED]
        return [*super().errors_list(), *rows]


def _is_offered(objective: Objective) -> bool:
    return objective.status.is_open or f"objectif-{objective.id}-chosen" in request.form
