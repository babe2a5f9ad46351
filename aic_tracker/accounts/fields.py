"""What is typed of a person when their account is opened, and when it is changed."""

from aic_tracker.accounts.models import Role
from aic_tracker.web.forms import Choice, Email, ShortText

ROLES = [(role, role.label) for role in Role]


class UserFields:
    name = ShortText("Prénom et nom", max_length=120, autocomplete="off", missing="Indiquez le nom de la personne.")
    email = Email("Adresse électronique", autocomplete="off", missing="Indiquez l’adresse de la personne.")
    role = Choice(
        "Rôle",
        options=ROLES,
        missing="Choisissez un rôle.",
        hint="Il décide de ce que la personne voit et peut faire.",
    )
