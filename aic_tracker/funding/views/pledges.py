from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.funding import operations, queries
from aic_tracker.funding.forms import PledgeAddForm, PledgeEditForm
from aic_tracker.funding.tables import PLEDGES
from aic_tracker.funding.views.common import bp
from aic_tracker.laureates.models import Laureate
from aic_tracker.web.exports import exported
from aic_tracker.web.forms import render_form


@bp.get("/laureats/<slug>/soutiens")
@requires(Permission.READ_AID)
def pledges(laureate: Laureate) -> Any:
    found = queries.pledges_of(laureate)
    if file := exported(PLEDGES, lambda: found, about=laureate.slug):
        return file
    late = queries.late(found, clock.today())
    return render_template("funding/pledges.html", laureate=laureate, pledges=found, late=late)


@bp.route("/laureats/<slug>/soutiens/nouveau", methods=["GET", "POST"])
@requires(Permission.PROPOSE_AID)
def add_pledge(laureate: Laureate) -> Any:
    form = PledgeAddForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.add_pledge(laureate, actor=current_user, **form.values())
            db.session.commit()
            flash("Soutien noté.")
            return redirect(url_for("funding.pledges", slug=laureate.slug), 303)
    return render_form("funding/add_pledge.html", form, laureate=laureate)


@bp.route("/laureats/<slug>/soutiens/<int:pledge_id>/modifier", methods=["GET", "POST"])
@requires(Permission.PROPOSE_AID)
def edit_pledge(laureate: Laureate, pledge_id: int) -> Any:
    pledge = queries.pledge_of(laureate, pledge_id) or abort(404)
    form = PledgeEditForm(obj=pledge)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.edit_pledge(pledge, actor=current_user, today=clock.today(), **form.values())
            db.session.commit()
            flash("Soutien enregistré.")
            return redirect(url_for("funding.pledges", slug=laureate.slug), 303)
    return render_form("funding/edit_pledge.html", form, laureate=laureate, pledge=pledge)
