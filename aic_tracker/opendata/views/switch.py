"""What is public, since when, and the switch."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.opendata import operations, queries
from aic_tracker.opendata.rows import DATASETS
from aic_tracker.opendata.views.common import KEPT_MINUTES, bp
from aic_tracker.web.forms import BaseForm, render_form


@bp.get("/donnees-ouvertes")
@requires(Permission.READ_PUBLICATION)
def index() -> Any:
    return render_template("opendata/index.html", publication=queries.publication(), datasets=DATASETS)


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
