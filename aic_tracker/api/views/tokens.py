"""One's own tokens: made, shown once, revoked."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.access.queries import visible_laureates
from aic_tracker.accounts import tokens
from aic_tracker.api.forms import TokenForm
from aic_tracker.db import db
from aic_tracker.laureates import queries as laureates
from aic_tracker.web.forms import BaseForm, render_form

bp = Blueprint("api_tokens", __name__)


@bp.get("/mon-compte/jetons")
@requires(Permission.OWN_WORK)
def index() -> Any:
    opened = tokens.open_tokens(current_user, clock.now())
    return render_template("api/tokens.html", opened=opened, most=tokens.MOST_TOKENS)


@bp.route("/mon-compte/jetons/nouveau", methods=["GET", "POST"])
@requires(Permission.OWN_WORK)
def add() -> Any:
    """The token is shown in this answer, and never again: it is not kept."""
    form = TokenForm()
    visible = laureates.names_seen(visible_laureates(current_user, clock.today()))
    form.laureates.options = visible
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            token, secret = tokens.make(
                current_user,
                name=form.name.data,
                may_write=form.may_write.data,
                laureate_ids=form.laureates.data,
                lasts=timedelta(days=form.lasts.data),
                now=clock.now(),
            )
            db.session.commit()
            return render_template("api/token_made.html", token=token, secret=secret)
    return render_form("api/add_token.html", form)


@bp.route("/mon-compte/jetons/<int:api_token_id>/revoquer", methods=["GET", "POST"])
@requires(Permission.OWN_WORK)
def revoke(api_token_id: int) -> Any:
    token = tokens.token_of(current_user, api_token_id) or abort(404)
    form = BaseForm()
    if form.validate_on_submit():
        tokens.revoke(token, actor=current_user, now=clock.now())
        db.session.commit()
        flash(f"Jeton révoqué : {token.name}")
        return redirect(url_for(".index"), 303)
    return render_form("api/revoke_token.html", form, token=token)
