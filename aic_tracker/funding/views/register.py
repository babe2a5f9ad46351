from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock, config
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.aid import notices, operations, register_lines
from aic_tracker.aid import register as register_rules
from aic_tracker.db import db
from aic_tracker.funding.forms.papers import RegisterForm
from aic_tracker.funding.tables import REGISTER
from aic_tracker.funding.views.common import bp
from aic_tracker.web.exports import exported, sent
from aic_tracker.web.forms import render_form


@bp.get("/aides/registre")
@requires(Permission.READ_REGISTER)
def register() -> Any:
    lines = register_lines.lines(clock.today())
    if file := exported(REGISTER, lambda: lines):
        return file
    return render_template(
        "funding/register.html",
        to_enter=[line for line in lines if line.days_left is not None],
        entered=[line for line in lines if line.days_left is None],
        late=sum(line.days_left is not None and line.days_left < 0 for line in lines),
        noticed=notices.sent_on([line.aid.id for line in lines]),
        to_correct=register_lines.to_correct(clock.today()),
        gaps=len(register_lines.incomplete(clock.today())),
        opens_on=register_rules.REGISTER_OPENS_ON,
        delay=config.current().aid.register_working_days,
    )


@bp.route("/aides/registre/<int:aid_id>", methods=["GET", "POST"])
@requires(Permission.KEEP_REGISTER)
def enter_in_register(aid_id: int) -> Any:
    line = register_lines.line(aid_id, clock.today()) or abort(404)
    aid = line.aid
    form = RegisterForm(registered_on=aid.registered_on or clock.today(), reference=aid.register_reference)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.enter_in_register(aid, line.facts, actor=current_user, today=clock.today(), **form.values())
            db.session.commit()
            flash("Inscription au registre notée.")
            return redirect(url_for("funding.register"), 303)
    return render_form("funding/enter_in_register.html", form, line=line)


@bp.get("/aides/registre.csv")
@requires(Permission.READ_REGISTER)
def export_register() -> Any:
    """An address that people have kept."""
    return sent(REGISTER, register_lines.lines(clock.today()), "csv")
