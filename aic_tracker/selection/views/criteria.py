"""The criteria of a call: added, edited, removed."""

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_login import current_user

from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.selection import calls, queries
from aic_tracker.selection.forms import CriterionForm, EditCriterionForm
from aic_tracker.selection.models import Criterion
from aic_tracker.selection.views.calls import found_call
from aic_tracker.selection.views.common import bp
from aic_tracker.web.conflicts import answer_conflict, as_stored
from aic_tracker.web.forms import BaseForm, render_form


@bp.route("/selection/appels/<int:call_id>/criteres/nouveau", methods=["GET", "POST"])
@requires(Permission.MANAGE_SELECTION)
def add_criterion(call_id: int) -> Any:
    call = found_call(call_id)
    form = CriterionForm(weight=1)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            calls.add_criterion(call, actor=current_user, **form.values())
            db.session.commit()
            flash("Critère ajouté.")
            return redirect(_criteria_of(call_id), 303)
    return render_form("selection/criterion.html", form, call=call, criterion=None)


@bp.route("/selection/criteres/<int:criterion_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_SELECTION)
def edit_criterion(criterion_id: int) -> Any:
    found = _found(criterion_id)
    form = EditCriterionForm(obj=found)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            calls.edit_criterion(found, actor=current_user, **form.values())
            db.session.commit()
            flash("Critère enregistré.")
            return redirect(_criteria_of(found.call_id), 303)
    if form.is_stale:
        stored = as_stored(form, _found(criterion_id))
        return answer_conflict(form, stored, cancel=_criteria_of(found.call_id), page_title="critère")
    return render_form("selection/criterion.html", form, call=found_call(found.call_id), criterion=found)


@bp.route("/selection/criteres/<int:criterion_id>/retirer", methods=["GET", "POST"])
@requires(Permission.MANAGE_SELECTION)
def remove_criterion(criterion_id: int) -> Any:
    found = _found(criterion_id)
    call = found_call(found.call_id)
    form = BaseForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            calls.remove_criterion(found, call, actor=current_user)
            db.session.commit()
            flash("Critère retiré.")
            return redirect(_criteria_of(call.id), 303)
    context = {"call": call, "criterion": found, "cancel": _criteria_of(call.id)}
    return render_form("selection/remove_criterion.html", form, **context)


def _found(criterion_id: int) -> Criterion:
    return queries.criterion(criterion_id) or abort(404)


def _criteria_of(call_id: int) -> str:
    return url_for("selection.call", call_id=call_id, _anchor="criteres")
