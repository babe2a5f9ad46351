"""The calls, and the page of one: its dates, its criteria and its applications."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.laureates import queries as laureates
from aic_tracker.selection import calls, queries, rules
from aic_tracker.selection.forms import ApplicationFilter, CallForm, EditCallForm
from aic_tracker.selection.models import ApplicationState, Call
from aic_tracker.selection.tables import APPLICATIONS
from aic_tracker.selection.views.common import bp
from aic_tracker.web.conflicts import answer_conflict, as_stored
from aic_tracker.web.exports import each_of, exported
from aic_tracker.web.forms import render_form
from aic_tracker.web.paging import paginate


@bp.get("/selection")
@requires(Permission.READ_SELECTION)
def index() -> Any:
    found = queries.calls()
    counts = queries.counts([call.id for call in found])
    return render_template("selection/index.html", calls=found, counts=counts, S=ApplicationState)


@bp.route("/selection/appels/nouveau", methods=["GET", "POST"])
@requires(Permission.MANAGE_SELECTION)
def open_call() -> Any:
    form = CallForm(questions=rules.QUESTIONS)
    form.season.options = _seasons()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            call = calls.open_call(actor=current_user, **form.values())
            db.session.commit()
            flash("Appel ouvert, avec les cinq critères du programme : adaptez-les.")
            return redirect(url_for("selection.call", call_id=call.id), 303)
    return render_form("selection/open_call.html", form)


@bp.get("/selection/appels/<int:call_id>")
@requires(Permission.READ_SELECTION)
def call(call_id: int) -> Any:
    found = found_call(call_id)
    form = ApplicationFilter()
    regions, themes = queries.regions_and_themes(call_id)
    form.region.options = [(one, one) for one in regions]
    form.theme.options = [(one, one) for one in themes]
    chosen = form.chosen()
    statement = queries.applications(
        call_id,
        search=chosen["q"],
        state=chosen["state"],
        region=chosen["region"],
        theme=chosen["theme"],
        unseen_by=current_user.id,
    )
    if file := exported(APPLICATIONS, lambda: each_of(statement)):
        return file
    counts = queries.counts([call_id])[call_id]
    return render_template(
        "selection/call.html",
        form=form,
        call=found,
        page=paginate(statement),
        counts=counts,
        states=list(ApplicationState),
        questions=rules.questions(found.questions),
        is_filtered=any(chosen.values()),
    )


@bp.get("/selection/appels/<int:call_id>/chiffres")
@requires(Permission.READ_SELECTION)
def figures(call_id: int) -> Any:
    found, trails = found_call(call_id), queries.trails(call_id)
    groups = [
        ("Ensemble", "Appel", rules.funnel(trails, lambda _: "Toutes les candidatures")),
        ("Par région", "Région", rules.funnel(trails, lambda one: one.region)),
        ("Par thème", "Thème", rules.funnel(trails, lambda one: one.theme)),
    ]
    return render_template("selection/figures.html", call=found, groups=groups, is_empty=not trails)


@bp.route("/selection/appels/<int:call_id>/modifier", methods=["GET", "POST"])
@requires(Permission.MANAGE_SELECTION)
def edit_call(call_id: int) -> Any:
    found = found_call(call_id)
    form = EditCallForm(obj=found)
    form.season.options = _seasons()
    home = url_for("selection.call", call_id=call_id)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            calls.edit_call(found, actor=current_user, **form.values())
            db.session.commit()
            flash("Appel enregistré.")
            return redirect(home, 303)
    if form.is_stale:
        stored = as_stored(form, found_call(call_id))
        return answer_conflict(form, stored, cancel=home, page_title="appel")
    return render_form("selection/edit_call.html", form, call=found)


def found_call(call_id: int) -> Call:
    return queries.call(call_id) or abort(404)


def _seasons() -> list[tuple[Any, str]]:
    return [(season, season.name) for season in laureates.seasons()]
