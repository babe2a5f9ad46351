"""Contacts of public organisations."""

from functools import partial
from typing import Any

from aic_tracker.access.permissions import Permission
from aic_tracker.folding import searchable
from aic_tracker.formats import date_plain
from aic_tracker.imports import cells
from aic_tracker.imports.kinds.base import Judged, Kind, Scope, described, differences, need, together
from aic_tracker.imports.matching import Field, Row
from aic_tracker.imports.models import Outcome
from aic_tracker.introductions import directory, queries
from aic_tracker.introductions.models import Contact

FIELDS = (
    Field(
        "person",
        "Personne",
        partial(cells.line, longest=120),
        ("nom", "contact", "interlocuteur", "nom et prénom"),
        is_required=True,
    ),
    Field(
        "organisation",
        "Organisation",
        partial(cells.line, longest=160),
        ("structure", "administration", "organisme", "ministère"),
        is_required=True,
    ),
    Field("position", "Fonction", partial(cells.line, longest=160), ("poste", "titre", "rôle")),
    Field("email", "Adresse électronique", cells.email, ("courriel", "e-mail", "email", "mail", "adresse")),
    Field("source", "Source", cells.line, ("origine", "provenance"), hint="D’où viennent ces coordonnées."),
    Field("consent_on", "Accord recueilli le", cells.day, ("accord", "consentement", "date d’accord"), show=date_plain),
)
OPTIONAL: dict[str, Any] = {"position": "", "email": None, "source": "", "consent_on": None}


class Contacts:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.known = {_key(one.organisation, one.person): one for one in queries.every_contact()}

    def judge(self, row: Row) -> Judged:
        key = _key(row.values["organisation"], row.values["person"])
        known, seen = self.known.get(key), self.scope.seen
        together(
            lambda: seen.once(key, row, "Cette personne est déjà à la ligne {}.", field="person"),
            lambda: known or need(row, KIND.field("source")),
        )
        if known is None:
            return Judged(Outcome.NEW, row.values["person"], described(FIELDS, row), lambda: self._add(row))
        changes = differences(FIELDS, row, {one.name: getattr(known, one.name) for one in FIELDS})
        if not changes:
            return Judged(Outcome.SAME, known.person)
        return Judged(Outcome.CHANGED, known.person, changes, lambda: self._edit(row, known))

    def _add(self, row: Row) -> None:
        values = OPTIONAL | {name: value for name, value in row.values.items() if value is not None}
        directory.add_contact(**values, actor=self.scope.actor, today=self.scope.today)

    def _edit(self, row: Row, contact: Contact) -> None:
        values = {one.name: getattr(contact, one.name) for one in FIELDS} | row.values
        values = {name: OPTIONAL.get(name) if value is None else value for name, value in values.items()}
        directory.edit_contact(
            contact, version=contact.version, actor=self.scope.actor, today=self.scope.today, **values
        )


def _key(organisation: str, person: str) -> tuple[str, str]:
    return searchable(organisation), searchable(person)


KIND = Kind(
    "contacts",
    "Contacts des organisations publiques",
    "Chaque ligne ajoute une personne au répertoire, ou corrige ses coordonnées.",
    Permission.MANAGE_CONTACTS,
    FIELDS,
    Contacts,
    key_field="person",
    shared=lambda: {"source": []},
)
