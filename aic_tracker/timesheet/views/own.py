"""`/mon-temps/2026-02`: one's own month, for every laureate that one is a referent of, in one form."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.access.queries import referred_by, visible_laureates
from aic_tracker.calendar_fr import add_months, month_start
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.folding import by_name
from aic_tracker.formats import of_month
from aic_tracker.laureates import queries as laureates
from aic_tracker.timesheet import closings, own_months
from aic_tracker.timesheet.forms import MonthForm
from aic_tracker.timesheet.own_months import OwnMonth
from aic_tracker.timesheet.views.common import bp
from aic_tracker.web.forms import BaseForm, Problem, render_form

ACTIVITY = "Temps du mois, déclaré d’un coup"


class OwnMonthForm(BaseForm):
    rows: Sequence[MonthForm] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        wrong_rows = [row for row in self.rows if not row.validate()]
        return super().validate(extra_validators) and not wrong_rows

    def errors_list(self) -> list[Problem]:
        rows = [problem for row in self.rows for problem in row.errors_list() if problem.target]
        return [*super().errors_list(), *rows]


@bp.get("/mon-temps")
@requires(Permission.LOG_TIME)
def own_month_now() -> Any:
    """The month before as long as it can be declared, for that is what is waited for; then this one."""
    today = clock.today()
    before = add_months(month_start(today), -1)
    month = month_start(today) if closings.is_closed(before, today) else before
    return redirect(url_for("timesheet.own_month", month=f"{month:%Y-%m}"), 303)


@bp.route("/mon-temps/<month>", methods=["GET", "POST"])
@requires(Permission.LOG_TIME)
def own_month(month: str) -> Any:
    today, now = clock.today(), clock.now()
    this, before = month_start(today), add_months(month_start(today), -1)
    shown = next((one for one in (this, before) if f"{one:%Y-%m}" == month), None) or abort(404)
    other = before if shown == this else this
    context = {
        "month": shown,
        "closes_on": closings.closes_on(shown),
        "other": None if closings.is_closed(other, today) else other,
    }
    if closings.is_closed(shown, today):
        return render_template("timesheet/own_month_closed.html", **context), 410
    form = OwnMonthForm()
    followed = by_name(laureates.loaded(referred_by(current_user, today)))
    asked = [own for own in own_months.own_months(current_user, followed, shown) if own.is_asked()]
    form.rows = [_row(own, is_over=shown < this, today=today) for own in asked]
    if form.validate_on_submit():
        is_kept, changed = False, list[bool]()
        with form.reporting_domain_errors():
            changed = [_set(row, now) for row in form.rows if row.quarters.data is not None]
            db.session.commit()
            is_kept = True
        if is_kept:
            flash(_told(shown, changed), "success" if any(changed) else "info")
            return redirect(url_for("timesheet.own_month", month=month), 303)
        # The refusal is told beside the laureate that it is about.
        form.form_errors = [] if any(row.errors_list() for row in form.rows) else form.form_errors
    readable = visible_laureates(current_user, today)
    read_only = own_months.noted_as_others_now(current_user, readable, followed, shown)
    return render_form("timesheet/own_month.html", form, **context, read_only=read_only, today=today)


def _row(own: OwnMonth, *, is_over: bool, today: date) -> MonthForm:
    """What is noted; of a month that is over and of which nothing was said, what the mail would propose."""
    said = own.noted or (0 if own.declared_nothing else None)
    offered = own.proposal(today) if is_over and said is None else 0
    row = MonthForm(prefix=f"projet-{own.laureate.id}-", quarters=offered or said)
    row.own, row.is_offered = own, bool(offered)
    row.quarters.label.text = f"Jours donnés à {own.laureate.name}"
    row.quarters.description = "Pour tout le mois, par quart de jour : 2,25. Zéro : rien ce mois-ci."
    row.quarters.required, row.quarters.may_wait = False, True
    row.quarters.least, row.quarters.most = 0, own.noted + own.room(today)
    return row


def _told(month: date, changed: Collection[bool]) -> str:
    if any(changed):
        return f"Votre temps {of_month(month)} est noté."
    if changed:
        return f"Votre temps {of_month(month)} était déjà noté ainsi : rien n’a changé."
    return "Toutes les cases étaient vides : rien n’a été noté."


def _set(row: MonthForm, now: Any) -> bool:
    own = row.own
    try:
        return own_months.set_total(own, row.quarters.data, activity=ACTIVITY, actor=current_user, now=now)
    except DomainError as refusal:
        row.refuse(refusal.message, field=refusal.field)
        raise
