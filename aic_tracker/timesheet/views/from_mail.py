"""The month declared from a mail. Opening the page changes nothing: mail scanners open links too."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from aic_tracker import clock
from aic_tracker.access.guards import public
from aic_tracker.db import db
from aic_tracker.timesheet import closings, month_links
from aic_tracker.timesheet.forms import MonthForm
from aic_tracker.timesheet.views.common import bp
from aic_tracker.web.forms import render_form


@bp.route("/temps/<token>", methods=["GET", "POST"])
@public
def declare_from_mail(token: str) -> Any:
    now, today = clock.now(), clock.today()
    target = month_links.find(token) or abort(404)
    shown = {"target": target, "closes_on": closings.closes_on(target.month)}
    if target.is_used:
        return render_template("timesheet/declared_from_mail.html", **shown)
    if closings.is_closed(target.month, today):
        return render_template("timesheet/closed_from_mail.html", **shown), 410
    room = target.room(today)
    form = MonthForm(quarters=target.proposal(today) or None)
    form.quarters.most = room
    is_nothing = request.form.get("then") == "nothing"
    form.quarters.required = not is_nothing
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            if is_nothing:
                month_links.declare_nothing(target, now=now)
            else:
                month_links.declare(target, form.quarters.data, now=now)
            db.session.commit()
            flash("C’est noté, merci.")
            return redirect(url_for("timesheet.declare_from_mail", token=token), 303)
    return render_form("timesheet/declare_from_mail.html", form, **shown, room=room)
