"""What is public, since when, and the switch."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission, can
from aic_tracker.db import db
from aic_tracker.opendata import operations, queries, subventions
from aic_tracker.opendata.published import DATASETS
from aic_tracker.opendata.scdl import Place
from aic_tracker.opendata.subventions import Line
from aic_tracker.opendata.views.common import KEPT_MINUTES, bp
from aic_tracker.web.forms import BaseForm, render_form


@bp.get("/donnees-ouvertes")
@requires(Permission.READ_PUBLICATION)
def index() -> Any:
    publication = queries.publication()
    lines = subventions.lines()
    return render_template(
        "opendata/index.html",
        publication=publication,
        datasets=DATASETS,
        ready=sum(not line.faults for line in lines),
        late=sum(line.granted.convention.publish_by < clock.today() for line in lines),
        # What the settings lack is told once, for all the lines that wait for it.
        left=[(line, links) for line in lines if (links := _links(line))],
        of_settings=sum(Place.SETTINGS in {fault.place for fault in line.faults} for line in lines),
        today=clock.today(),
    )


def _links(line: Line) -> list[tuple[str, str | None]]:
    """Each reason that is mended here, and the page where the reader may mend it."""
    slug = line.granted.laureate.slug
    if line.granted.assignment_id is not None:
        source = url_for("assignments.show", slug=slug, assignment_id=line.granted.assignment_id)
    else:
        source = url_for("funding.committees", slug=slug)
    edits = can(current_user, Permission.EDIT_LAUREATE)
    organisation = url_for("laureates.edit_organisation", slug=slug) if edits else None
    where = {
        Place.ORGANISATION: organisation,
        Place.LEDGER: url_for("funding.ledger", slug=slug),
        Place.SOURCE: source,
    }
    return [(fault.says, where[fault.place]) for fault in line.faults if fault.place in where]


@bp.route("/donnees-ouvertes/ouvrir", methods=["GET", "POST"])
@requires(Permission.PUBLISH_DATA)
def publish() -> Any:
    form = BaseForm()
    if form.validate_on_submit():
        operations.publish(actor=current_user, now=clock.now())
        db.session.commit()
        flash("Les données et les pages sont publiques.")
        return redirect(url_for(".index"), 303)
    return render_form("opendata/publish.html", form, datasets=DATASETS)


@bp.route("/donnees-ouvertes/fermer", methods=["GET", "POST"])
@requires(Permission.PUBLISH_DATA)
def withdraw() -> Any:
    form = BaseForm()
    if form.validate_on_submit():
        operations.withdraw(actor=current_user, now=clock.now())
        db.session.commit()
        flash("Plus rien n’est public.")
        return redirect(url_for(".index"), 303)
    return render_form("opendata/withdraw.html", form, minutes=KEPT_MINUTES)
