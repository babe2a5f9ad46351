"""Objectives: what they say, where they stand, the means they need."""

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires, withhold
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import refusal_of
from aic_tracker.roadmap import operations, queries, rules
from aic_tracker.roadmap.forms import (
    DropForm,
    EditObjectiveForm,
    MeansForm,
    MoveForm,
    ObjectiveForm,
    ProgressForm,
)
from aic_tracker.roadmap.models import Objective, ObjectiveStatus
from aic_tracker.roadmap.views.common import bp, found_objective, found_priority, home, owners
from aic_tracker.roadmap.views.revisions import earlier_wording
from aic_tracker.web.again import answer_added, begin_at
from aic_tracker.web.conflicts import answer_conflict
from aic_tracker.web.forms import BaseForm, render_form


@bp.get("/laureats/<slug>/objectifs/<int:objective_id>")
@requires(Permission.READ_LAUREATE)
def objective(laureate: Laureate, objective_id: int) -> Any:
    return _page(laureate, found_objective(laureate, objective_id), BaseForm())


@bp.route("/laureats/<slug>/priorites/<int:priority_id>/objectifs/nouveau", methods=["GET", "POST"])
@requires(Permission.EDIT_ROADMAP)
def add_objective(laureate: Laureate, priority_id: int) -> Any:
    priority = found_priority(laureate, priority_id)
    period = priority.roadmap.period
    form = ObjectiveForm()
    form.owner.options = owners(laureate)
    form.closed = refusal_of(operations.add_objective, priority, clock.today())
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            added = operations.add_objective(priority, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            saved = home(laureate, period, f"objectif-{added.id}")
            return answer_added("Objectif ajouté", title=added.title, link=_address(laureate, added), back=saved)
    begin_at(form.title)
    back = home(laureate, period, f"priorite-{priority.id}")
    return render_form("roadmap/add_objective.html", form, laureate=laureate, priority=priority, back=back)


@bp.route("/laureats/<slug>/objectifs/<int:objective_id>/modifier", methods=["GET", "POST"])
@requires(Permission.EDIT_ROADMAP)
def edit_objective(laureate: Laureate, objective_id: int) -> Any:
    row = found_objective(laureate, objective_id)
    back = _address(laureate, row)
    earlier, wording = earlier_wording(row)
    form = EditObjectiveForm(obj=wording)
    form.closed = refusal_of(operations.edit_objective, row, clock.today())
    form.owner.options = owners(laureate, row.owner)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.edit_objective(row, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            flash("Objectif enregistré.")
            return redirect(back, 303)
    if form.is_stale:
        saved = found_objective(laureate, objective_id)
        stored = EditObjectiveForm(obj=saved, formdata=None)
        stored.owner.options = owners(laureate, saved.owner)
        return _conflict(form, stored, saved, back, laureate)
    return render_form(
        "roadmap/edit_objective.html", form, laureate=laureate, objective=row, back=back, earlier=earlier
    )


@bp.route("/laureats/<slug>/objectifs/<int:objective_id>/avancement", methods=["GET", "POST"])
@requires(Permission.UPDATE_PROGRESS)
def update_progress(laureate: Laureate, objective_id: int) -> Any:
    row = found_objective(laureate, objective_id)
    if row.status is ObjectiveStatus.DROPPED:
        return redirect(_address(laureate, row), 303)
    back = home(laureate, row.priority.roadmap.period, f"objectif-{row.id}")
    form = ProgressForm.of(row)
    form.closed = refusal_of(operations.update_progress, row, clock.today())
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.update_progress(row, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            flash(f"Objectif mis à jour : {row.title}")
            return redirect(back, 303)
    if form.is_stale:
        saved = found_objective(laureate, objective_id)
        if saved.status is ObjectiveStatus.DROPPED:
            flash("Cet objectif vient d’être abandonné : rouvrez-le pour le mettre à jour.", "warning")
            return redirect(_address(laureate, saved), 303)
        return _conflict(form, ProgressForm.of(saved, formdata=None), saved, back, laureate)
    return render_form("roadmap/update_progress.html", form, laureate=laureate, objective=row, back=back, rules=rules)


@bp.route("/laureats/<slug>/objectifs/<int:objective_id>/abandonner", methods=["GET", "POST"])
@requires(Permission.EDIT_ROADMAP)
def drop_objective(laureate: Laureate, objective_id: int) -> Any:
    row = found_objective(laureate, objective_id)
    form = DropForm(version=row.version)
    form.closed = refusal_of(operations.drop_objective, row, clock.today())
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.drop_objective(row, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            flash("Objectif abandonné. Vous pouvez le rouvrir.")
            return redirect(_address(laureate, row), 303)
    if form.is_stale:
        # Nothing to compare: the reason stays, and what is dropped is read again.
        saved = found_objective(laureate, objective_id)
        form.rebase(saved.version)
        row = saved
    return render_form(
        "roadmap/drop_objective.html", form, laureate=laureate, objective=row, back=_address(laureate, row)
    )


@bp.post("/laureats/<slug>/objectifs/<int:objective_id>/rouvrir")
@requires(Permission.EDIT_ROADMAP)
def reopen_objective(laureate: Laureate, objective_id: int) -> Any:
    row, form = found_objective(laureate, objective_id), BaseForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.reopen_objective(row, actor=current_user, now=clock.now())
            db.session.commit()
            flash("Objectif rouvert.")
            return redirect(_address(laureate, row), 303)
    return _page(laureate, row, form)


@bp.post("/laureats/<slug>/objectifs/<int:objective_id>/deplacer")
@requires(Permission.EDIT_ROADMAP)
def move_objective(laureate: Laureate, objective_id: int) -> Any:
    row, form = found_objective(laureate, objective_id), MoveForm()
    if form.validate_on_submit():
        operations.move_objective(row, up=form.is_up, actor=current_user, now=clock.now())
        db.session.commit()
        return redirect(home(laureate, row.priority.roadmap.period, f"objectif-{row.id}"), 303)
    return _page(laureate, row, form)


@bp.route("/laureats/<slug>/objectifs/<int:objective_id>/moyens/nouveau", methods=["GET", "POST"])
@requires(Permission.EDIT_ROADMAP)
def add_means(laureate: Laureate, objective_id: int) -> Any:
    row, form = found_objective(laureate, objective_id), MeansForm()
    form.closed = refusal_of(operations.add_means, row, clock.today())
    if form.validate_on_submit():
        operations.add_means(row, actor=current_user, now=clock.now(), **form.values())
        db.session.commit()
        flash("Moyen ajouté.")
        return redirect(_address(laureate, row), 303)
    return render_form("roadmap/add_means.html", form, laureate=laureate, objective=row, back=_address(laureate, row))


@bp.post("/laureats/<slug>/objectifs/<int:objective_id>/moyens/<int:means_id>/retirer")
@requires(Permission.EDIT_ROADMAP)
def remove_means(laureate: Laureate, objective_id: int, means_id: int) -> Any:
    row, form = found_objective(laureate, objective_id), BaseForm()
    means = queries.means_for(row.id, means_id) or abort(404)
    if form.validate_on_submit():
        operations.remove_means(row, means, actor=current_user, now=clock.now())
        db.session.commit()
        flash("Moyen retiré.")
        return redirect(_address(laureate, row), 303)
    return _page(laureate, row, form)


def _address(laureate: Laureate, row: Objective) -> str:
    return url_for("roadmap.objective", slug=laureate.slug, objective_id=row.id)


def _page(laureate: Laureate, row: Objective, form: BaseForm) -> Any:
    if closed := refusal_of(operations.edit_objective, row, clock.today()):
        withhold(Permission.EDIT_ROADMAP, Permission.UPDATE_PROGRESS)
    return render_form(
        "roadmap/objective.html",
        form,
        laureate=laureate,
        objective=row,
        actions=[action for action in queries.actions_of(laureate.id) if action.objective_id == row.id],
        back=home(laureate, row.priority.roadmap.period, f"objectif-{row.id}"),
        rules=rules,
        dropped=ObjectiveStatus.DROPPED,
        today=clock.today(),
        closed=closed,
    )


def _conflict(form: Any, stored: Any, saved: Objective, back: str, laureate: Laureate) -> Any:
    return answer_conflict(form, stored, version=saved.version, cancel=back, laureate=laureate, page_title=saved.title)
