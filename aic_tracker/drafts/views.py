"""One's own drafts: kept as one types, found again, erased."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_login import current_user

from aic_tracker import clock, formats
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts import identity
from aic_tracker.db import db
from aic_tracker.drafts import operations, queries, rules, typed
from aic_tracker.web import security
from aic_tracker.web.forms import BaseForm

bp = Blueprint("drafts", __name__)


@bp.get("/mon-compte/brouillons")
@requires(Permission.OWN_ACCOUNT)
def index() -> Any:
    drafts = queries.drafts_of(current_user.id)
    return render_template("drafts/index.html", drafts=drafts, days=rules.KEPT.days)


@bp.post("/mon-compte/brouillons")
@requires(Permission.OWN_ACCOUNT)
def save() -> Any:
    """Keep the form of the address `de`: by its button, or as one types, which is told the hour in one line."""
    path = request.args.get("de", "")
    if not typed.is_a_form(path):
        abort(404)
    if not security.comes_from_our_pages():
        abort(400)
    if identity.account_of_form() is None:  # another's is answered before it comes here
        abort(409)
    draft_id = typed.keep_as_typed(current_user.id, path)
    if typed.is_asked_as_one_types():
        return typed.told(f"Brouillon gardé à {formats.hour(clock.now())}", 200)
    return redirect(request.script_root + typed.address(path, draft_id), 303)


@bp.get("/mon-compte/brouillons/autre-compte")
@requires(Permission.OWN_ACCOUNT)
def elsewhere() -> Any:
    """Where a part of a page, sent while another account was signed in, has the whole page led."""
    return render_template("drafts/elsewhere.html", is_kept=True, page=request.script_root + "/")


@bp.post("/mon-compte/brouillons/<int:draft_id>/effacer")
@requires(Permission.OWN_ACCOUNT)
def erase(draft_id: int) -> Any:
    draft = queries.kept(current_user.id, draft_id) or abort(404)
    if BaseForm().validate_on_submit():
        operations.erase(draft)
        db.session.commit()
        flash("Ce que vous aviez saisi est effacé.")
    return redirect(request.script_root + typed.plain(draft.path), 303)
