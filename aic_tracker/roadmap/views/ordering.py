"""Priorities and objectives put in order; objectives copied, sent to another priority, or given new dates together."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.periods import shown_period
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import refusal_of
from aic_tracker.roadmap import queries, rules
from aic_tracker.roadmap.forms import PlaceForm, RescheduleForm, TransferForm
from aic_tracker.roadmap.operations import create_roadmap, ordering
from aic_tracker.roadmap.views.common import bp, found_objective, found_priority, home
from aic_tracker.web.forms import BaseForm, render_form


@bp.post("/laureats/<slug>/objectifs/<int:objective_id>/dupliquer")
@requires(Permission.EDIT_ROADMAP)
def duplicate_objective(laureate: Laureate, objective_id: int) -> Any:
    row, form = found_objective(laureate, objective_id), BaseForm()
    if form.validate_on_submit():
        copy = ordering.duplicate_objective(row, actor=current_user, now=clock.now())
        db.session.commit()
        flash("Objectif dupliqué : adaptez la copie.")
        return redirect(url_for("roadmap.edit_objective", slug=laureate.slug, objective_id=copy.id), 303)
    return redirect(url_for("roadmap.objective", slug=laureate.slug, objective_id=row.id), 303)


@bp.route("/laureats/<slug>/objectifs/<int:objective_id>/changer-de-priorite", methods=["GET", "POST"])
@requires(Permission.EDIT_ROADMAP)
def transfer_objective(laureate: Laureate, objective_id: int) -> Any:
    row = found_objective(laureate, objective_id)
    period = row.priority.roadmap.period
    roadmap = queries.roadmap_of(period.id) or abort(404)
    form = TransferForm(version=row.version)
    form.priority.options = [
        (priority, f"{priority.axis.label} — {priority.title}")
        for priority in roadmap.priorities
        if priority.id != row.priority_id
    ]
    form.closed = refusal_of(ordering.transfer_objective, row, clock.today())
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            ordering.transfer_objective(
                row, form.priority.data, version=form.version.data, actor=current_user, now=clock.now()
            )
            db.session.commit()
            flash("Objectif déplacé.")
            return redirect(home(laureate, period, f"objectif-{row.id}"), 303)
    if form.is_stale:
        # Nothing to compare: the choice stays, and what is moved is read again.
        row = found_objective(laureate, objective_id)
        form.rebase(row.version)
    back = url_for("roadmap.objective", slug=laureate.slug, objective_id=row.id)
    return render_form("roadmap/transfer_objective.html", form, laureate=laureate, objective=row, back=back)


@bp.route("/laureats/<slug>/feuille-de-route/echeances", methods=["GET", "POST"])
@requires(Permission.EDIT_ROADMAP)
def reschedule(laureate: Laureate) -> Any:
    """What slipped, to be put off together."""
    today = clock.today()
    period = shown_period(laureate, today) or abort(404)
    roadmap = queries.roadmap_of(period.id) or abort(404)
    late = [row for row in rules.objectives_of(roadmap.priorities) if rules.is_late(row, today)]
    form = RescheduleForm(objectives=late)
    form.objectives.options = [(row, (row.title, f"Échéance : {row.due_on:%d/%m/%Y}")) for row in late]
    form.due_on.earliest = today
    form.closed = refusal_of(create_roadmap, period, today)
    back = home(laureate, period)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            ordering.reschedule_objectives(
                form.objectives.data,
                days=form.days.data,
                due_on=form.due_on.data,
                reason=form.reason.data,
                actor=current_user,
                now=clock.now(),
            )
            db.session.commit()
            flash("Échéances repoussées.")
            return redirect(back, 303)
    return render_form("roadmap/reschedule.html", form, laureate=laureate, late=late, back=back)


@bp.post("/laureats/<slug>/objectifs/<int:objective_id>/placer")
@requires(Permission.EDIT_ROADMAP)
def place_objective(laureate: Laureate, objective_id: int) -> Any:
    return _placed(ordering.place_objective, found_objective(laureate, objective_id))


@bp.post("/laureats/<slug>/priorites/<int:priority_id>/placer")
@requires(Permission.EDIT_ROADMAP)
def place_priority(laureate: Laureate, priority_id: int) -> Any:
    return _placed(ordering.place_priority, found_priority(laureate, priority_id))


def _placed(place: Callable[..., None], row: Any) -> Any:
    """Asked for by the mouse: nothing comes back but the refusal, told by the page that is loaded again."""
    form = PlaceForm()
    if not form.validate_on_submit():
        flash("Le déplacement n’a pas été enregistré.", "error")
        return "", 422
    try:
        place(row, form.rank.data, seen=form.seen_ids, actor=current_user, now=clock.now())
        db.session.commit()
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.message, "error")
        return "", 409 if isinstance(refusal, StaleError) else 422
    return "", 204
