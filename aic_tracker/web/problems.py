"""Errors told to programs: under /api, every answer that is an error is a problem document (RFC 9457)."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, has_request_context, request
from werkzeug.exceptions import HTTPException

PREFIX = "/api/"
MEDIA_TYPE = "application/problem+json"
# What a person reads of each, in the words of the pages (RFC 9457, section 3.1.3: the same for every occurrence).
TITLES = {
    400: "Demande illisible",
    401: "Jeton absent ou refusé",
    403: "Action non permise",
    404: "Adresse inconnue",
    405: "Méthode non permise",
    409: "Refusé dans l’état actuel",
    412: "Modifié entre-temps",
    413: "Demande trop longue",
    415: "Format non accepté",
    422: "Valeurs refusées",
    428: "Version attendue",
    429: "Trop de demandes",
    500: "Erreur du service",
    503: "Service indisponible",
}
# What an answer of this kind is read with (RFC 9110: Allow, Retry-After, WWW-Authenticate).
KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


def are_wanted() -> bool:
    """Whether the request of the moment was asked by a program."""
    return has_request_context() and request.path.startswith(PREFIX)


def answer(code: int, detail: str = "", *, headers: Mapping[str, str] | None = None, errors: Any = None) -> Response:
    """A problem document. `errors`: by field, what is refused of it."""
    said: dict[str, Any] = {"type": "about:blank", "title": title_of(code), "status": code}
    if detail:
        said["detail"] = detail
    if errors:
        said["errors"] = errors
    return Response(json.dumps(said, ensure_ascii=False), code, dict(headers or {}), mimetype=MEDIA_TYPE)


def of_exception(error: HTTPException) -> Response:
    """What werkzeug or a view refused, with the headers that go with it."""
    kept = {name: value for name, value in error.get_headers() if name in KEPT_HEADERS}
    return answer(error.code or 500, headers=kept)


def title_of(code: int) -> str:
    return TITLES.get(code, "Erreur")
