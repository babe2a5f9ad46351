"""Actions: added, changed, done, cancelled, and back."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.rules import current_period
from aic_tracker.laureates.support import refusal_of
from aic_tracker.roadmap import operations, queries, rules
from aic_tracker.roadmap.forms import ActionForm
from aic_tracker.roadmap.models import Action, Objective
from aic_tracker.roadmap.operations import removing
from aic_tracker.roadmap.views.common import bp, found_action, home, owners
from aic_tracker.web.again import answer_added, begin_at
from aic_tracker.web.forms import BaseForm, render_form


@bp.route("/laureats/<slug>/actions/nouvelle", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIONS)
def add_action(laureate: Laureate) -> Any:
    choices = _objectives(laureate)
    asked = request.args.get("objectif")
    form = ActionForm(objective=next((row for row, _ in choices if str(row.id) == asked), None))
    form.owner.options, form.objective.options = owners(laureate), choices
    form.closed = refusal_of(operations.add_action, laureate, clock.today())
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            action = operations.add_action(laureate, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            _say_if_late(action)
            link = url_for("roadmap.edit_action", slug=laureate.slug, action_id=action.id)
            return answer_added("Action ajoutée", title=action.title, link=link, back=_back(laureate))
    begin_at(form.title)
    return render_form("roadmap/add_action.html", form, laureate=laureate, back=_back(laureate))


@bp.route("/laureats/<slug>/actions/<int:action_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIONS)
def edit_action(laureate: Laureate, action_id: int) -> Any:
    action = found_action(laureate, action_id)
    form = ActionForm(obj=action)
    form.owner.options = owners(laureate, action.owner)
    form.objective.options = _objectives(laureate, action.objective)
    form.closed = refusal_of(operations.edit_action, action, clock.today())
    due_before = action.due_on
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.edit_action(action, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            flash("Action enregistrée.")
            if action.due_on != due_before:
                _say_if_late(action)
            return redirect(_back(laureate), 303)
    may_remove = not removing.action_refusal(action, clock.now())
    return render_form(
        "roadmap/edit_action.html", form, laureate=laureate, action=action, back=_back(laureate), may_remove=may_remove
    )


def _say_if_late(action: Action) -> None:
    if rules.is_late_action(action, clock.today()):
        flash("Son échéance est déjà passée : elle compte en retard dès maintenant.", "warning")


@bp.post("/laureats/<slug>/actions/<int:action_id>/terminer")
@requires(Permission.EDIT_ACTIONS)
def complete_action(laureate: Laureate, action_id: int) -> Any:
    return _end(laureate, action_id, operations.complete_action, "Action terminée")


@bp.post("/laureats/<slug>/actions/<int:action_id>/annuler")
@requires(Permission.EDIT_ACTIONS)
def cancel_action(laureate: Laureate, action_id: int) -> Any:
    return _end(laureate, action_id, operations.cancel_action, "Action annulée")


@bp.post("/laureats/<slug>/actions/<int:action_id>/rouvrir")
@requires(Permission.EDIT_ACTIONS)
def reopen_action(laureate: Laureate, action_id: int) -> Any:
    return _end(laureate, action_id, operations.reopen_action, "Action rouverte")


def _end(laureate: Laureate, action_id: int, operation: Callable[..., None], said: str) -> Any:
    action, form = found_action(laureate, action_id), BaseForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operation(action, actor=current_user, now=clock.now())
            db.session.commit()
            flash(f"{said} : {action.title}")
            return redirect(_back(laureate), 303)
    return render_form("roadmap/action_refused.html", form, laureate=laureate, action=action, back=_back(laureate))


def _objectives(laureate: Laureate, current: Objective | None = None) -> list[tuple[Objective, str]]:
    """The open objectives of the current period; the one served already stays in the list."""
    period = current_period(laureate.periods, clock.today())
    roadmap = queries.roadmap_of(period.id) if period else None
    rows = rules.open_objectives(roadmap.priorities) if roadmap else []
    if current is not None and current not in rows:
        rows.append(current)
    return [(row, row.title) for row in rows]


def _back(laureate: Laureate) -> str:
    return home(laureate, anchor="actions")
