"""The description of an organisation and of a project: the same fields when they are created and when they change."""

from typing import Any

from aic_tracker.laureates import rules
from aic_tracker.laureates.models import Axis, LegalForm, Operator
from aic_tracker.territories import Territory
from aic_tracker.web.forms import Choice, Choices, Entry, Link, Radio, ShortText

LINK_LENGTH = 300
THEMES_AT_MOST = 10


def _compact(text: str) -> str:
    return "".join(character for character in text if not character.isspace())


class Siren(Entry):
    inputmode = "numeric"

    def read(self, text: str) -> str:
        siren = _compact(text)
        if not rules.is_siren(siren):
            raise ValueError("Indiquez les neuf chiffres du numéro SIREN, par exemple 732 829 320.")
        return siren

    def show(self, value: str) -> str:
        return " ".join((value[:3], value[3:6], value[6:]))


class Rna(Entry):
    def read(self, text: str) -> str:
        rna = _compact(text).upper()
        if not rules.is_rna(rna):
            raise ValueError("Indiquez le W et les neuf chiffres du numéro RNA, par exemple W751234567.")
        return rna


class ShortLink(Link):
    def read(self, text: str) -> str:
        link = super().read(text)
        if len(link) > LINK_LENGTH:
            raise ValueError(f"Indiquez une adresse de {LINK_LENGTH} caractères au plus.")
        return link


class Themes(ShortText):
    empty: Any = []

    def read(self, text: str) -> list[str]:  # type: ignore[override]
        themes = rules.split_themes(super().read(text))
        if len(themes) > THEMES_AT_MOST:
            raise ValueError(f"Indiquez {THEMES_AT_MOST} thèmes au plus.")
        return themes

    def show(self, value: list[str]) -> str:
        return ", ".join(value)


class Place(Choice):
    """A territory: the mainland unless another one is chosen."""

    empty: Any = Territory.MAINLAND

    def show(self, value: Territory) -> str:
        return "" if value is Territory.MAINLAND else super().show(value)


class OrganisationFields:
    name = ShortText("Nom de la structure", missing="Indiquez le nom de la structure.", max_length=160)
    legal_form = Radio(
        "Forme juridique",
        options=[(form, form.label) for form in LegalForm],
        missing="Choisissez la forme juridique de la structure.",
    )
    siren = Siren("Numéro SIREN", required=False, hint="Neuf chiffres.")
    rna = Rna(
        "Numéro RNA",
        required=False,
        hint="Pour une association. Un W puis neuf chiffres.",
    )
    town = ShortText("Commune", required=False, max_length=120)


class ProjectFields:
    name = ShortText(
        "Nom du projet",
        missing="Indiquez le nom du projet.",
        hint="Le nom du commun numérique, tel que le public le connaît.",
        max_length=120,
    )
    tagline = ShortText(
        "Le projet en une phrase",
        required=False,
        hint="Par exemple : «\N{NO-BREAK SPACE}Encyclopédie libre des 8-13 ans\N{NO-BREAK SPACE}».",
    )
    season = Choice("Saison", missing="Choisissez la saison.", placeholder="Sélectionner une saison")
    operator = Radio(
        "Direction qui opère l’accompagnement",
        options=[(operator, operator.value) for operator in Operator],
        missing="Choisissez la direction qui opère l’accompagnement.",
    )
    axes = Choices(
        "Axes de l’accompagnement",
        required=False,
        options=[(axis, axis.label) for axis in Axis],
    )
    themes = Themes("Thèmes", required=False, hint="Séparés par des virgules : éducation, environnement…")
    town = ShortText("Commune du projet", required=False, max_length=120)
    territory = Place(
        "Territoire du projet",
        required=False,
        options=[(territory, territory.label) for territory in Territory if territory is not Territory.MAINLAND],
        placeholder=Territory.MAINLAND.label,
        hint="Pour ses jours fériés, et pour dire son heure à côté de celle de Paris.",
    )
    website = ShortLink("Site web", required=False, hint="Adresse complète, qui commence par https://")
    repository = ShortLink("Dépôt de code", required=False, hint="Adresse complète, qui commence par https://")
    licence = ShortText("Licence", required=False, hint="Par exemple : AGPL-3.0, CC BY-SA 4.0.", max_length=80)
