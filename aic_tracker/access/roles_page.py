"""The table of roles as a page of the documentation, written from the grants themselves."""

from aic_tracker.access.permissions import GRANTS, Permission, Scope
from aic_tracker.accounts.models import Role

COMMAND = "flask --app app roles"
REACHES = {
    Scope.ALL: "tous",
    Scope.MEMBER: "les siens",
    Scope.REFERENT: "ceux qu’il représente",
    Scope.ASSIGNED: "ceux de ses appuis en cours",
}
HEAD = f"""# Qui peut quoi

Cette page est écrite par « {COMMAND} docs/roles.md » d’après `aic_tracker/access/permissions.py`,
la seule table qui décide. Les droits portent sur des lauréats : **tous** ; **les siens**, dont on est membre
aujourd’hui ; **ceux qu’il représente**, comme référent·e ; **ceux de ses appuis en cours**, comme expert·e.
Ce qu’on ne peut pas voir répond 404, comme ce qui n’existe pas ; ce qu’on voit sans pouvoir le changer
répond 403 : la dernière colonne dit quel droit suffit pour le voir.
"""


def markdown() -> str:
    """The whole page, ended by a line feed."""
    roles = list(Role)
    lines = [
        f"| Droit | {' | '.join(role.value for role in roles)} | 403 plutôt que 404 pour qui a |",
        f"|---|{'---|' * len(roles)}---|",
    ]
    for permission in Permission:
        grant = GRANTS[permission]
        cells = [REACHES[grant.scopes[role]] if role in grant.scopes else "–" for role in roles]
        through = f"`{grant.seen_through.value}`" if grant.seen_through else "–"
        lines.append(f"| `{permission.value}` | {' | '.join(cells)} | {through} |")
    return "\n".join([HEAD, *lines, ""])
