"""A page drawn for one account and sent while another is signed in: nothing of it is done, nor shown to that other."""

from typing import Any

from flask import Flask, Response, current_app, render_template, request, url_for
from flask_login import current_user

from aic_tracker.access.permissions import Permission
from aic_tracker.accounts import identity, queries
from aic_tracker.drafts import rules, typed
from aic_tracker.web import security


def init_app(app: Flask) -> None:
    app.before_request(_refuse)


def _refuse() -> Any:
    if request.method != "POST" or request.routing_exception or not current_user.is_authenticated:
        return None
    drawn_for = identity.account_of_form()
    if drawn_for in (None, current_user.id):
        return None
    # What anybody may do is done for whoever asks: signing in, out, a link of a mail.
    if not isinstance(getattr(current_app.view_functions[request.endpoint or ""], "guard", None), Permission):
        return None
    if typed.is_asked_as_one_types():
        return typed.told("Ce texte n’est pas gardé : cette page a été ouverte par un autre compte.", 409)
    return _told(is_kept=_keep_for(drawn_for))


def _keep_for(user_id: int) -> bool:
    path = typed.form_path()
    if not typed.is_a_form(path) or not security.comes_from_our_pages():
        return False
    owner = queries.user_by_id(user_id)
    if owner is None or not owner.is_active or not rules.is_worth_keeping(request.form.items(multi=True)):
        return False
    typed.keep_what_is_sent(user_id, path)
    return True


def _told(*, is_kept: bool) -> Any:
    if request.headers.get("HX-Request") == "true":
        # Not kept, the text stays on the screen, which says that it is not saved.
        return Response(headers={"HX-Redirect": url_for("drafts.elsewhere")}) if is_kept else Response(status=403)
    page = request.script_root + typed.plain(typed.form_path())
    return render_template("drafts/elsewhere.html", is_kept=is_kept, page=page), 409
