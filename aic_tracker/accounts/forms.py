"""The forms of accounts and of the sign-in."""

from aic_tracker.accounts.fields import ROLES, UserFields
from aic_tracker.web.forms import BaseForm, Choice, Email, FilterForm, ShortText

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


class UserForm(BaseForm, UserFields):
    pass


class UserFilters(FilterForm):
    q = ShortText("Nom ou adresse", required=False, max_length=100)
    role = Choice("Rôle", options=ROLES, required=False, placeholder="Tous les rôles")
    actif = Choice("État", options=STATES, required=False, placeholder="Tous les états")
