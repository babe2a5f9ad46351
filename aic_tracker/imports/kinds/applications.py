"""The applications of a call, from the file that the platform exports or from the team's own sheet.

What is matched fills the application; every other column is kept as a question with its answer.
"""

from functools import partial
from typing import Any

from aic_tracker.access.permissions import Permission
from aic_tracker.errors import DomainError
from aic_tracker.folding import searchable
from aic_tracker.formats import date_plain, listed, plural
from aic_tracker.imports import cells, identifiers
from aic_tracker.imports.kinds.base import Judged, Kind, Scope, described, differences, need, together
from aic_tracker.imports.kinds.laureate_fields import FORMS
from aic_tracker.imports.matching import Field, Row
from aic_tracker.imports.models import Outcome
from aic_tracker.selection import applications, queries
from aic_tracker.selection.models import Application, Call

# What the platform says of a dossier's own life there, and answers nothing.
OF_THE_PLATFORM = {
    searchable(title)
    for title in (
        "FranceConnect ?",
        "À archiver",
        "État du dossier",
        "Dernière mise à jour le",
        "Dernière mise à jour du dossier le",
        "Passé en instruction le",
        "Traité le",
        "Motivation de la décision",
        "Instructeurs",
        "Groupe instructeur",
    )
}
FIELDS = (
    Field(
        "name",
        "Nom du projet",
        partial(cells.line, longest=120),
        ("projet", "commun", "commun numérique", "intitulé du projet", "nom du commun", "nom de l’initiative"),
        is_required=True,
    ),
    Field("call", "Appel", cells.line, ("appel à candidatures", "appel à projets")),
    Field("number", "Numéro du dossier", partial(cells.line, longest=40), ("id", "dossier", "n dossier", "numéro")),
    Field(
        "organisation",
        "Structure porteuse",
        partial(cells.line, longest=160),
        (
            "structure",
            "porteur",
            "organisation",
            "entreprise raison sociale",
            "raison sociale",
            "association titre",
            "nom de la structure",
            "association",
        ),
        is_required=True,
    ),
    Field(
        "legal_form",
        "Forme juridique",
        partial(cells.choice, options=FORMS),
        ("statut juridique", "forme"),
        options=tuple(FORMS),
        show=lambda form: form.label,
    ),
    Field("siren", "SIREN", identifiers.siren, ("numéro siren", "entreprise siren", "siren de la structure")),
    Field("siret", "SIRET", identifiers.siret, ("numéro siret", "établissement siret", "siret du siège")),
    Field("rna", "RNA", identifiers.rna, ("numéro rna", "association rna")),
    Field(
        "summary",
        "Le projet en quelques phrases",
        cells.text,
        ("description", "résumé", "présentation", "le projet en une phrase", "description du projet"),
    ),
    Field("town", "Commune", partial(cells.line, longest=120), ("ville", "établissement localité")),
    Field("region", "Région", partial(cells.line, longest=80), ("région du projet", "établissement région")),
    Field("theme", "Thème", partial(cells.line, longest=120), ("thématique", "domaine", "thèmes", "thématiques")),
    Field(
        "contact_name",
        "Personne qui candidate",
        partial(cells.line, longest=120),
        ("contact", "nom du contact", "nom du référent", "porteur de projet", "nom"),
    ),
    Field(
        "contact_email",
        "Son adresse électronique",
        cells.email,
        ("email", "courriel", "e-mail", "mail", "adresse électronique", "email du contact"),
    ),
    Field("received_on", "Reçue le", cells.day, ("déposé le", "date de dépôt", "reçu le"), show=date_plain),
)
# Columns of the application itself; an empty cell empties them.
OWN: tuple[str, ...] = (
    "name",
    "number",
    "organisation",
    "legal_form",
    "siren",
    "rna",
    "summary",
    "town",
    "region",
    "theme",
)
OWN += ("contact_name", "contact_email", "received_on")
EMPTY: dict[str, Any] = {"number": None, "legal_form": None, "siren": None, "rna": None, "contact_email": None}
LONGEST_QUESTION, LONGEST_ANSWER = 120, 10_000


