"""The three steps. Each form is read from the request, or again from the draft: the same rules both times."""

from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from aic_tracker.laureates.fields import ORGANISATION, OrganisationFields, ProjectFields
from aic_tracker.laureates.models import Organisation
from aic_tracker.onboarding.operations import Person
from aic_tracker.onboarding.rules import repeated, row_count
from aic_tracker.web.forms import BaseForm, Choice, Day, Email, Problem, ShortText, Tick

PREFIXES = {"referent": 2, "observer": 1}  # rows shown at first


class OrganisationForm(BaseForm, OrganisationFields):
    organisation = Choice(
        "Une structure déjà connue",
        required=False,
        placeholder="Aucune : nouvelle structure",
        hint="Si elle porte déjà un autre projet.",
    )

    def validate(self, extra_validators: Any = None) -> bool:
        # What describes a new one is asked for only when none is chosen.
        chosen = any(text.strip() for text in self.organisation.typed or ())
        for field in (self.name, self.legal_form):
            field.required = not chosen
        valid = super().validate(extra_validators)
        self.name.required = self.legal_form.required = True
        if valid and chosen and self.name.data:
            self.refuse("Choisissez une structure connue, ou décrivez-en une nouvelle : pas les deux.", field="name")
        return not self.errors_list()

    @property
    def chosen(self) -> Organisation | None:
        organisation: Organisation | None = self.organisation.data
        return organisation

    def new_values(self) -> dict[str, Any]:
        return {name: self[name].data for name in ORGANISATION}

    @property
    def title(self) -> str:
        return self.chosen.name if self.chosen else str(self.name.data)


class ProjectForm(BaseForm, ProjectFields):
    starts_on = Day("Début de l’accompagnement", missing="Indiquez le début de l’accompagnement.")
    far_date_meant = Tick("C’est bien la date voulue")

    def project_values(self) -> dict[str, Any]:
        return {name: value for name, value in self.values().items() if name not in ("starts_on", "far_date_meant")}

    def start_or(self, default: date) -> date:
        """The beginning typed so far, for the page to say what it leads to."""
        try:
            typed: date | None = self.starts_on.read(self.starts_on.value)
        except ValueError:
            return default
        return typed or default


class PersonRow(BaseForm):
    person = Choice("Une personne qui a déjà un compte", required=False, placeholder="Aucune : nouvelle personne")
    name = ShortText("Ou son nom", required=False, max_length=120, autocomplete="off")
    email = Email("Et son adresse électronique", required=False, autocomplete="off")

    def validate(self, extra_validators: Any = None) -> bool:
        if super().validate(extra_validators):
            if self.person.data and (self.name.data or self.email.data):
                self.refuse("Choisissez une personne connue, ou indiquez une nouvelle : pas les deux.", field="person")
            elif self.name.data and not self.email.data:
                self.refuse("Indiquez l’adresse électronique de cette personne.", field="email")
            elif self.email.data and not self.name.data:
                self.refuse("Indiquez le nom de cette personne.", field="name")
        return not self.errors_list()

    @property
    def address(self) -> str | None:
        """Whom the row means; None when it is empty."""
        return self.person.data.email if self.person.data else self.email.data

    def read(self) -> Person:
        return Person(self.person.data, self.name.data, self.email.data or "", self.row_name)

    @property
    def row_name(self) -> str:
        return str(self._prefix).rstrip("-")


class PeopleForm(BaseForm):
    lead = Choice("Chargé·e d’accélération", missing="Choisissez la personne qui suivra ce projet.")

    rows: dict[str, list[PersonRow]]

    def add_rows(self, typed: MultiDict[str, str], options: dict[str, list[Any]], one_more: str = "") -> None:
        """One small form a person; `one_more` names the list that grows."""
        self.rows = {prefix: [] for prefix in PREFIXES}
        for prefix, least in PREFIXES.items():
            for index in range(row_count(typed, prefix, least, one_more=one_more == prefix)):
                row = PersonRow(formdata=typed, prefix=f"{prefix}-{index}", meta={"csrf": False})
                row.person.options = [(user, f"{user.name} — {user.email}") for user in options[prefix]]
                # The first is asked for, one way or the other; of the others, a row left empty is nobody.
                for field in (row.person, row.name, row.email):
                    field.may_wait = True
                self.rows[prefix].append(row)

    def all_rows(self) -> list[PersonRow]:
        return [row for rows in self.rows.values() for row in rows]

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        rows = self.all_rows()
        for row in rows:
            row.validate()
        for position in repeated(row.address for row in rows):
            field = "person" if rows[position].person.data else "email"
            rows[position].refuse("Cette personne est déjà indiquée plus haut.", field=field)
        referents = self.rows["referent"]
        if not any(row.address or row.errors_list() for row in referents):
            referents[0].refuse("Indiquez au moins une personne référente.", field="person")
        return not self.errors_list()

    def errors_list(self) -> list[Problem]:
        return super().errors_list() + [problem for row in self.all_rows() for problem in row.errors_list()]

    def refuse(self, message: str, *, field: str | None = None) -> None:
        for row in self.all_rows():
            if field and field.startswith(f"{row.row_name}-"):
                row.refuse(message, field=field.removeprefix(f"{row.row_name}-"))
                return
        super().refuse(message, field=field)

    def people(self, prefix: str) -> list[Person]:
        return [row.read() for row in self.rows[prefix] if row.address]
