"""Writing an import, and giving it up, before or after."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.formats import plural
from aic_tracker.imports import applying, operations, queries
from aic_tracker.imports.forms import StepForm
from aic_tracker.imports.models import Outcome, State
from aic_tracker.imports.views.pages import preview
from aic_tracker.imports.views.sheets import bp, found
from aic_tracker.web.forms import BaseForm, render_form


@bp.post("/imports/<int:import_id>/appliquer")
@requires(Permission.IMPORT_SHEETS)
def apply(import_id: int) -> Any:
    received, form = found(import_id, locked=True), StepForm()
    if received.state in (State.DONE, State.APPLYING) and BaseForm().validate_on_submit():
        return redirect(url_for("imports.show", import_id=import_id), 303)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            does = applying.apply_without_refused if request.form.get("then") == "without" else applying.apply
            counts = does(received, version=form.version.data, actor=current_user, now=clock.now())
            db.session.commit()
            if received.state is State.APPLYING:
                return redirect(url_for("imports.show", import_id=import_id), 303)
            flash(
                f"Import fait : {plural(counts[Outcome.NEW], 'nouvelle ligne', 'nouvelles lignes')}, "
                f"{plural(counts[Outcome.CHANGED], 'ligne modifiée', 'lignes modifiées')}."
            )
            return redirect(url_for("imports.show", import_id=import_id), 303)
    return preview(received, form)


@bp.route("/imports/<int:import_id>/annuler", methods=["GET", "POST"])
@requires(Permission.IMPORT_SHEETS)
def undo(import_id: int) -> Any:
    received, form = found(import_id, locked=request.method == "POST"), BaseForm()
    if received.state is not State.DONE:
        return redirect(url_for("imports.show", import_id=import_id), 303)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            applying.undo(received, actor=current_user, now=clock.now())
            db.session.commit()
            if received.state not in queries.UNDER_WAY:
                flash("Import annulé : tout est revenu comme avant.")
            return redirect(url_for("imports.show", import_id=import_id), 303)
    return render_form("imports/undo.html", form, received=received)


@bp.post("/imports/<int:import_id>/arreter")
@requires(Permission.IMPORT_SHEETS)
def stop(import_id: int) -> Any:
    received = found(import_id, locked=True)
    if BaseForm().validate_on_submit() and received.state is State.APPLYING:
        applying.stop(received, actor=current_user, now=clock.now())
        db.session.commit()
    return redirect(url_for("imports.show", import_id=import_id), 303)


@bp.route("/imports/<int:import_id>/abandonner", methods=["GET", "POST"])
@requires(Permission.IMPORT_SHEETS)
def abandon(import_id: int) -> Any:
    received, form = found(import_id, locked=request.method == "POST"), BaseForm()
    if received.state not in (State.COLUMNS, State.READING, State.READY):
        return redirect(url_for("imports.show", import_id=import_id), 303)
    if form.validate_on_submit():
        operations.abandon(received)
        db.session.commit()
        flash("Fichier oublié : rien n’a été importé.")
        return redirect(url_for("imports.index"), 303)
    return render_form("imports/abandon.html", form, received=received)
