"""`/laureats/<slug>/dossier`: what the archive will hold, then the archive."""

from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import can, requires
from aic_tracker.access.permissions import Permission
from aic_tracker.archives import making, operations, pieces
from aic_tracker.archives.forms import Notes, PrepareForm
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.laureates.models import Laureate
from aic_tracker.web.files import made
from aic_tracker.web.forms import render_form

bp = Blueprint("archives", __name__)


@bp.route("/laureats/<slug>/dossier", methods=["GET", "POST"])
@requires(Permission.EXPORT_LAUREATE)
def prepare(laureate: Laureate) -> Any:
    form = PrepareForm(notes=Notes.OUT)
    if form.validate_on_submit():
        notes = form.notes.data
        operations.prepare(laureate, with_notes=notes is Notes.IN, actor=current_user)
        db.session.commit()
        return redirect(url_for(".download", slug=laureate.slug, notes=notes.value), 303)
    return render_form("archives/prepare.html", form, laureate=laureate)


@bp.get("/laureats/<slug>/dossier.zip")
@requires(Permission.EXPORT_LAUREATE)
def download(laureate: Laureate) -> Any:
    """The archive, for who has just prepared it: the journal says so already."""
    now, with_notes = clock.now(), request.args.get("notes") == Notes.IN.value
    if not operations.is_prepared(laureate, with_notes=with_notes, by=current_user, now=now):
        return redirect(url_for(".prepare", slug=laureate.slug), 303)
    with_notes = with_notes and can("READ_INTERNAL_NOTES")
    asked = pieces.Asked(laureate, current_user, now, with_notes)
    folder = f"{laureate.slug}-dossier-{paris_day(now).isoformat()}"
    index = partial(_index, laureate, with_notes)
    try:
        shown = (piece for piece in pieces.of(asked) if can(piece.needs))
        file = making.archive(folder, shown, index, at=now)
    except DomainError as error:
        flash(error.message, "error")
        return redirect(url_for(".prepare", slug=laureate.slug), 303)
    return made(file, making.MEDIA_TYPE, f"{folder}.zip")


def _index(laureate: Laureate, with_notes: bool, sections: Any) -> str:
    return render_template(
        "archives/index.html",
        laureate=laureate,
        sections=sections,
        with_notes=with_notes,
        now=clock.now(),
        by=current_user.name,
    )