class Applications:
    """Judges rows against the calls and what each of them received."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.calls = {searchable(one.title): one for one in queries.calls()}
        self.known: dict[int, dict[str, Application]] = {}

    def judge(self, row: Row) -> Judged:
        call, *_ = together(lambda: self._call(row), lambda: row.values["name"], lambda: row.values["organisation"])
        key = _key(row.values.get("number"), row.values["name"], row.values["organisation"])
        self.scope.seen.once((call.id, key), row, "Cette candidature est déjà à la ligne {}.", field="name")
        values, answers = self._values(row), _answers(row)
        known = self._known(call).get(key)
        kept = f"{plural(len(answers), 'réponse gardée', 'réponses gardées')}"
        if known is None:
            told = [*described(FIELDS, row), ("Réponses", "", kept)] if answers else described(FIELDS, row)
            return Judged(Outcome.NEW, row.values["name"], told, lambda: self._receive(call, values, answers))
        changes = differences(FIELDS, row, {name: getattr(known, name) for name in OWN})
        if answers and answers != known.answers:
            changes.append(("Réponses", plural(len(known.answers), "réponse"), kept))
        if not changes:
            return Judged(Outcome.SAME, known.name)
        return Judged(Outcome.CHANGED, known.name, changes, lambda: self._edit(known, values, answers))

    def _call(self, row: Row) -> Call:
        asked = need(row, KIND.field("call"))
        found = self.calls.get(searchable(asked))
        if found is None:
            known = listed([f"« {one.title} »" for one in self.calls.values()]) or "aucun"
            raise DomainError(f"Cet appel n’existe pas. Appels ouverts dans le suivi : {known}.", field="call")
        return found

    def _known(self, call: Call) -> dict[str, Application]:
        if call.id not in self.known:
            found = queries.of_call(call.id)
            self.known[call.id] = {_key(one.number, one.name, one.organisation): one for one in found}
        return self.known[call.id]

    def _values(self, row: Row) -> dict[str, Any]:
        values = {name: row.values[name] for name in OWN if name in row.values}
        if siret := row.values.get("siret"):
            values["siren"] = values.get("siren") or siret[:9]
            row.values["siren"] = values["siren"]
        for name, value in values.items():
            if value is None or value == "":
                values[name] = EMPTY.get(name, "")
        if values.get("received_on", "") == "":
            values.pop("received_on", None)
        return values

    def _receive(self, call: Call, values: dict[str, Any], answers: list[list[str]]) -> None:
        given = {"received_on": self.scope.today} | values
        applications.receive(call, actor=self.scope.actor, now=self.scope.now, answers=answers, **given)

    def _edit(self, known: Application, values: dict[str, Any], answers: list[list[str]]) -> None:
        given = values | ({"answers": answers} if answers else {})
        applications.edit(known, version=known.version, actor=self.scope.actor, now=self.scope.now, **given)


def _key(number: str | None, name: str, organisation: str) -> str:
    """By the number of its dossier; without one, by what it is and who carries it."""
    return f"n {number}" if number else f"p {searchable(name) or name}/{searchable(organisation)}"


def _answers(row: Row) -> list[list[str]]:
    """The columns that nothing was said of, in the order of the sheet; those without an answer are left out."""
    return [
        [title[:LONGEST_QUESTION], text[:LONGEST_ANSWER]]
        for title, text in row.others
        if text and searchable(title) not in OF_THE_PLATFORM
    ]


KIND = Kind(
    "candidatures",
    "Candidatures d’un appel",
    "Chaque ligne ajoute une candidature à un appel, ou met la sienne à jour ; les colonnes que vous ne rattachez pas "
    "sont gardées comme des questions avec leur réponse.",
    Permission.MANAGE_SELECTION,
    FIELDS,
    Applications,
    shared=lambda: {"call": [one.title for one in queries.calls()]},
    keeps_others=True,
)
