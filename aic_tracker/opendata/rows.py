"""What each set of public data says, row by row: projects, seasons and totals, nothing about people.

A field that is not listed here is not published.
"""

from datetime import date

from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Axis, Laureate, Season
from aic_tracker.mail.message import absolute_url
from aic_tracker.opendata import statistics
from aic_tracker.opendata.datasets import Dataset, Field, Row
from aic_tracker.paper.heading import PROGRAMME


def _laureates(today: date) -> list[Row]:
    return [laureate_row(one, today) for one in laureates.begun_by(today)]


def laureate_row(one: Laureate, today: date) -> Row:
    begun = [period for period in one.periods if period.starts_on <= today]
    return {
        "identifiant": one.slug,
        "nom": one.name,
        "resume": one.tagline,
        "saison": one.season.slug,
        "operateur": one.operator.value,
        "structure": one.organisation.name,
        "forme_juridique": one.organisation.legal_form.value,
        "siren": one.organisation.siren,
        "rna": one.organisation.rna,
        "axes": [Axis(axis).label for axis in one.axes],
        "themes": list(one.themes),
        "commune": one.town,
        "territoire": one.territory.label,
        "page": absolute_url(f"/communs/{one.slug}"),
        "site": one.website,
        "depot": one.repository,
        "licence": one.licence,
        "debut": begun[0].starts_on,
        "fin": begun[-1].last_day,
        "en_cours": any(period.covers(today) for period in begun),
    }


def _seasons(today: date) -> list[Row]:
    counts: dict[int, int] = {}
    for one in laureates.begun_by(today):
        counts[one.season_id] = counts.get(one.season_id, 0) + 1
    return [
        _season_row(season, counts.get(season.id, 0)) for season in laureates.seasons() if season.starts_on <= today
    ]


def _season_row(season: Season, count: int) -> Row:
    return {
        "identifiant": season.slug,
        "nom": season.name,
        "debut": season.starts_on,
        "fin": season.ends_on,
        "laureats": count,
    }


def _figures(today: date) -> list[Row]:
    totals = statistics.totals(today)
    days = totals.quarters / 4 if totals.quarters is not None else None
    said = (
        ("saisons", "Saisons ouvertes", "saison", totals.seasons),
        ("laureats", "Lauréats accompagnés depuis le début", "lauréat", totals.laureates),
        ("laureats_en_cours", "Lauréats accompagnés aujourd’hui", "lauréat", totals.supported),
        ("points", "Points tenus", "point", totals.points),
        ("temps", "Temps donné par les référentes et référents", "jour", days),
        ("mises_en_relation", "Mises en relation avec un partenaire public", "mise en relation", totals.introductions),
        ("partenariats", "Partenariats noués", "partenariat", totals.partnerships),
    )
    return [
        {"identifiant": key, "libelle": label, "unite": unit, "valeur": value, "date": today}
        for key, label, unit, value in said
    ]


LAUREATES = Dataset(
    "laureats",
    f"Lauréats de l’{PROGRAMME}",
    "Les communs numériques accompagnés, depuis le début du programme : une ligne par lauréat.",
    ("communs numériques", "initiatives citoyennes", "accompagnement"),
    (
        Field("identifiant", "string", "Nom court du lauréat, stable, tel que son adresse l’écrit"),
        Field("nom", "string", "Nom du commun numérique"),
        Field("resume", "string", "Le projet en une phrase"),
        Field("saison", "string", "Identifiant de sa saison, dans le jeu des saisons"),
        Field("operateur", "string", "Direction qui opère l’accompagnement : DINUM ou DITP"),
        Field("structure", "string", "Structure porteuse"),
        Field("forme_juridique", "string", "association ou administration"),
        Field("siren", "string", "Numéro SIREN de la structure porteuse"),
        Field("rna", "string", "Numéro RNA de la structure porteuse, pour une association"),
        Field("axes", "string", "Axes de l’accompagnement, séparés par « ; »"),
        Field("themes", "string", "Thèmes du projet, séparés par « ; »"),
        Field("commune", "string", "Commune du projet"),
        Field("territoire", "string", "Territoire du projet"),
        Field("page", "string", "Sa page publique"),
        Field("site", "string", "Site web"),
        Field("depot", "string", "Dépôt de code"),
        Field("licence", "string", "Licence du projet"),
        Field("debut", "date", "Premier jour du premier accompagnement"),
        Field("fin", "date", "Dernier jour, compris, du dernier accompagnement commencé"),
        Field("en_cours", "boolean", "Accompagné aujourd’hui"),
    ),
    _laureates,
)
SEASONS = Dataset(
    "saisons",
    f"Saisons de l’{PROGRAMME}",
    "Chaque saison ouverte, ses dates et le nombre de ses lauréats.",
    ("communs numériques", "saisons"),
    (
        Field("identifiant", "string", "Nom court de la saison, stable"),
        Field("nom", "string", "Nom de la saison"),
        Field("debut", "date", "Premier jour"),
        Field("fin", "date", "Dernier jour ; vide tant que la saison court"),
        Field("laureats", "integer", "Lauréats dont l’accompagnement a commencé"),
    ),
    _seasons,
)
FIGURES = Dataset(
    "chiffres",
    f"Chiffres de l’{PROGRAMME}",
    "Les totaux du programme. Un nombre de 1 à 4 n’est pas donné : sa valeur est vide.",
    ("communs numériques", "statistiques"),
    (
        Field("identifiant", "string", "Nom court du chiffre, stable"),
        Field("libelle", "string", "Ce qui est compté"),
        Field("unite", "string", "Unité"),
        Field("valeur", "number", "Valeur ; vide quand elle est trop petite pour être dite"),
        Field("date", "date", "Jour du relevé"),
    ),
    _figures,
)
