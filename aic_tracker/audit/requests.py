"""What the audit trail keeps of an answer whatever becomes of its transaction: refusals, failures, files that leave."""

import logging
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from aic_tracker import clock
from aic_tracker.access.permissions import Permission
from aic_tracker.access.queries import laureate_id_of
from aic_tracker.accounts.sessions import SignIn
from aic_tracker.accounts.tokens import Holder
from aic_tracker.audit import operations, queries
from aic_tracker.audit.chain import Draft
from aic_tracker.audit.models import Event, Outcome
from aic_tracker.db import db, relaxed_durability
from aic_tracker.web import errors

log = logging.getLogger(__name__)

# Anybody may fail to sign in as often as they like: beyond so many an hour, the trail has understood.
ANONYMOUS_AN_HOUR = 500
LEAVING = (Event.EXPORTED_FILE, Event.EXPORTED_PERSON)
TEXTS = ("text/html", "text/plain", "application/json")


def init_app(app: Flask) -> None:
    # First registered, last run: the answer is finished, and what it read needs to be read no more.
    app.after_request(_keep)


def note(event: Event, *, outcome: Outcome = Outcome.FAILED, actor_id: int | None = None, **values: Any) -> None:
    """Keep it once the answer is decided, in a transaction of its own: the request's own may be undone."""
    noted = g.setdefault("audited", [])
    noted.append(Draft(event, clock.now(), actor_id, outcome=outcome, **values))


def _keep(response: Response) -> Response:
    drafts: list[Draft] = g.pop("audited", None) or _of_answer(response)
    if not drafts:
        return response
    leaves = any(draft.event in LEAVING for draft in drafts)
    try:
        drafts = [_located(draft) for draft in drafts if draft.actor_id is not None or not _is_flooded(draft)]
        # From here on the session is at rest: on SQLite it may have held the lock that the trail needs.
        db.session.rollback()
        # A power cut may take back a refusal; not the trace of what left.
        with nullcontext() if leaves else relaxed_durability():
            operations.record_beside(drafts)
    except SQLAlchemyError as error:
        why = error.orig if isinstance(error, DBAPIError) else error
        log.error("not kept in the audit trail: %s: %s", ", ".join(d.event for d in drafts), type(why).__name__)
        return _held_back(response) if leaves else response
    return response


def _is_flooded(draft: Draft) -> bool:
    return queries.anonymous_within_an_hour(draft.at) >= ANONYMOUS_AN_HOUR


def _held_back(response: Response) -> Response:
    """No file leaves without its trace."""
    response.close()
    response.direct_passthrough = False
    for name in ("Content-Disposition", "ETag", "Last-Modified", "Content-Encoding"):
        response.headers.remove(name)
    response.status_code, response.mimetype = 503, "text/html"
    response.set_data(errors.unavailable())
    return response


def _of_answer(response: Response) -> list[Draft]:
    view = current_app.view_functions.get(request.endpoint or "")
    permission = getattr(view, "guard", None)
    sign_in: SignIn | Holder | None = g.get("sign_in") or g.get("holder")
    if not isinstance(permission, Permission) or sign_in is None or not sign_in.is_in:
        return []
    if response.status_code in (403, 404):
        return [_draft(Event.REFUSED, Outcome.REFUSED, sign_in, status=response.status_code)]
    if response.status_code in (200, 206) and request.method != "HEAD" and _is_a_file(response):
        return [_draft(Event.EXPORTED_FILE, Outcome.DONE, sign_in, type=response.mimetype)]
    return []


def _is_a_file(response: Response) -> bool:
    return "attachment" in response.headers.get("Content-Disposition", "") or response.mimetype not in TEXTS


def _draft(event: Event, outcome: Outcome, sign_in: SignIn | Holder, **details: Any) -> Draft:
    asked: dict[str, Any] = request.view_args or {}
    numbers = {name: value for name, value in asked.items() if isinstance(value, int)}
    return Draft(
        event,
        clock.now(),
        sign_in.user_id,
        object_kind="laureate" if "slug" in asked else "",
        outcome=outcome,
        details={"endpoint": request.endpoint, "method": request.method, **numbers, **details},
    )


def _located(draft: Draft) -> Draft:
    """Whatever was refused is looked up and written alike: the time of the answer does not tell what exists."""
    slug = (request.view_args or {}).get("slug")
    if draft.object_kind != "laureate" or draft.object_id is not None or slug is None:
        return draft
    return replace(draft, object_id=laureate_id_of(slug))
