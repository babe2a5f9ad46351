"""The list of the catalogue, and its entries: added, edited, retired, restored."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.catalogue import operations, queries, rules
from aic_tracker.catalogue.forms import CatalogueFilter, EditEntryForm, EntryForm
from aic_tracker.catalogue.models import CatalogueEntry
from aic_tracker.catalogue.tables import ENTRIES, Used
from aic_tracker.catalogue.views.common import bp
from aic_tracker.db import db
from aic_tracker.web.conflicts import answer_conflict, as_stored
from aic_tracker.web.exports import each_of, exported
from aic_tracker.web.forms import BaseForm, render_form
from aic_tracker.web.paging import paginate

MOST_USES = 20


@bp.get("/catalogue")
@requires(Permission.KEEP_CATALOGUE)
def index() -> Any:
    form = CatalogueFilter()
    chosen = form.chosen()
    statement = queries.entries(
        search=chosen["q"],
        axis=chosen["axis"],
        dimension=chosen["dimension"],
        need=chosen["need"],
        retired=chosen["state"] == "retired",
    )
    if file := exported(ENTRIES, lambda: each_of(statement, told=_used)):
        return file
    page = paginate(statement)
    return render_template(
        "catalogue/index.html",
        form=form,
        page=page,
        lines=_used(page.items),
        rules=rules,
        is_filtered=any(chosen.values()),
        is_empty=not page.total and queries.is_empty(),
    )


def _used(some: Sequence[CatalogueEntry]) -> list[Used]:
    counts = queries.used_counts([entry.id for entry in some])
    return [Used(entry, counts.get(entry.id, 0)) for entry in some]


@bp.post("/catalogue/commencer")
@requires(Permission.KEEP_CATALOGUE)
def begin() -> Any:
    if BaseForm().validate_on_submit():
        added = operations.seed(actor=current_user)
        db.session.commit()
        flash(f"Le catalogue commence avec {added} objectifs : adaptez-les." if added else "Le catalogue existe déjà.")
    return redirect(url_for("catalogue.index"), 303)


@bp.route("/catalogue/nouveau", methods=["GET", "POST"])
@requires(Permission.KEEP_CATALOGUE)
def add_entry() -> Any:
    form = EntryForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            added = operations.add_entry(actor=current_user, **form.values())
            db.session.commit()
            flash("Objectif ajouté au catalogue.")
            return redirect(url_for("catalogue.entry", catalogue_id=added.id), 303)
    return render_form("catalogue/add_entry.html", form)


@bp.route("/catalogue/<int:catalogue_id>", methods=["GET", "POST"])
@requires(Permission.KEEP_CATALOGUE)
def entry(catalogue_id: int) -> Any:
    found = _found(catalogue_id)
    form = EditEntryForm(obj=found)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.edit_entry(found, actor=current_user, **form.values())
            db.session.commit()
            flash("Entrée enregistrée. Ce qui en a déjà été tiré n’a pas changé.")
            return redirect(url_for("catalogue.index"), 303)
    if form.is_stale:
        stored = as_stored(form, _found(catalogue_id))
        cancel = url_for("catalogue.entry", catalogue_id=catalogue_id)
        return answer_conflict(form, stored, cancel=cancel, page_title="entrée du catalogue")
    uses = queries.uses_of(catalogue_id, most=MOST_USES)
    return render_form("catalogue/entry.html", form, entry=found, uses=uses)


@bp.post("/catalogue/<int:catalogue_id>/retirer")
@requires(Permission.KEEP_CATALOGUE)
def retire_entry(catalogue_id: int) -> Any:
    found = _found(catalogue_id)
    if BaseForm().validate_on_submit():
        operations.retire_entry(found, actor=current_user, today=clock.today())
        db.session.commit()
        flash("Entrée retirée : elle n’est plus proposée. Vous pouvez la rétablir.")
    return redirect(url_for("catalogue.entry", catalogue_id=catalogue_id), 303)


@bp.post("/catalogue/<int:catalogue_id>/retablir")
@requires(Permission.KEEP_CATALOGUE)
def restore_entry(catalogue_id: int) -> Any:
    found = _found(catalogue_id)
    if BaseForm().validate_on_submit():
        operations.restore_entry(found, actor=current_user)
        db.session.commit()
        flash("Entrée rétablie : elle est de nouveau proposée.")
    return redirect(url_for("catalogue.entry", catalogue_id=catalogue_id), 303)


def _found(catalogue_id: int) -> CatalogueEntry:
    return queries.entry(catalogue_id) or abort(404)
