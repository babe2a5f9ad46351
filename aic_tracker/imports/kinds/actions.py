"""What is to be done, and what was: the actions of every project in one sheet."""

from functools import partial
from typing import Any

from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.folding import searchable
from aic_tracker.formats import date_plain
from aic_tracker.imports import cells
from aic_tracker.imports.kinds import named
from aic_tracker.imports.kinds.base import Judged, Kind, Scope, described, differences, leave_when_empty, together
from aic_tracker.imports.matching import Field, Row
from aic_tracker.imports.models import Outcome
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate
from aic_tracker.roadmap import operations, queries, rules
from aic_tracker.roadmap.models import Action
from aic_tracker.roadmap.tables import CANCELLED, DONE, OPEN, state_of

STATES = {state: state for state in (OPEN, DONE, CANCELLED)}

FIELDS = (
    named.PROJECT,
    Field(
        "title",
        "Action",
        partial(cells.line, longest=300),
        ("actions", "intitulé", "tâche", "à faire", "quoi"),
        is_required=True,
    ),
    Field("owner", "Responsable", cells.line, ("porteur", "pilote", "qui", "par")),
    Field("due_on", "Échéance", cells.day, ("date", "pour le", "date limite"), show=date_plain),
    Field("state", "État", partial(cells.choice, options=STATES), ("statut", "avancement"), options=tuple(STATES)),
)


class Actions:
    """An action is known by its project and its title; one that ended keeps what it said."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.projects = named.every_project()
        self.known: dict[int, dict[str, Action]] = {}
        self.people: dict[int, list[User]] = {}

    def judge(self, row: Row) -> Judged:
        laureate = named.project(row.values["project"], self.projects)
        leave_when_empty(row, "state")
        action = self._actions(laureate).get(searchable(row.values.get("title") or ""))
        _, owner = together(lambda: self._once(row, laureate), lambda: self._owner(row, laureate, action))
        if action is None:
            title = row.values["title"]
            return Judged(Outcome.NEW, title, described(FIELDS, row), lambda: self._add(row, laureate, owner))
        if "owner" in row.values:
            row.values["owner"] = owner.name if owner else None
        present = {"owner": action.owner.name if action.owner else None, "due_on": action.due_on}
        changes = differences(FIELDS, row, present | {"state": state_of(action)})
        if not changes:
            return Judged(Outcome.SAME, action.title)
        return Judged(Outcome.CHANGED, action.title, changes, lambda: self._edit(row, action, owner))

    def _once(self, row: Row, laureate: Laureate) -> None:
        key = (laureate.id, searchable(row.values["title"]))
        self.scope.seen.once(key, row, "Cette action est déjà à la ligne {}.", field="title")

    def _actions(self, laureate: Laureate) -> dict[str, Action]:
        if laureate.id not in self.known:
            # Of two of the same title, the one still open, which comes first.
            self.known[laureate.id] = {}
            for one in queries.actions_of(laureate.id):
                self.known[laureate.id].setdefault(searchable(one.title), one)
        return self.known[laureate.id]

    def _owner(self, row: Row, laureate: Laureate, action: Action | None) -> User | None:
        present, asked = action.owner if action else None, row.values.get("owner")
        if "owner" not in row.values or (present and asked == present.name):
            return present
        if not asked:
            return None
        if laureate.id not in self.people:
            self.people[laureate.id] = laureates.active_members(laureate.id, self.scope.today)
        return named.person(asked, self.people[laureate.id], field="owner", among="membre")

    def _add(self, row: Row, laureate: Laureate, owner: User | None) -> None:
        due_on = row.values.get("due_on")
        action = operations.add_action(
            laureate, title=row.values["title"], owner=owner, due_on=due_on, objective=None, **self._by
        )
        self._end(row, action)

    def _edit(self, row: Row, action: Action, owner: User | None) -> None:
        due_on = row.values.get("due_on", action.due_on)
        is_other = (owner, due_on) != (action.owner, action.due_on)
        if not rules.is_open_action(action) and row.values.get("state") == OPEN:
            operations.reopen_action(action, **self._by)
        if is_other:
            operations.edit_action(
                action, title=action.title, owner=owner, due_on=due_on, objective=action.objective, **self._by
            )
        self._end(row, action)

    def _end(self, row: Row, action: Action) -> None:
        state = row.values.get("state") or state_of(action)
        if state == state_of(action):
            return
        ends = operations.complete_action if state == DONE else operations.cancel_action
        ends(action, **self._by)

    @property
    def _by(self) -> dict[str, Any]:
        return {"actor": self.scope.actor, "now": self.scope.now}


KIND = Kind(
    "actions",
    "Actions",
    "Chaque ligne ajoute une action à un projet, ou change son responsable, son échéance ou son état.",
    Permission.EDIT_ACTIONS,
    FIELDS,
    Actions,
    key_field="title",
)
