"""Error pages in French, and the database's own refusals turned into answers."""

import logging
import traceback
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask, Response, current_app, g, has_request_context, render_template, request
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from aic_tracker import uniqueness
from aic_tracker.db import db
from aic_tracker.errors import DomainError, LimitError, StaleError
from aic_tracker.web import problems

Answer = Response | tuple[str, int] | tuple[str, int, dict[str, str]]
PACKAGE = Path(__file__).resolve().parents[1]
TYPES = PACKAGE / "db.py"  # decodes what is stored, beside SQLAlchemy's own types
PAGES = (400, 403, 404, 405, 409, 413, 500, 503)
log = logging.getLogger(__name__)


class Unsaved(NamedTuple):
    """What a person typed, that could not be written."""

    action: str
    fields: list[tuple[str, str]]


def init_app(app: Flask) -> None:
    app.jinja_env.globals["unsaved"] = _unsaved
    for code in PAGES:
        app.register_error_handler(code, _http_error)
    app.register_error_handler(HTTPException, _other_error)
    app.register_error_handler(OperationalError, _database_unavailable)
    app.register_error_handler(IntegrityError, _same_at_once)
    app.register_error_handler(DataError, _out_of_range)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(StaleError, _stale)
    app.register_error_handler(LimitError, _too_many)
    app.register_error_handler(DomainError, _refused)


def _unsaved() -> Unsaved | None:
    """Nothing for a forged request, for what holds secrets, nor for a file, which would have to be chosen again."""
    if not has_request_context() or request.method != "POST" or request.blueprint in (None, "accounts"):
        return None
    if g.get("csrf_failed") or request.files or "csrf_token" not in request.form:
        return None
    return Unsaved(request.full_path.rstrip("?"), list(request.form.items(multi=True)))


def _page(code: int) -> Answer:
    db.session.rollback()
    if problems.are_wanted():
        return problems.answer(code)
    try:
        return render_template(f"errors/{code}.html"), code
    except OperationalError as error:
        # The page asks who is looking, and the database is gone.
        return _database_unavailable(error)


def _http_error(error: HTTPException) -> Answer:
    if problems.are_wanted():
        db.session.rollback()
        return current_app.make_response(error.response) if error.response else problems.of_exception(error)
    if isinstance(error, SecurityError):
        # Asked under a name that is not ours: the pages' own links cannot be built.
        return current_app.jinja_env.get_template("pages/unknown_host.html").render(), 400
    if is_about_what_is_stored(getattr(error, "original_exception", None)):
        db.session.rollback()
        # The row may be that of whoever is looking: nothing here asks who that is.
        return current_app.jinja_env.get_template("errors/unreadable.html").render(), 500
    answer = current_app.make_response(_page(error.code or 500))
    for name, value in error.get_headers():
        if name in problems.KEPT_HEADERS:
            answer.headers[name] = value
    return answer


def _other_error(error: HTTPException) -> Any:
    """What has no page of its own: redirections among them."""
    if problems.are_wanted() and (error.code or 500) >= 400:
        return _http_error(error)
    return error


def is_about_what_is_stored(error: BaseException | None) -> bool:
    """Whether a stored value was being decoded: an unknown word of a list, a date or a JSON that is none.

    A page with such a row left out would be wrong in silence (a ceiling, a sum, a member), so none is drawn; what
    leaves by itself goes on without it (`reminders/unreadable.py`).
    """
    if not isinstance(error, LookupError | ValueError | TypeError | ArithmeticError):
        return False
    if isinstance(error, SQLAlchemyError):
        return False
    files = [Path(frame.filename) for frame in traceback.extract_tb(error.__traceback__)]
    ours = [n for n, file in enumerate(files) if PACKAGE in file.parents and file != TYPES]
    return any(file.parts[-3:-1] == ("sqlalchemy", "engine") for file in files[ours[-1] + 1 if ours else 0 :])


def _database_unavailable(error: OperationalError) -> Answer:
    if uniqueness.is_crossed(error):
        log.warning("two transactions crossed: %s", type(error.orig).__name__)
        return _crossed("Quelqu’un enregistrait la même chose que vous au même instant : renvoyez la vôtre.")
    log.error("database unavailable: %s", error.orig)
    db.session.rollback()
    if problems.are_wanted():
        return problems.answer(503, headers={"Retry-After": "30"})
    return unavailable(), 503


def _same_at_once(error: IntegrityError) -> Answer:
    """The net below the forms: of two who did the same at once, the second is told so."""
    refusal = uniqueness.refusal(error)
    if refusal is None:
        raise error
    return _crossed(refusal.message)


def _crossed(message: str) -> Answer:
    db.session.rollback()
    if problems.are_wanted():
        return problems.answer(409, message)
    return render_template("pages/crossed.html", message=message), 409


def unavailable() -> str:
    """The page that needs no database: context processors ask it who is looking, and are left out."""
    return current_app.jinja_env.get_template("errors/503.html").render()


def _out_of_range(error: DataError) -> Answer:
    # An identifier larger than the column can hold names nothing that exists.
    log.warning("value out of range: %s", type(error.orig).__name__)  # its message quotes the value
    return _page(404)


def _stale(_error: Exception) -> Answer:
    return _page(412 if problems.are_wanted() else 409)


def _refused(error: DomainError) -> Answer:
    """A form reports its refusals itself; a program is told them here, with the field they are about."""
    if not problems.are_wanted():
        raise error
    db.session.rollback()
    return problems.answer(409, error.message, errors={error.field: [error.message]} if error.field else None)


def _too_many(error: LimitError) -> Answer:
    db.session.rollback()
    if problems.are_wanted():
        return problems.answer(429, error.message, headers={"Retry-After": "60"})
    return render_template("errors/429.html", message=error.message), 429
