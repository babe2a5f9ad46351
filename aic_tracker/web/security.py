"""Response headers and request bounds that hold for every page."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, abort, current_app, g, has_request_context, request
from flask_wtf.csrf import ValidationError, validate_csrf
from sqlalchemy import event
from sqlalchemy.orm import Session

from aic_tracker.web import problems

MAX_BODY_BYTES = 2 * 1024 * 1024
MAX_FIELD_BYTES = 500_000
AS_LONG_AS_ITS_SESSION = 10**9  # seconds: a token is worth nothing without the cookie it goes with

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def init_app(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_FIELD_BYTES
    app.before_request(_allow_larger_body)
    app.before_request(_check_csrf)
    app.after_request(_add_headers)


def accepts_body_of(size: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let a view receive up to `size` bytes, form included; write it under the guard."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        view.body_bytes = size  # type: ignore[attr-defined]
        return view

    return decorate


def without_csrf(view: Callable[..., Any]) -> Callable[..., Any]:
    """For a view whose address is itself a secret, posted to from outside; write it under the guard."""
    view.needs_no_csrf = True  # type: ignore[attr-defined]
    return view


def _allow_larger_body() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if size := getattr(view, "body_bytes", None):
        request.max_content_length = size


def _check_csrf() -> None:
    """Note a missing or expired token. Forms then show what was typed again; nothing can be committed meanwhile."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method in ("GET", "HEAD", "OPTIONS") or getattr(view, "needs_no_csrf", False):
        return
    if problems.are_wanted():  # by its token alone: no cookie says who asks
        return
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        g.csrf_failed = True


def comes_from_our_pages() -> bool:
    """Whether a page of ours sent this request, however long ago it was drawn. Not enough to save what it says."""
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        return True
    try:
        validate_csrf(request.form.get("csrf_token"), time_limit=AS_LONG_AS_ITS_SESSION)
    except ValidationError:
        return False
    return True


def accept_without_token() -> None:
    """Let this request commit whatever its token: only where another site would gain nothing by forging it."""
    g.pop("csrf_failed", None)


@event.listens_for(Session, "before_commit")
def _refuse_forged_commit(_session: Session) -> None:
    # The net below the forms: a view that forgot to validate its form cannot write for a forged request.
    if has_request_context() and g.get("csrf_failed"):
        abort(400)


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    # What `frame-ancestors` says, for those that do not read it.
    framed_here = "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    headers.setdefault("X-Frame-Options", "SAMEORIGIN" if framed_here else "DENY")
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    # What search engines keep is what says so itself.
    headers.setdefault("X-Robots-Tag", "noindex, nofollow")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response
