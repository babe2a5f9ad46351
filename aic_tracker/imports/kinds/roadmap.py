"""The objectives of a roadmap: our own sheet edited and sent back, or anybody's."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.errors import DomainError
from aic_tracker.folding import searchable
from aic_tracker.formats import date_plain, decimal
from aic_tracker.imports import cells, percentages, quantities
from aic_tracker.imports.cells import Reading
from aic_tracker.imports.kinds import named
from aic_tracker.imports.kinds.base import Judged, Kind, Scope, described, differences, leave_when_empty, need, together
from aic_tracker.imports.matching import Field, Row
from aic_tracker.imports.models import Outcome
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Axis, Laureate
from aic_tracker.laureates.rules import current_period
from aic_tracker.roadmap import operations, queries
from aic_tracker.roadmap.models import Objective, ObjectiveStatus, Priority, Roadmap
from aic_tracker.roadmap.paper import IDENTIFIER, WORDING
from aic_tracker.roadmap.wording import Wording

AXES = {axis.label: axis for axis in Axis}
STATUSES = {status.label: status for status in ObjectiveStatus}
SAID = (*Objective.WORDING, *Objective.MEASURE, "due_on")
STATE = ("current", "status", "reason")
# What others call the columns of our texts.
SYNONYMS = {
    "title": ("objectifs", "intitulé", "intitulé de l’objectif"),
    "detail": ("détail", "description", "commentaire"),
    "indicator": ("indicateurs", "mesure"),
    "unit": ("unités",),
}
TEXTS = (*WORDING, "reason", "owner")
_IDENTIFIER = re.compile(r"objectif (\d{1,9}) version (\d{1,9})")


def _identifier(cell: cells.Cell) -> Reading:
    text = cells.line(cell).value
    match = _IDENTIFIER.fullmatch(text)
    if text and match is None:
        raise ValueError(
            "Cet identifiant n’est pas de ceux que l’outil écrit : videz la cellule, ou reprenez l’export."
        )
    return Reading((int(match[1]), int(match[2])) if match else None)


def _status(cell: cells.Cell) -> Reading:
    # Our sheet says beside it that the target is reached.
    return cells.choice(cell if not isinstance(cell, str) else cell.split(", cible")[0], STATUSES)


def _reader(text: Wording) -> Callable[[cells.Cell], Reading]:
    return partial(cells.line if text.is_line else cells.text, longest=text.bound)


FIELDS = (
    Field("identifier", IDENTIFIER, _identifier, hint="Colonne masquée de nos exports."),
    Field(
        "axis", "Axe", partial(cells.choice, options=AXES), ("axes",), options=tuple(AXES), show=lambda axis: axis.label
    ),
    Field("priority", "Priorité", cells.line, ("priorités", "chantier"), is_required=True),
    Field("title", "Objectif", cells.line, SYNONYMS["title"], is_required=True),
    *(Field(name, text.label, _reader(text), SYNONYMS.get(name, ())) for name, text in WORDING.items()),
    Field(
        "baseline",
        "Départ",
        quantities.measure,
        ("valeur de départ", "valeur initiale"),
        show=partial(decimal, places=4),
    ),
    Field("target", "Cible", quantities.measure, ("valeur cible", "objectif chiffré"), show=partial(decimal, places=4)),
    Field("current", "Actuel", quantities.measure, ("valeur actuelle", "réalisé"), show=partial(decimal, places=4)),
    Field(
        "status",
        "État",
        _status,
        ("statut",),
        options=tuple(STATUSES),
        show=lambda status: status.label,
    ),
    Field("reason", "Raison", cells.text, ("ce qui bloque",)),
    Field("due_on", "Échéance", cells.day, ("date", "pour le", "date limite"), show=date_plain),
    Field("owner", "Responsable", cells.line, ("porteur", "pilote", "qui")),
)


class Objectives:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.roadmap = _roadmap(scope.laureate, scope)
        self.known = {each.id: each for priority in self.roadmap.priorities for each in priority.objectives}
        # Before the file: a priority that it adds has none.
        self.named: dict[tuple[str, str], Objective] = {}
        for each in self.known.values():
            self.named.setdefault((searchable(each.priority.title), searchable(each.title)), each)
        self.priorities = {searchable(one.title): one for one in self.roadmap.priorities}
        laureate_id = scope.laureate.id if scope.laureate else 0
        self.people = laureates.active_members(laureate_id, scope.today)

    def judge(self, row: Row) -> Judged:
        for name in TEXTS:
            if name in row.values and row.values[name] is None:
                row.values[name] = ""
        objective = self._known(row)
        *_, judged = together(
            lambda: self._read_percentages(row, objective),
            lambda: self._once(row, objective),
            lambda: self._changed(row, objective) if objective else self._new(row),
        )
        return judged

    def _read_percentages(self, row: Row, objective: Objective | None) -> None:
        if row.values.get("identifier"):
            return  # our own export writes them as they are kept
        unit = row.values.get("unit", objective.unit if objective else "") or ""
        valued = {name: row.values[name] for name in percentages.VALUES if name in row.values}
        if not unit and any(isinstance(value, quantities.Percent) for value in valued.values()):
            unit = row.values["unit"] = "%"
        together(*(partial(self._read_percentage, row, name, value, unit) for name, value in valued.items()))

    def _read_percentage(self, row: Row, name: str, value: Decimal | None, unit: str) -> None:
        shown = "" if value is None else decimal(value, places=4)
        if percentages.is_percent(unit):
            if self.scope.percentages is None and percentages.is_doubtful(value):
                raise DomainError(percentages.DOUBT.format(value=shown), field=name)
            row.values[name] = percentages.meant(value, self.scope.percentages)
        elif isinstance(value, quantities.Percent):
            raise DomainError(percentages.NOT_IN_PERCENT.format(value=shown, unit=unit), field=name)

    def _once(self, row: Row, objective: Objective | None) -> None:
        key = objective.id if objective else (searchable(row.values["priority"]), searchable(row.values["title"]))
        self.scope.seen.once(key, row, "Cet objectif est déjà à la ligne {}.", field="title")

    def _changed(self, row: Row, objective: Objective) -> Judged:
        leave_when_empty(row, "status", "axis")
        present = _present(objective)
        changes = differences(FIELDS, row, present)
        if not changes:
            return Judged(Outcome.SAME, objective.title)
        *_, owner = together(
            lambda: self._refuse_stale(row, objective, changes),
            lambda: self._refuse_move(row, present),
            lambda: self._owner(row, objective),
        )
        return Judged(Outcome.CHANGED, objective.title, changes, lambda: self._edit(row, objective, owner))

    def _refuse_move(self, row: Row, present: dict[str, Any]) -> None:
        if row.values["priority"] != present["priority"] or row.values.get("axis", present["axis"]) != present["axis"]:
            raise DomainError(
                "Un objectif change de priorité sur la feuille de route, pas par un import.", field="priority"
            )

    def _known(self, row: Row) -> Objective | None:
        if identifier := row.values.get("identifier"):
            found = self.known.get(identifier[0])
            if found is None:
                raise DomainError("Cet objectif n’est pas dans la feuille de route en cours.", field="identifier")
            return found
        asked = (row.values.get("priority") or "", row.values.get("title") or "")
        return self.named.get((searchable(asked[0]), searchable(asked[1])))

    def _refuse_stale(self, row: Row, objective: Objective, changes: list[tuple[str, str, str]]) -> None:
        """The sheet was edited from a version that is no longer the last one: both are shown, a person chooses."""
        identifier = row.values.get("identifier")
        if identifier and identifier[1] != objective.version:
            both = " ; ".join(
                f"{title} : « {now or 'vide'} » ici, « {typed or 'vide'} » dans le fichier"
                for title, now, typed in changes
            )
            raise DomainError(f"Cet objectif a changé depuis cet export. {both}.", field="identifier")

    def _new(self, row: Row) -> Judged:
        *_, owner = together(
            lambda: self._refuse_dropped(row),
            lambda: searchable(row.values["priority"]) in self.priorities or need(row, KIND.field("axis")),
            lambda: self._owner(row, None),
        )
        return Judged(Outcome.NEW, row.values["title"], described(FIELDS, row), lambda: self._add(row, owner))

    def _refuse_dropped(self, row: Row) -> None:
        if row.values.get("status") is ObjectiveStatus.DROPPED:
            raise DomainError("Un objectif s’ajoute avant d’être abandonné.", field="status")

    def _add(self, row: Row, owner: User | None) -> None:
        by: dict[str, Any] = {"actor": self.scope.actor, "now": self.scope.now}
        values: dict[str, Any] = dict.fromkeys(SAID) | dict.fromkeys(WORDING, "")
        values |= {name: row.values[name] for name in SAID if name in row.values}
        objective = operations.add_objective(self._priority(row), owner=owner, **values, **by)
        objective.priority = self._priority(row)
        self._progress(row, objective)

    def _priority(self, row: Row) -> Priority:
        folded = searchable(row.values["priority"])
        if folded not in self.priorities:
            added = operations.add_priority(
                self.roadmap,
                axis=row.values["axis"],
                title=row.values["priority"],
                expected_change="",
                dimensions=[],
                actor=self.scope.actor,
                now=self.scope.now,
            )
            added.roadmap = self.roadmap
            self.priorities[folded] = added
        return self.priorities[folded]

    def _edit(self, row: Row, objective: Objective, owner: User | None) -> None:
        by: dict[str, Any] = {"actor": self.scope.actor, "now": self.scope.now}
        values = {name: row.values.get(name, getattr(objective, name)) for name in SAID}
        operations.edit_objective(objective, version=objective.version, owner=owner, **values, **by)
        self._progress(row, objective)

    def _progress(self, row: Row, objective: Objective) -> None:
        by: dict[str, Any] = {"actor": self.scope.actor, "now": self.scope.now}
        status = row.values.get("status") or objective.status
        current, reason = row.values.get("current", objective.current), row.values.get("reason", objective.reason)
        if (status, current, reason) == (objective.status, objective.current, objective.reason):
            return
        if status is ObjectiveStatus.DROPPED:
            operations.drop_objective(objective, reason=reason, version=objective.version, **by)
            return
        if objective.status is ObjectiveStatus.DROPPED:
            operations.reopen_objective(objective, **by)
        operations.update_progress(
            objective, status=status, current=current, reason=reason, version=objective.version, **by
        )

    def _owner(self, row: Row, objective: Objective | None) -> User | None:
        present = objective.owner if objective else None
        asked = row.values.get("owner")
        if "owner" not in row.values or (present and asked == present.name):
            return present
        if not asked:
            return None
        return named.person(asked, self.people, field="owner", among="membre")


def _roadmap(laureate: Laureate | None, scope: Scope) -> Roadmap:
    period = current_period(laureates.periods_of(laureate), scope.today) if laureate else None
    found = queries.roadmap_of(period.id) if period else None
    if found is None:
        raise DomainError("Ouvrez d’abord la feuille de route de ce projet.")
    return found


def _present(objective: Objective) -> dict[str, Any]:
    present = {name: getattr(objective, name) for name in (*SAID, *STATE)}
    owner = objective.owner.name if objective.owner else ""
    return present | {"axis": objective.priority.axis, "priority": objective.priority.title, "owner": owner}


KIND = Kind(
    "feuille-de-route",
    "Feuille de route",
    "Chaque ligne ajoute un objectif, ou change exactement ce qui a été modifié dans notre export.",
    Permission.EDIT_ROADMAP,
    FIELDS,
    Objectives,
    key_field="title",
    of_a_laureate=True,
    asks_percentages=True,
)
