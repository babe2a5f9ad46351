"""The projects of a coach given to another one together."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts import queries as accounts
from aic_tracker.db import db
from aic_tracker.folding import by_name
from aic_tracker.formats import listed, plural
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.namesakes import told_apart
from aic_tracker.leaving import operations
from aic_tracker.leaving.forms import ReassignForm
from aic_tracker.leaving.holdings import holdings_of
from aic_tracker.leaving.views.common import bp
from aic_tracker.web.forms import render_form


@bp.get("/laureats/reattribuer")
@requires(Permission.REASSIGN_PROJECTS)
def reassign() -> Any:
    """Whose projects."""
    counts = laureates.led_counts(clock.today())
    labels = told_apart(by_name(accounts.coaches()), {})
    coaches = [(user, label, counts.get(user.id, 0)) for user, label in labels]
    return render_template("leaving/reassign.html", coaches=coaches)


@bp.route("/laureats/reattribuer/<int:user_id>", methods=["GET", "POST"])
@requires(Permission.REASSIGN_PROJECTS)
def reassign_from(user_id: int) -> Any:
    """Which of them, to whom: what moves with each is read before it does."""
    coaches, now = by_name(accounts.coaches()), clock.now()
    user = next((coach for coach in coaches if coach.id == user_id), None) or abort(404)
    colleagues = [coach for coach in coaches if coach is not user]
    led = [holding for holding in holdings_of(user, now) if holding.held.leads]
    form = ReassignForm(projects=[holding.laureate for holding in led])
    form.projects.options = [(one.laureate, (one.laureate.name, _moving(one.held.to_do()))) for one in led]
    form.heir.options = told_apart(colleagues, {})
    if form.validate_on_submit():
        given: list[str] = []
        with form.reporting_domain_errors():
            ids, heir = [laureate.id for laureate in form.projects.data], form.heir.data
            heirs = dict.fromkeys(ids, heir)
            moved = operations.hand_over(user, heirs, actor=current_user, now=now, among=ids)
            db.session.commit()
            given = [laureate.name for laureate in moved]
        if given:
            told = plural(len(given), "projet confié", "projets confiés")
            flash(f"{told} à {form.heir.data.name} : {listed(given)}.")
            return redirect(url_for("leaving.reassign_from", user_id=user_id), 303)
    return render_form("leaving/reassign_from.html", form, user=user, led=led, colleagues=colleagues)


def _moving(words: list[str]) -> str:
    return f"Avec le projet : {listed(words)}." if words else "Rien d’autre que le projet lui-même."
