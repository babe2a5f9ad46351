"""The forms of accounts and of the sign-in."""

from aic_tracker.accounts.models import Role
from aic_tracker.web.forms import BaseForm, Choice, Email, FilterForm, ShortText

ROLES = [(role, role.label) for role in Role]
STATES = [("oui", "Actifs"), ("non", "Désactivés")]


class SignInForm(BaseForm):
    email = Email(
        "Adresse électronique", hint="Par exemple : prenom.nom@example.org", missing="Indiquez votre adresse."
    )


class CodeForm(BaseForm):
    code = ShortText(
        "Code à six chiffres",
        max_length=20,
        autocomplete="one-time-code",
        hint="Celui que montre l’application de votre téléphone.",
        missing="Indiquez le code.",
    )


class AnyCodeForm(BaseForm):
    code = ShortText(
        "Code",
        max_length=40,
        autocomplete="one-time-code",
        hint="Les six chiffres que montre votre téléphone, ou l’un de vos codes de secours.",
        missing="Indiquez le code.",
    )


class AccountForm(BaseForm):
    name = ShortText("Prénom et nom", max_length=120, autocomplete="name", missing="Indiquez votre nom.")


class UserForm(BaseForm):
    name = ShortText("Prénom et nom", max_length=120, autocomplete="off", missing="Indiquez le nom de la personne.")
    email = Email("Adresse électronique", autocomplete="off", missing="Indiquez l’adresse de la personne.")
    role = Choice(
        "Rôle",
        options=ROLES,
        missing="Choisissez un rôle.",
        hint="Il décide de ce que la personne voit et peut faire.",
    )


class EditUserForm(UserForm):
    email = Email(
        "Adresse électronique",
        autocomplete="off",
        missing="Indiquez l’adresse de la personne.",
        hint="En la corrigeant, vous fermez tout ce que l’ancienne ouvrait : sessions, liens reçus, double "
        "authentification et codes de secours, calendrier. Les courriels en attente vers l’ancienne ne partent pas.",
    )


class DeactivateForm(BaseForm):
    heir = Choice(
        "Confier les projets dont elle est chargée à",
        missing="Choisissez qui est désormais chargé·e de ces projets.",
        hint="La place de la personne se ferme aujourd’hui dans ces projets.",
    )


class UserFilters(FilterForm):
    q = ShortText("Nom ou adresse", required=False, max_length=100)
    role = Choice("Rôle", options=ROLES, required=False, placeholder="Tous les rôles")
    actif = Choice("État", options=STATES, required=False, placeholder="Tous les états")
