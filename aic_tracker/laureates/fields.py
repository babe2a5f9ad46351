"""The description of an organisation and of a project: the same fields when they are created and when they change."""

from typing import Any, TypeVar

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import ValidationError

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.laureates import directory, rules
from aic_tracker.laureates.models import Axis, LegalForm, Operator
from aic_tracker.territories import Territory
from aic_tracker.web.forms import BaseForm, Choice, Choices, Day, Entry, Link, Radio, ShortText, Tick

LINK_LENGTH = 300
FAR_DATE_MEANT = "C’est bien la date voulue"
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


class Siret(Entry):
    inputmode = "numeric"

    def read(self, text: str) -> str:
        siret = _compact(text)
        if not rules.is_siret(siret):
            raise ValueError("Indiquez les quatorze chiffres du numéro SIRET, par exemple 732 829 320 00074.")
        return siret

    def show(self, value: str) -> str:
        return " ".join((value[:3], value[3:6], value[6:9], value[9:]))


class LegalCategory(Entry):
    inputmode = "numeric"

    def read(self, text: str) -> str:
        code = _compact(text)
        if not (code.isascii() and code.isdigit() and len(code) == 4):
            raise ValueError("Indiquez les quatre chiffres de la catégorie juridique, par exemple 9220.")
        return code


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


class SeenOn(Day):
    """Carried by the form, shown in words beside it."""

    kind = "hidden"


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
    siret = Siret("SIRET du siège", required=False, hint="Quatorze chiffres.")
    legal_category = LegalCategory(
        "Catégorie juridique",
        required=False,
        hint="Code de l’INSEE, quatre chiffres : 9220 pour une association déclarée.",
    )
    is_ceased = Tick("La structure a cessé son activité")
    ceased_on = Day("Cessée le", required=False)
    directory_on = SeenOn("Relevé dans l’annuaire le", required=False)

    def validate_ceased_on(self, field: Day) -> None:
        if field.data and not self.is_ceased.data:
            raise ValidationError("Cochez « La structure a cessé son activité », ou retirez cette date.")


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


ORGANISATION = tuple(name for name, field in vars(OrganisationFields).items() if hasattr(field, "field_class"))

Form = TypeVar("Form", bound=BaseForm)


def wants_directory() -> bool:
    """Whether « Remplir depuis l’annuaire » was pressed."""
    return request.method == "POST" and request.form.get("then") == "directory" and directory.is_open()


def filled(form: type[Form]) -> tuple[Form, directory.Filling]:
    """The form as it was typed, with what the directory says of its number: nothing is written."""
    # The directory may take its time: no lock is held meanwhile.
    db.session.commit()
    filling = directory.fill(request.form, now=clock.now(), today=clock.today())
    typed = MultiDict(request.form)
    for name, value in filling.values.items():
        typed[name] = value
    return form(formdata=typed), filling
