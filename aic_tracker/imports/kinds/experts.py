"""The directory of experts, without their accounts: those are opened by an invitation."""

from functools import partial
from typing import Any

from aic_tracker.access.permissions import Permission
from aic_tracker.expertise import directory, queries
from aic_tracker.expertise.models import Expert, ExpertKind, Skill
from aic_tracker.folding import searchable
from aic_tracker.formats import listed
from aic_tracker.imports import cells
from aic_tracker.imports.kinds.base import Judged, Kind, Scope, described, differences, leave_when_empty, need, together
from aic_tracker.imports.matching import Field, Row
from aic_tracker.imports.models import Outcome

SKILLS = {skill.label: skill for skill in Skill}
KINDS = {kind.label: kind for kind in ExpertKind}

FIELDS = (
    Field(
        "name",
        "Nom",
        partial(cells.line, longest=120),
        ("expert", "experte", "nom et prénom", "personne", "organisation"),
        is_required=True,
    ),
    Field(
        "kind",
        "Nature",
        partial(cells.choice, options=KINDS),
        ("type", "personne ou organisation"),
        options=tuple(KINDS),
        show=lambda kind: kind.label,
    ),
    Field(
        "skills",
        "Compétences",
        partial(cells.choices, options=SKILLS),
        ("compétence", "expertise", "domaines", "spécialité"),
        options=tuple(SKILLS),
        show=lambda skills: listed([skill.label for skill in skills]),
        hint="Séparées par des virgules.",
    ),
    Field("availability", "Disponibilité", cells.line, ("disponibilités", "dispo")),
)


class Experts:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.known = {searchable(one.name): one for one in queries.every_expert()}

    def judge(self, row: Row) -> Judged:
        key = searchable(row.values["name"])
        known, seen = self.known.get(key), self.scope.seen
        together(
            lambda: seen.once(key, row, "Cette personne est déjà à la ligne {}.", field="name"),
            lambda: known or need(row, KIND.field("skills")),
            lambda: known or need(row, KIND.field("kind")),
        )
        if known is None:
            return Judged(Outcome.NEW, row.values["name"], described(FIELDS, row), lambda: self._add(row))
        leave_when_empty(row, "kind", "skills")
        changes = differences(FIELDS, row, _present(known))
        if not changes:
            return Judged(Outcome.SAME, known.name)
        return Judged(Outcome.CHANGED, known.name, changes, lambda: self._edit(row, known))

    def _add(self, row: Row) -> None:
        values: dict[str, Any] = {"availability": ""} | row.values
        directory.add_expert(**values, actor=self.scope.actor)

    def _edit(self, row: Row, expert: Expert) -> None:
        values = _present(expert) | {name: value for name, value in row.values.items() if value not in (None, [])}
        directory.edit_expert(expert, **values, actor=self.scope.actor)


def _present(expert: Expert) -> dict[str, Any]:
    return {
        "name": expert.name,
        "kind": expert.kind,
        "skills": [Skill(value) for value in expert.skills],
        "availability": expert.availability,
    }


KIND = Kind(
    "experts",
    "Expertes et experts",
    "Chaque ligne ajoute une personne ou une organisation à l’annuaire, ou corrige sa fiche.",
    Permission.MANAGE_EXPERTS,
    FIELDS,
    Experts,
    shared=lambda: {"kind": list(KINDS)},
)
