"""The accounts, as a file."""

from aic_tracker.accounts.models import User
from aic_tracker.paper.tables import Column, Kind, Table


def state(user: User) -> str:
    if not user.is_active:
        return "Désactivé"
    return "Actif" if user.last_sign_in_at else "Invité·e"


USERS = Table(
    "comptes",
    "Comptes",
    (
        Column("Nom", "name"),
        Column("Adresse", "email"),
        Column("Rôle", "role"),
        Column("État", state),
        Column("Dernière connexion", "last_sign_in_at", Kind.MOMENT),
    ),
)
