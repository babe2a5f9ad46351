"""How surely somebody signed in, as ProConnect's levels say it (acr). Pure.

Its documentation for services (« Niveaux d’assurance eidas pour les Fournisseurs de Service », 2026) names six: what is
known of the person, how they proved to be that person, what binds them to their organisation; the weakest of the three
decides. Two factors were used in four of them: those that say so, and the substantial and high ones, which ask for it.
"""

import json

LEVELS = ("eidas0", "eidas0-mfa", "eidas1", "eidas1-mfa", "eidas2", "eidas3")
OF_TWO_FACTORS = frozenset(("eidas0-mfa", "eidas1-mfa", "eidas2", "eidas3"))
# It is told when it is asked for. Not demanded: who has no second factor at their provider may have one here.
ASKED = json.dumps({"id_token": {"acr": None}}, separators=(",", ":"))


def read(acr: object) -> str:
    """The level, "" when it is none of those: whatever another provider calls its own is no promise made to us."""
    return acr if isinstance(acr, str) and acr in LEVELS else ""


def is_of_two_factors(level: str) -> bool:
    return level in OF_TWO_FACTORS
