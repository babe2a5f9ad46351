"""Ask the API of Démarche numérique: one query, one answer, and every refusal turned into what to do.

HTTP 200 does not mean success: any error at the root is fatal, even with data beside it.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aic_tracker import config
from aic_tracker.outgoing.service import Reply, Service, ServiceFault, file

NAME = "Démarche numérique"
# The platform gives up at 30 s: less here would never hear it say so.
SECONDS = 45.0
LARGEST_FILE = 50 * 1024 * 1024
ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}\b", re.IGNORECASE)

TOKEN_UNKNOWN = (
    "Démarche numérique ne reconnaît pas le jeton : vérifiez qu’il est copié en entier dans [demarche] token, "
    "sans espace ni guillemet."
)
TOKEN_EXPIRED = (
    "Le jeton de Démarche numérique a expiré : demandez-en un autre à une personne administratrice de la démarche."
)
TIMED_OUT = "Démarche numérique n’a pas répondu à temps."
UNAUTHORIZED = (
    "Le jeton ne donne pas accès à la démarche n° {number}, ou n’est pas reconnu : une personne administratrice "
    "l’ajoute à la liste des démarches du jeton, ou en crée un autre."
)
WORDS = {
    "unauthorized": UNAUTHORIZED,
    "not_found": "Démarche numérique ne connaît pas la démarche n° {number} : vérifiez [demarche] number.",
    "timeout": TIMED_OUT,
    "invalid_null": "Démarche numérique n’a pas pu donner un dossier en entier (invalid_null) : elle sera redemandée.",
    "internal_server_error": "Démarche numérique a rencontré une erreur : elle sera redemandée.",
    "graphql_parse_error": "Démarche numérique ne comprend plus la demande : le suivi doit être mis à jour.",
    "bad_request": "Démarche numérique refuse la demande : le suivi doit être mis à jour.",
}
PASSING = frozenset({"timeout", "invalid_null", "internal_server_error"})


def ask(query: str, variables: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """The `data` of the answer. Raises ServiceFault, in words, for anything but a whole and right one."""
    settings = config.current().demarche
    service = Service(NAME, seconds=SECONDS)
    reply = service.ask(
        settings.url,
        now=now,
        method="POST",
        headers={"Authorization": f"Bearer {settings.token}"},
        content={"query": query, "variables": dict(variables)},
    )
    if reply.status >= 400:
        raise ServiceFault(_refused(reply), status=reply.status)
    errors = reply.content.get("errors") if isinstance(reply.content, dict) else None
    if errors:
        raise _fatal(errors, settings.number)
    data = reply.content.get("data") if isinstance(reply.content, dict) else None
    if not isinstance(data, dict):
        raise ServiceFault("Démarche numérique a répondu autre chose que ce qu’elle annonce.")
    return data


def download(url: str) -> bytes:
    """A file of a dossier, at the address given for one hour. Raises ServiceFault."""
    return file(NAME, url, beside=config.current().demarche.url, most_bytes=LARGEST_FILE, seconds=120)


def _refused(reply: Reply) -> str:
    """Their words, translated into what to do."""
    said = reply.text
    if reply.status == 401 or "expired" in said.lower():
        return TOKEN_EXPIRED
    if reply.status == 403 and (address := ADDRESS.search(said)):
        return (
            f"Le jeton n’est pas permis depuis l’adresse de ce serveur ({address[0]}) : une personne administratrice "
            "de la démarche l’ajoute aux réseaux autorisés du jeton."
        )
    if reply.status in (401, 403):
        return TOKEN_UNKNOWN
    return f"Démarche numérique a refusé la demande (réponse {reply.status})."


def _fatal(errors: Any, number: int) -> ServiceFault:
    found = [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
    codes = [str((error.get("extensions") or {}).get("code", "")) for error in found]
    code = next((code for code in codes if code in WORDS), "")
    if code:
        return ServiceFault(WORDS[code].format(number=number), may_pass=code in PASSING)
    said = str(found[0].get("message", ""))[:200] if found else ""
    return ServiceFault(f"Démarche numérique a répondu par une erreur{f' : {said}' if said else ''}.")
