"""What was typed comes back: after a session that ended, and from a draft.

A form sent after the session ended is kept for the person of that session. Signed in again, they are led to the address
of the form with « ?saisie=ID »: it is then answered as if the form had just been sent from a page left open too long,
which every view answers by drawing it filled and doing nothing. Drafts are drawn the same way. A page drawn so says
what from (`drawn_from`), which is let go once the page saved it.
"""

import logging
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, has_request_context, redirect, render_template, request, url_for
from flask import before_render_template as about_to_draw
from flask.globals import request_ctx
from flask_login import current_user
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException

from aic_tracker import clock, db
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts import identity
from aic_tracker.accounts.sessions import SignIn
from aic_tracker.drafts import operations, queries, rules
from aic_tracker.drafts.models import Draft
from aic_tracker.web import security
from aic_tracker.web.forms import DRAFT, BaseForm

DRAWN = (200, 409, 422)
# What a form is sent to without being done; its own address comes along.
OF_A_FORM = ("drafts.save", "preview.show")
log = logging.getLogger(__name__)


class Again(NamedTuple):
    """What this answer is drawn from."""

    id: int
    was_sent: bool
    lacks_file: bool
    saved_at: Any
    texts: list[str]


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(typed_again=lambda: g.get("typed_again"), drawn_from=lambda: g.get("drawn_from"))
    app.jinja_env.globals.update(drafts_to=drafts_to, draft_url=draft_url, kept_url=kept_url)
    app.jinja_env.globals.update(form_begins=form_begins, form_address=form_address)
    app.before_request(_note_what_it_is_drawn_from)
    app.before_request(_keep_what_was_sent)
    app.before_request(_draw_again)
    app.after_request(_let_go)
    app.after_request(_answer_for_good)
    about_to_draw.connect(_leave_out_faults, app)


def is_a_form(path: str) -> bool:
    """Whether this address takes a form of somebody signed in, whose fields hold no secret."""
    try:
        endpoint, _values = _adapter().match(path.partition("?")[0], method="POST")
    except HTTPException:
        return False
    guard = getattr(current_app.view_functions[endpoint], "guard", None)
    return isinstance(guard, Permission) and not endpoint.startswith("accounts.") and len(path) <= rules.MAX_PATH


def address(path: str, draft_id: int) -> str:
    """Where what was kept is drawn again."""
    return f"{path}{'&' if '?' in path else '?'}{DRAFT}={draft_id}"


def plain(path: str) -> str:
    """The page of that address, or home when it only takes what is sent."""
    try:
        _adapter().match(path.partition("?")[0], method="GET")
    except HTTPException:
        return "/"
    return path


def keep_as_typed(user_id: int, path: str) -> int:
    """What this request sends, typed in the form of `path`, as that page's own draft."""
    return _keep(user_id, path, rules.typed_key(_form_key()))


def keep_what_is_sent(user_id: int, path: str) -> int:
    """What this request sends to `path` and cannot save."""
    return _keep(user_id, path, rules.sent_key(_form_key()))


def _keep(user_id: int, path: str, kept_key: str) -> int:
    lacks_file = any(file.filename for file in request.files.values())
    typed = list(request.form.items(multi=True))
    replaced = queries.replaced_by(user_id, path, _form_key(), _origin())
    db.db.session.rollback()
    return operations.keep(
        user_id, path, typed, now=clock.now(), kept_key=kept_key, lacks_file=lacks_file, instead_of=replaced
    )


def _form_key() -> str:
    return request.form.get("form_key", "")


def _origin() -> rules.Origin | None:
    """What the page of this request was drawn from."""
    return rules.read_origin(g.get("drawn_from") or "")


def drafts_to(action: str | None) -> Sequence[Draft]:
    """For templates: the drafts of a form sent to `action` (by default, to the page) that shows nothing typed."""
    if not current_user.is_authenticated or request.method != "GET":
        return ()
    return queries.drafts_to(current_user.id, _path_of(action))


def kept_url(draft: Draft) -> str:
    """For templates: where it is drawn again."""
    return request.script_root + address(draft.path, draft.id)


def draft_url(action: str | None) -> str:
    """For templates: where that form is sent to be kept as a draft."""
    return url_for("drafts.save", de=_path_of(action))


def form_begins(action: str | None) -> str:
    """For templates, at the head of a form: where it is sent, for what its fields send elsewhere."""
    g.form_action = action
    return ""


def form_address() -> str:
    """For templates, inside a form: its address, that what is sent elsewhere belongs to."""
    return _path_of(g.get("form_action"))


def _path_of(action: str | None) -> str:
    return action.removeprefix(request.script_root) if action else _path()


