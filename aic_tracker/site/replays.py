"""What a program sends twice under one Idempotency-Key is done once, and answered the same (draft -08 of that header).

By the mechanism of the forms (`idempotency`): the key is spent in the transaction of what it does. The whole answer is
kept for a day.
"""

import json
from hashlib import sha256
from typing import Any

from flask import Flask, Response, g, request
from flask_login import current_user

from aic_tracker.site import idempotency
from aic_tracker.web import problems

HEADER = "Idempotency-Key"
LONGEST = 200
KEPT_HEADERS = ("Location", "ETag")
ANOTHER = "Cette clé a déjà servi à une autre demande : donnez-en une nouvelle."


def init_app(app: Flask) -> None:
    app.before_request(_answer_again)
    app.after_request(_keep_answer)


def _answer_again() -> Any:
    key = request.headers.get(HEADER)
    if key is None or not problems.are_wanted() or request.method in ("GET", "HEAD", "OPTIONS"):
        return None
    if not current_user.is_authenticated:
        return None
    if not 1 <= len(key) <= LONGEST:
        return problems.answer(400, f"{HEADER} : de 1 à {LONGEST} caractères.")
    g.asked = _digest(request.method, request.full_path, request.get_data())
    kept = idempotency.begin(_digest("api", str(current_user.id), key))
    return None if kept is None else _again(kept)


def _again(kept: str) -> Response:
    if not kept:
        return problems.answer(409, idempotency.UNDER_WAY, headers={"Retry-After": "1"})
    first = json.loads(kept)
    if first["asked"] != g.asked:
        return problems.answer(422, ANOTHER)
    headers = {**first["headers"], "Idempotency-Replayed": "true"}
    return Response(first["body"], first["status"], headers, mimetype="application/json")


def _keep_answer(response: Response) -> Response:
    if g.get("asked") and idempotency.is_done() and response.status_code < 300:
        headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
        answer = {"asked": g.asked, "status": response.status_code, "headers": headers, "body": response.get_data(True)}
        idempotency.keep(json.dumps(answer))
    return response


def _digest(*parts: str | bytes) -> str:
    told = [part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass") for part in parts]
    return sha256(b"\0".join(told)).hexdigest()
