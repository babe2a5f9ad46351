"""In a draft, what was written by mistake is deleted, once one has read what goes with it."""

from typing import Any

from flask import flash, redirect, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import refusal_of
from aic_tracker.roadmap import queries
from aic_tracker.roadmap.forms import RemoveForm
from aic_tracker.roadmap.operations import removing
from aic_tracker.roadmap.views.common import bp, found_action, found_objective, found_priority, home
from aic_tracker.web.forms import BaseForm, render_form


@bp.route("/laureats/<slug>/objectifs/<int:objective_id>/supprimer", methods=["GET", "POST"])
@requires(Permission.EDIT_ROADMAP)
def remove_objective(laureate: Laureate, objective_id: int) -> Any:
    row = found_objective(laureate, objective_id)
    period, priority_id = row.priority.roadmap.period, row.priority_id
    form = RemoveForm(version=row.version)
    form.closed = refusal_of(removing.remove_objective, row, clock.today()) or removing.objective_refusal(row)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            removing.remove_objective(row, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            flash("Objectif supprimé.")
            return redirect(home(laureate, period, f"priorite-{priority_id}"), 303)
    if form.is_stale:
        row = found_objective(laureate, objective_id)
        form.rebase(row.version)
    actions = queries.actions_serving(row.id)
    back = url_for("roadmap.objective", slug=laureate.slug, objective_id=row.id)
    return render_form(
        "roadmap/remove_objective.html", form, laureate=laureate, objective=row, actions=actions, back=back
    )


@bp.route("/laureats/<slug>/priorites/<int:priority_id>/supprimer", methods=["GET", "POST"])
@requires(Permission.EDIT_ROADMAP)
def remove_priority(laureate: Laureate, priority_id: int) -> Any:
    row = found_priority(laureate, priority_id)
    period = row.roadmap.period
    form = RemoveForm(version=row.version)
    form.closed = refusal_of(removing.remove_priority, row, clock.today()) or removing.priority_refusal(row)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            removing.remove_priority(row, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            flash("Priorité supprimée.")
            return redirect(home(laureate, period), 303)
    if form.is_stale:
        row = found_priority(laureate, priority_id)
        form.rebase(row.version)
    back = home(laureate, period, f"priorite-{row.id}")
    return render_form("roadmap/remove_priority.html", form, laureate=laureate, priority=row, back=back)


@bp.route("/laureats/<slug>/actions/<int:action_id>/supprimer", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIONS)
def remove_action(laureate: Laureate, action_id: int) -> Any:
    action, form = found_action(laureate, action_id), BaseForm()
    form.closed = refusal_of(removing.remove_action, action, clock.today()) or removing.action_refusal(
        action, clock.now()
    )
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            removing.remove_action(action, actor=current_user, now=clock.now())
            db.session.commit()
            flash("Action supprimée.")
            return redirect(home(laureate, anchor="actions"), 303)
    back = home(laureate, anchor="actions")
    return render_form("roadmap/remove_action.html", form, laureate=laureate, action=action, back=back)