def _path() -> str:
    """The address of this request, without what asks for something kept."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != DRAFT]
    return request.path + ("?" + urlencode(pairs) if pairs else "")


def form_path() -> str:
    """The address of the form that this request sends, to be done, to be kept, or to be looked at."""
    return request.args.get("de", "") if request.endpoint in OF_A_FORM else _path()


def _adapter() -> Any:
    return request_ctx.url_adapter


def _note_what_it_is_drawn_from() -> None:
    if request.method == "POST":
        origin = rules.read_origin(request.form.get(DRAFT) or _form_key())
        g.drawn_from = str(origin) if origin else None


def _keep_what_was_sent() -> Any:
    if request.method != "POST" or current_user.is_authenticated or request.routing_exception:
        return None
    path = form_path()
    if not is_a_form(path) or not security.comes_from_our_pages():
        return None
    if not rules.is_worth_keeping(request.form.items(multi=True)) and not request.files:
        return None
    user_id = identity.who_was_here()
    if user_id is None and not request.form.get(identity.FORM_ACCOUNT):
        return None
    # Somebody else may have signed in here since the page was drawn.
    if user_id is None or user_id != identity.account_of_form():
        if is_asked_as_one_types():
            return told("Votre session n’est plus ouverte : ce texte n’est pas gardé.", 409)
        return _lead_to(url_for("accounts.sign_in", non_garde=1))
    draft_id = keep_what_is_sent(user_id, path)
    if is_asked_as_one_types():
        return told("Votre session est terminée, votre saisie est gardée : enregistrez pour vous reconnecter.", 200)
    return _lead_to(url_for("accounts.sign_in", next=address(path, draft_id)))


def is_asked_as_one_types() -> bool:
    return "X-Draft" in request.headers


def told(sentence: str, status: int) -> Response:
    """What the page shows as one types: 200 only when it is kept."""
    return Response(sentence, status, mimetype="text/plain")


def _lead_to(sign_in: str) -> Any:
    if request.headers.get("HX-Request") == "true":
        return Response(headers={"HX-Redirect": sign_in})
    return redirect(sign_in, 303)


def _draw_again() -> Any:
    asked = request.args.get(DRAFT, "")
    if request.method != "GET" or not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        return None
    db.begin_reading()
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.sign_in", next=address(_path(), int(asked))), 303)
    draft = queries.kept(current_user.id, int(asked))
    if draft is None or draft.path != _path() or not is_a_form(draft.path):
        return redirect(request.script_root + plain(_path()), 303)
    g.typed_again = Again(draft.id, draft.was_sent, draft.lacks_file, draft.saved_at, rules.texts(draft.fields))
    g.drawn_from = str(draft.origin)
    # Without its token: it can only be drawn.
    g.csrf_failed = True
    request.url_rule, request.view_args = _adapter().match(method="POST", return_rule=True)
    request.routing_exception = None
    request.method = "POST"
    vars(request)["form"] = ImmutableMultiDict([(name, text) for name, text in draft.fields])
    vars(request)["files"] = ImmutableMultiDict()
    return None


def _leave_out_faults(_app: Flask, **_context: Any) -> None:
    """What is drawn again is not refused: nobody has sent it yet."""
    for form in g.get("forms_again", ()) if has_request_context() else ():
        _leave_out_faults_of(form)


def _leave_out_faults_of(form: BaseForm) -> None:
    # That of the token stays: a form that has one was typed in, which templates may ask.
    form.form_errors = []
    for field in form:
        if field.short_name != form.meta.csrf_field_name:
            field.errors = []


def _answer_for_good(response: Response) -> Response:
    again: Again | None = g.get("typed_again")
    if again is None:
        return response
    if response.status_code in DRAWN:
        response.status_code = 200
    elif again.texts and response.status_code < 500 and response.location != url_for("accounts.my_second_factor"):
        # Its form is not there any more: the words still are.
        leads_elsewhere = response.location
        if leads_elsewhere:
            response.headers.remove("Location")
            response.status_code = 200
        response.mimetype = "text/html"
        response.set_data(render_template("drafts/words.html", again=again, elsewhere=leads_elsewhere))
    return response


@event.listens_for(Session, "before_commit")
def _note_commit(session: Session) -> None:
    if has_request_context() and request.method == "POST" and not session.in_nested_transaction():
        g.has_saved = True


def _let_go(response: Response) -> Response:
    """What was saved needs to be kept no longer."""
    sign_in: SignIn | None = g.get("sign_in")
    if not g.get("has_saved") or sign_in is None or response.status_code not in (200, 204, 303):
        return response
    try:
        if saved := queries.replaced_by(sign_in.user_id, _path(), _form_key(), _origin()):
            db.db.session.rollback()
            with db.relaxed_durability():
                operations.let_go(saved)
                db.db.session.commit()
    except SQLAlchemyError as error:
        db.db.session.rollback()
        log.info("a draft outlives what it became: %s", type(error).__name__)
    return response
