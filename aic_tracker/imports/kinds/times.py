"""The time of referents, as a spreadsheet keeps it: a line for each day noted."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.folding import searchable
from aic_tracker.formats import date_plain, quarters
from aic_tracker.imports import cells, quantities
from aic_tracker.imports.kinds import named
from aic_tracker.imports.kinds.base import Judged, Kind, Scope, described
from aic_tracker.imports.matching import Field, Row
from aic_tracker.imports.models import Outcome
from aic_tracker.laureates.models import Laureate
from aic_tracker.timesheet import already, several

Key = tuple[Any, ...]

FIELDS = (
    named.PROJECT,
    Field(
        "person",
        "Référente ou référent",
        cells.line,
        ("référent", "référente", "personne", "nom", "qui", "adresse", "e-mail"),
        is_required=True,
        hint="Son nom, ou son adresse s’ils sont deux à le porter.",
    ),
    Field("on", "Jour", cells.day, ("date", "le"), is_required=True, show=date_plain),
    Field(
        "quarters",
        "Temps (jours)",
        quantities.quarter_days,
        ("temps", "jours", "durée", "nombre de jours", "temps passé"),
        is_required=True,
        show=quarters,
        hint="Par quarts de journée : 0,25, 0,5, 0,75 ou 1.",
    ),
    Field("activity", "Activité", partial(cells.line, longest=120), ("tâche", "objet", "sujet"), is_required=True),
    Field("note", "Note", partial(cells.text, longest=2_000), ("notes", "commentaire", "remarque")),
)


class Times:
    """What is noted already is left alone."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.projects = named.every_project()
        self.people: dict[int, list[User]] = {}
        self.noted: dict[int, set[Key]] = {}
        self.book = several.Book(actor=scope.actor, now=scope.now, holds=scope.writes)
        self.waiting: list[several.Noted] = []

    def prepare(self, rows: Sequence[Row]) -> None:
        """In as many statements however many projects and people the rows name."""
        asked = {searchable(row.values.get("project", "")) for row in rows}
        named_here = [self.projects[one].id for one in asked if one in self.projects]
        days = [row.values["on"] for row in rows if row.values.get("on")]
        if not named_here or not days:
            return
        self.people = self.book.prepare(named_here, min(days), max(days))
        self.noted = already.noted_in(named_here, min(days), max(days))

    def judge(self, row: Row) -> Judged:
        row.values["note"] = row.values.get("note") or ""
        laureate = named.project(row.values["project"], self.projects)
        user = self._referent(row.values["person"], laureate)
        label = f"{user.name}, {date_plain(row.values['on'])}"
        key = (user.id, *(row.values[name] for name in ("on", "quarters", "activity", "note")))
        self.scope.seen.once((laureate.id, *key), row, "C’est déjà la ligne {}.", field="on")
        if key in self._noted(laureate):
            return Judged(Outcome.SAME, label)
        one = several.Noted(laureate, user, *(row.values[name] for name in ("on", "quarters", "activity", "note")))
        self.book.check(one)
        return Judged(Outcome.NEW, label, described(FIELDS, row), lambda: self.waiting.append(one))

    def write_waiting(self) -> None:
        waiting, self.waiting = self.waiting, []
        several.log_times(waiting, actor=self.scope.actor, now=self.scope.now)

    def _referent(self, asked: str, laureate: Laureate) -> User:
        return named.person(asked, self.people.get(laureate.id, []), field="person", among="référent·e")

    def _noted(self, laureate: Laureate) -> set[Key]:
        """Before the file."""
        return self.noted.get(laureate.id, set())


KIND = Kind(
    "temps",
    "Temps des référentes et référents",
    "Chaque ligne note le temps d’une personne, un jour, pour un projet, même d’un mois clos. Ce qui est noté reste.",
    Permission.CORRECT_TIME,
    FIELDS,
    Times,
    key_field="person",
    together=1_500,
    shared=lambda: {"activity": []},
)
