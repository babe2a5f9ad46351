"""What is logged, and how: one JSON line per event, which names nobody and holds no secret.

A request is told by its route, never by its path or its query, where tokens and names stand; a person by their number;
an exception by its type and where it went through, never by its message, which may quote what somebody typed.
"""

import json
import logging
import re
import secrets
import sys
import traceback
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from flask import Flask, Response, g, request

from aic_tracker import clock
from aic_tracker.accounts.sessions import SignIn
from aic_tracker.audit.chain import request_id

access = logging.getLogger("aic_tracker.access")
log = logging.getLogger("aic_tracker.web")

HEADER = "X-Request-ID"
STARTED = "aic_tracker.started"
SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
# The net below: what slips into a message all the same.
ADDRESS = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+")
TOKEN = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{32,}(?![A-Za-z0-9_-])")
DEEPEST = 60

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def redacted(text: str) -> str:
    """Without addresses of mail, nor what looks like a secret."""
    return TOKEN.sub("[…]", ADDRESS.sub("[adresse]", text))


def frames_of(error: BaseException | None) -> list[str]:
    """Types and places, from the first cause to what was raised last: no message, no value."""
    if error is None:
        return []
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    places = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    told = [f"{place.filename}:{place.lineno} {place.name}: {place.line}" for place in places]
    return [*frames_of(before), *told, type(error).__qualname__]


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redacted(record.getMessage()),
        }
        if rid := request_id.get():
            told["request_id"] = rid
        told |= getattr(record, "fields", {})
        if record.exc_info:
            told["exception"] = frames_of(record.exc_info[1])
        return json.dumps(told, ensure_ascii=False)


class Lines(logging.Formatter):
    """For a person who watches: the demonstration on one's own machine."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        return redacted(super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have left its own
        return super().format(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802
        return "\n".join(frames_of(ei[1]))


def configure(kind: str) -> None:
    """Have this process write its lines on stderr, as `[app] logs` says."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if kind == "json" else Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("aic_tracker").setLevel(logging.INFO)
    access.setLevel(logging.INFO if kind == "json" else logging.WARNING)
    # The server's own logger does not hand its lines up: it is given the same clothes.
    for server in logging.getLogger("gunicorn.error").handlers:
        server.setFormatter(handler.formatter)
    if kind == "json":
        logging.getLogger("werkzeug").setLevel(logging.WARNING)  # its lines hold paths


def init_app(app: Flask) -> None:
    # Registered before all others, run after them.
    app.after_request(_tell)
    app.context_processor(lambda: {"request_id": request_id.get()})
    app.log_exception = _tell_exception  # type: ignore[method-assign]
    app.wsgi_app = Numbered(app.wsgi_app)  # type: ignore[method-assign]


class Numbered:
    """Gives each request an identifier, or keeps the one that a proxy gave it; the answer carries it."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        rid = given if SANE.fullmatch(given) else secrets.token_hex(8)
        environ[STARTED] = clock.stopwatch()

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [*headers, (HEADER, rid)], *rest)

        token = request_id.set(rid)
        try:
            return self.application(environ, start)
        finally:
            request_id.reset(token)


def _tell(response: Response) -> Response:
    sign_in: SignIn | None = g.get("sign_in")
    fields = {
        "method": request.method if request.method in ("GET", "HEAD", "POST", "OPTIONS") else "other",
        "endpoint": request.endpoint,
        "route": request.url_rule.rule if request.url_rule else None,
        "status": response.status_code,
        "duration_ms": round((clock.stopwatch() - request.environ.get(STARTED, clock.stopwatch())) * 1000, 1),
        "user_id": sign_in.user_id if sign_in and sign_in.is_in else None,
    }
    access.info("request", extra={"fields": fields})
    return response


def _tell_exception(exc_info: ExcInfo) -> None:
    route = request.url_rule.rule if request.url_rule else None
    log.error(
        "unhandled exception", exc_info=exc_info, extra={"fields": {"route": route, "endpoint": request.endpoint}}
    )
