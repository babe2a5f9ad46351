"""The columns of a sheet of laureates, under the titles that teams and forms give them."""

from functools import partial
from typing import Any

from aic_tracker.formats import date_plain, listed
from aic_tracker.imports import cells, identifiers
from aic_tracker.imports.cells import Reading
from aic_tracker.imports.matching import Field
from aic_tracker.laureates.models import Axis, LegalForm, Operator
from aic_tracker.laureates.rules import split_themes

FORMS = {form.label: form for form in LegalForm}
AXES = {axis.label: axis for axis in Axis}
OPERATORS = {operator.value: operator for operator in Operator}
PROJECT = ("tagline", "season", "operator", "axes", "themes", "town", "website", "repository", "licence")


def _themes(cell: cells.Cell) -> Reading:
    themes = split_themes(cells.line(cell, longest=600).value)
    if len(themes) > 10:
        raise ValueError("Indiquez 10 thèmes au plus.")
    return Reading(themes)


def _axes(cell: cells.Cell) -> Reading:
    return cells.choices(cell, AXES)


def _words(values: list[Any]) -> str:
    return listed([getattr(value, "label", value) for value in values])


FIELDS = (
    Field(
        "name",
        "Nom du projet",
        partial(cells.line, longest=120),
        ("projet", "lauréat", "commun", "commun numérique", "intitulé du projet", "nom du commun", "nom"),
        is_required=True,
    ),
    Field(
        "tagline",
        "Le projet en une phrase",
        cells.line,
        ("description", "accroche", "résumé", "en une phrase", "présentation"),
    ),
    Field(
        "organisation",
        "Structure porteuse",
        partial(cells.line, longest=160),
        (
            "structure",
            "porteur",
            "organisation",
            "association",
            "entreprise raison sociale",
            "raison sociale",
            "association titre",
            "nom de la structure",
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
    Field(
        "siren", "SIREN", identifiers.siren, ("numéro siren", "n siren", "entreprise siren", "siren de la structure")
    ),
    Field("siret", "SIRET du siège", identifiers.siret, ("siret", "numéro siret", "établissement siret", "n siret")),
    Field("rna", "RNA", identifiers.rna, ("numéro rna", "association rna")),
    Field(
        "organisation_town",
        "Commune de la structure",
        partial(cells.line, longest=120),
        ("ville de la structure", "siège"),
    ),
    Field("season", "Saison", cells.line, ("promotion", "appel à projets", "édition"), show=lambda season: season),
    Field(
        "operator",
        "Direction qui opère",
        partial(cells.choice, options=OPERATORS),
        ("opérateur", "direction", "direction qui opère l’accompagnement"),
        options=tuple(OPERATORS),
        show=lambda operator: operator.value,
    ),
    Field(
        "axes",
        "Axes",
        _axes,
        ("axe", "axes de l’accompagnement"),
        options=tuple(AXES),
        show=_words,
        hint="Séparés par des virgules.",
    ),
    Field(
        "themes",
        "Thèmes",
        _themes,
        ("thème", "thématique", "thématiques", "domaine"),
        show=_words,
        hint="Séparés par des virgules.",
    ),
    Field("town", "Commune du projet", partial(cells.line, longest=120), ("commune", "ville", "lieu")),
    Field("website", "Site web", cells.link, ("site", "site internet", "url", "lien")),
    Field("repository", "Dépôt de code", cells.link, ("dépôt", "code source", "github", "forge")),
    Field("licence", "Licence", partial(cells.line, longest=80), ("licences",)),
    Field(
        "starts_on",
        "Début de l’accompagnement",
        cells.day,
        ("début", "date de début", "démarrage", "début accompagnement"),
        show=date_plain,
    ),
    Field(
        "lead",
        "Chargé·e d’accélération",
        cells.line,
        ("chargé d’accélération", "coach", "chargée d’accélération", "suivi par", "accompagnateur"),
        hint="Son nom, ou son adresse.",
    ),
    Field(
        "referent",
        "Référent·e : nom",
        partial(cells.line, longest=120),
        (
            "référent",
            "référente",
            "référent projet",
            "nom du référent",
            "contact",
            "porteur de projet",
            "nom référent",
            "référent·e projet",
        ),
    ),
    Field(
        "referent_email",
        "Référent·e : adresse",
        cells.email,
        (
            "courriel",
            "e-mail",
            "email",
            "mail",
            "adresse électronique",
            "courriel du référent",
            "mail référent",
            "email référent",
        ),
    ),
    Field(
        "second",
        "Second·e référent·e : nom",
        partial(cells.line, longest=120),
        ("référent 2", "second référent", "référent suppléant"),
    ),
    Field("second_email", "Second·e référent·e : adresse", cells.email, ("e-mail 2", "courriel 2", "mail référent 2")),
)
