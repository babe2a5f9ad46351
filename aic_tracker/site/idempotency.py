"""What is sent twice is done once.

Each form drawn by the macros carries a key drawn at random. The key and all that was typed make one digest, kept with
what the form did, in the same transaction. The same digest again is led where the first one was, once that one is
known to have been done or given up; another text under the same key (a page gone back to, and changed) is another form.
"""

import logging
import secrets
from enum import Enum
from hashlib import sha256
from threading import Event
from typing import Any

from flask import Flask, Response, flash, g, has_request_context, redirect, render_template, request
from flask_login import current_user
from markupsafe import Markup, escape
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from aic_tracker import clock
from aic_tracker.accounts import idempotency_keys
from aic_tracker.accounts.identity import form_owner
from aic_tracker.db import db, relaxed_durability
from aic_tracker.web import problems

FIELD = "form_key"
IGNORED = (FIELD, "csrf_token", "form_account")
MESSAGE = "C’était déjà enregistré : cet envoi n’a compté qu’une fois."
UNDER_WAY = "La même demande, sous la même clé, est en cours : redemandez dans un instant."
TRIES, PAUSE = 20, 0.05
log = logging.getLogger(__name__)


class Sending(Enum):
    """How far the form of this request went."""

    READ = 1
    WRITTEN = 2  # within the transaction, not committed yet
    DONE = 3


class SentTwice(Exception):
    """The same form did its work meanwhile."""


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(form_key=_key, marks_of_form=_marks)
    app.before_request(_answer_again)
    app.after_request(_keep_answer)
    app.register_error_handler(SentTwice, _answer_after_the_first)


def _key() -> str:
    """Drawn at random, after what the page is drawn from when it is (`drafts/typed.py`). A form given back to be
    corrected is the same page still.
    """
    if request.method == "POST" and _sending() is not Sending.DONE and (given := request.form.get(FIELD)):
        return given
    drawn_from: str | None = g.get("drawn_from")
    drawn = secrets.token_urlsafe(12)
    return f"{drawn_from}.{drawn}" if drawn_from else drawn


def _marks() -> Markup:
    return Markup(f'{form_owner()}<input type="hidden" name="{FIELD}" value="{escape(_key())}">')


def _answer_again() -> Any:
    if request.method != "POST" or g.get("csrf_failed") or problems.are_wanted():
        return None
    if not (typed := request.form.get(FIELD)):
        return None
    if not current_user.is_authenticated:
        return None
    return None if begin(_digest(typed)) is None else _lead_as_the_first()


def _digest(key: str) -> str:
    said = [key, str(current_user.id), request.full_path]
    said += [f"{name}={value}" for name, value in request.form.items(multi=True) if name not in IGNORED]
    for name, file in request.files.items(multi=True):
        said.append(f"{name}={file.filename}={sha256(file.stream.read()).hexdigest()}")
        file.stream.seek(0)
    return sha256("\x00".join(said).encode("utf-8", "surrogatepass")).hexdigest()


@event.listens_for(Session, "before_commit")
def _spend(session: Session) -> None:
    # Only with the outermost commit: what a savepoint holds may still be given up.
    if _sending() is Sending.READ and not session.in_nested_transaction():
        if not idempotency_keys.spend(g.sent, clock.now()):
            raise SentTwice
        g.sending = Sending.WRITTEN


@event.listens_for(Session, "after_commit")
def _settle(_session: Session) -> None:
    if _sending() is Sending.WRITTEN:
        g.sending = Sending.DONE


@event.listens_for(Session, "after_rollback")
def _give_up(_session: Session) -> None:
    if _sending() is Sending.WRITTEN:
        g.sending = Sending.READ


def begin(digest: str) -> str | None:
    """What the first request of this digest was answered: "" while that is not known, None when there was none.

    The next commit of this request spends it.
    """
    g.sent, g.sending = digest, Sending.READ
    idempotency_keys.hold(digest)
    return idempotency_keys.answer_of(digest)


def _sending() -> "Sending | None":
    return g.get("sending") if has_request_context() else None


def _keep_answer(response: Response) -> Response:
    if is_done() and response.status_code == 303:
        keep(response.location or "")
    return response


def is_done() -> bool:
    """Whether what this request asked under a key is done."""
    return _sending() is Sending.DONE


def keep(answer: str) -> None:
    """For who sends it again. What was asked is done: failing here must not say otherwise."""
    try:
        db.session.rollback()
        with relaxed_durability():
            idempotency_keys.note_answer(g.sent, answer)
            db.session.commit()
    except SQLAlchemyError as error:
        db.session.rollback()
        log.info("the answer to a form is not kept: %s", type(error).__name__)


def _answer_after_the_first(_error: SentTwice) -> Any:
    db.session.rollback()
    if problems.are_wanted():
        return problems.answer(409, UNDER_WAY, headers={"Retry-After": "1"})
    return _lead_as_the_first()


def _lead_as_the_first() -> Any:
    """Where the first one was led; it may still be on its way. A part of a page has the page drawn again."""
    if request.headers.get("HX-Request") == "true":
        flash(MESSAGE, "info")
        return Response(headers={"HX-Refresh": "true"})
    for _ in range(TRIES):
        if location := idempotency_keys.answer_of(g.sent):
            flash(MESSAGE, "info")
            return redirect(location, 303)
        db.session.rollback()  # or the first one could not write
        Event().wait(PAUSE)
    return render_template("pages/sent_twice.html"), 409
