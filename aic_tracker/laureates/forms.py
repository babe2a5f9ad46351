"""Seasons, the description of a project and of its organisation, its members."""

from typing import Any

from aic_tracker import config
from aic_tracker.laureates.fields import FAR_DATE_MEANT, OrganisationFields, ProjectFields
from aic_tracker.laureates.models import MemberRole
from aic_tracker.web.forms import BaseForm, Choice, Day, Email, LongText, Radio, ShortText, Tick, Version

BOTH = "Choisissez une personne de la liste, ou indiquez une nouvelle adresse : pas les deux."


class SeasonForm(BaseForm):
    name = ShortText("Nom de la saison", missing="Indiquez le nom de la saison.", max_length=80)
    starts_on = Day("Début", missing="Indiquez le début de la saison.")
    ends_on = Day("Fin", required=False, hint="Laissez vide tant que la saison court.")
    note = LongText("Note", required=False, max_length=2000)


class LaureateForm(BaseForm, ProjectFields):
    version = Version("Version")


class OrganisationForm(BaseForm, OrganisationFields):
    version = Version("Version")


class MemberForm(BaseForm):
    role = Radio(
        "Place dans le projet",
        options=[(place, place.label) for place in (MemberRole.REFERENT, MemberRole.OBSERVER, MemberRole.COACH)],
        missing="Choisissez la place de cette personne.",
    )
    person = Choice("Une personne qui a déjà un compte", required=False, placeholder="Aucune : nouvelle personne")
    name = ShortText("Nom", required=False, max_length=120, hint="Prénom et nom.")
    email = Email("Adresse électronique", required=False, autocomplete="off", hint="Elle y reçoit une invitation.")
    from_on = Day("Membre à compter du", missing="Indiquez la date d’arrivée.")
    far_date_meant = Tick(FAR_DATE_MEANT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programme = config.current().programme
        days = f"{programme.referent_days_min} à {programme.referent_days_max} jours par mois"
        hints = {
            MemberRole.REFERENT: f"Engagé·e {days} ; signe le diagnostic, déclare son temps.",
            MemberRole.OBSERVER: "Lit les pages du projet, sans les modifier.",
            MemberRole.COACH: "Accompagne le projet, sans en être chargé·e.",
        }
        self.role.options = [(place, (place.label, hint)) for place, hint in hints.items()]

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if valid and self.person.data and (self.email.data or self.name.data):
            self.refuse(BOTH, field="person")
        elif valid and not self.person.data:
            if not self.name.data and not self.email.data:
                self.refuse("Choisissez une personne, ou indiquez le nom et l’adresse d’une nouvelle.", field="person")
            elif not self.email.data:
                self.refuse("Indiquez l’adresse électronique de cette personne.", field="email")
            elif not self.name.data:
                self.refuse("Indiquez le nom de cette personne.", field="name")
            elif self.role.data is MemberRole.COACH:
                self.refuse("Les comptes de l’équipe sont ouverts par l’administration : choisissez.", field="person")
        return not self.errors_list()
