"""Objectives pasted in a priority: what was typed, and beside it what it would add, until it is added."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.formats import plural
from aic_tracker.imports import pasting
from aic_tracker.imports.forms import PasteForm
from aic_tracker.imports.kinds.base import Scope
from aic_tracker.imports.views.sheets import bp
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import refusal_of
from aic_tracker.roadmap import operations, queries
from aic_tracker.web.forms import render_form


@bp.route("/laureats/<slug>/priorites/<int:priority_id>/objectifs/coller", methods=["GET", "POST"])
@requires(Permission.EDIT_ROADMAP)
def paste(laureate: Laureate, priority_id: int) -> Any:
    priority = queries.priority_for(laureate.id, priority_id) or abort(404)
    form, preview = PasteForm(), None
    form.closed = refusal_of(operations.add_objective, priority, clock.today())
    scope = Scope(current_user, clock.now(), clock.today(), laureate)
    number = priority.roadmap.period.number
    back = url_for("roadmap.show", slug=laureate.slug, accompagnement=number, _anchor=f"priorite-{priority_id}")
    if form.validate_on_submit():
        text = form.text.data
        is_asked = request.form.get("then") == "add"
        with form.reporting_domain_errors():
            if is_asked and form.seen.data == pasting.mark_of(text):
                added = pasting.add(text, priority, scope)
                db.session.commit()
                flash(f"{plural(added, 'objectif ajouté', 'objectifs ajoutés')}.")
                return redirect(back, 303)
        with form.reporting_domain_errors():
            preview = pasting.preview(text, priority, scope)
        if is_asked and not form.errors_list():
            form.refuse("Le texte a changé depuis l’aperçu : relisez ce qui sera ajouté.", field="text")
    return render_form(
        "imports/paste.html",
        form,
        laureate=laureate,
        priority=priority,
        preview=preview,
        mark=pasting.mark_of(form.text.data or ""),
        back=back,
        most=pasting.MOST_LINES,
    )
