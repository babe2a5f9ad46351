"""Ask a document of Grist, and have its refusals say what to do. Its key has all the rights of an account."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from aic_tracker import config
from aic_tracker.outgoing.service import Reply, Service, ServiceFault

NAME = "Grist"
SECONDS = 45.0
ODD = "Grist a répondu autre chose que ce qu’il annonce."


def ask(document: str, path: str, *, now: datetime, method: str = "GET", content: Any = None) -> Any:
    """What the document answers at `path`. Raises ServiceFault, in words."""
    reply = attempt(document, path, now=now, method=method, content=content)
    if reply.status >= 400:
        raise ServiceFault(_refused(reply, document), status=reply.status)
    return reply.content


def attempt(document: str, path: str, *, now: datetime, method: str = "GET", content: Any = None) -> Reply:
    settings = config.current().grist
    return Service(NAME, seconds=SECONDS).ask(
        f"{settings.url}/api/docs/{quote(document, safe='')}/{path}",
        now=now,
        method=method,
        headers={"Authorization": f"Bearer {settings.key}"},
        content=content,
    )


def listed(content: Any, name: str) -> list[dict[str, Any]]:
    found = content.get(name) if isinstance(content, dict) else None
    if not isinstance(found, list):
        raise ServiceFault(ODD)
    return [one for one in found if isinstance(one, dict)]


def fields(one: dict[str, Any]) -> dict[str, Any]:
    found = one.get("fields")
    return found if isinstance(found, dict) else {}


def _refused(reply: Reply, document: str) -> str:
    match reply.status:
        case 401:
            return "Grist ne reconnaît pas la clé : recopiez-la dans [grist] key, ou créez-en une autre."
        case 403:
            return (
                f"Le compte de la clé n’a pas les droits qu’il faut sur le document {document} : partagez-le avec lui, "
                "en lecture pour le lire, en édition pour y recopier le suivi."
            )
        case 404:
            return f"Grist ne connaît pas le document {document}, ou sa table : vérifiez le réglage [grist]."
        case 413:
            return "Grist trouve la demande trop longue : le suivi doit être mis à jour."
    said = reply.content.get("error", "") if isinstance(reply.content, dict) else ""
    shown = f" : {said[:200]}" if isinstance(said, str) and said else ""
    return f"Grist a refusé la demande (réponse {reply.status}){shown}."
