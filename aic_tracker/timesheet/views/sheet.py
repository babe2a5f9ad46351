"""The months of a laureate's referents, and what they note."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from aic_tracker import clock, formats
from aic_tracker.access.guards import can, requires
from aic_tracker.access.periods import shown_period
from aic_tracker.access.permissions import Permission
from aic_tracker.calendar_fr import month_start
from aic_tracker.db import db
from aic_tracker.elision import of
from aic_tracker.laureates.models import Laureate
from aic_tracker.timesheet import closings, forms, operations, queries, rules
from aic_tracker.timesheet.models import TimeEntry
from aic_tracker.timesheet.rules import MonthState
from aic_tracker.timesheet.tables import ENTRIES
from aic_tracker.timesheet.views.common import bp
from aic_tracker.web.charts import MonthTime, band
from aic_tracker.web.exports import each_of, exported
from aic_tracker.web.forms import BaseForm, render_form


@bp.get("/laureats/<slug>/temps")
@requires(Permission.READ_TIME)
def show(laureate: Laureate) -> Any:
    today = clock.today()
    period = shown_period(laureate, today)
    if period and (file := _entries_file(laureate, period.starts_on, period.until)):
        return file
    lines = queries.sheet(period, today) if period else []
    to_declare = [
        month.month
        for line in lines
        for month in line.months
        if line.user.id == current_user.id and month.state is MonthState.MISSING and _is_open(month.month, today)
    ]
    return render_template(
        "timesheet/show.html",
        laureate=laureate,
        period=period,
        lines=lines,
        rows=list(zip(*(line.months for line in lines), strict=True)),
        charts=[(line.user, _chart(line)) for line in lines],
        to_declare=to_declare,
        is_over=period is None or period.until <= today,
    )


def _entries_file(laureate: Laureate, first: date, until: date) -> Any:
    return exported(ENTRIES, lambda: each_of(queries.entries_within(laureate.id, first, until)), about=laureate.slug)


@bp.get("/laureats/<slug>/temps/<month>")
@requires(Permission.READ_TIME)
def month(laureate: Laureate, month: str) -> Any:
    today = clock.today()
    shown = _month(month)
    period = _period_of(laureate, shown) or abort(404)
    if file := _entries_file(laureate, shown, rules.next_month(shown)):
        return file
    lines = [
        (line.user, next(m for m in line.months if m.month == shown))
        for line in queries.sheet(period, today)
        if any(m.month == shown and m.state is not MonthState.ABSENT for m in line.months)
    ]
    return render_template(
        "timesheet/month.html",
        laureate=laureate,
        month=shown,
        lines=lines,
        entries=queries.entries_of_month(laureate.id, shown),
        may_write={user.id for user, _month in lines if _may_write(user.id)},
        is_open=_is_open(shown, today) and shown <= today,
        closes_on=closings.closes_on(shown),
        is_kept_open=closings.closes_on(shown) > rules.closes_on(shown),
        is_closed=closings.is_closed(shown, today),
    )


@bp.route("/laureats/<slug>/temps/nouveau", methods=["GET", "POST"])
@requires(Permission.LOG_TIME)
def add_entry(laureate: Laureate) -> Any:
    today = clock.today()
    on = _asked_day(today)
    if can("CORRECT_TIME"):
        people = queries.referents_of(laureate.id)
        asked = request.args.get("personne", "")
        chosen = [user for user in people if str(user.id) == asked] or (people if len(people) == 1 else [])
        form = forms.EntryForAnyoneForm(on=on, quarters=_asked_quarters(), user=chosen[0] if chosen else None)
        form.user.options = [(user, user.name) for user in people]
    else:
        form = forms.EntryForm(on=on, quarters=_asked_quarters())
        chosen = [current_user]
    form.on.latest = today
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            values = form.values()
            user = values.pop("user", current_user)
            entry = operations.log_time(laureate, user, actor=current_user, now=clock.now(), **values)
            db.session.commit()
            flash(f"{formats.quarters(entry.quarters)} noté le {formats.date_plain(entry.on)}.")
            following = rules.next_entry_day(entry.on, today, laureate.territory).isoformat()
            who = user.id if can("CORRECT_TIME") else None
            return redirect(url_for("timesheet.add_entry", slug=laureate.slug, le=following, personne=who), 303)
    latest = queries.entries_of_month(laureate.id, on, chosen[0].id) if chosen else []
    return render_form("timesheet/add_entry.html", form, laureate=laureate, latest=latest, month=month_start(on))


@bp.route("/laureats/<slug>/temps/saisies/<int:entry_id>/modifier", methods=["GET", "POST"])
@requires(Permission.LOG_TIME)
def edit_entry(laureate: Laureate, entry_id: int) -> Any:
    entry = _find(laureate, entry_id)
    form = forms.EntryForm(obj=entry)
    form.on.latest = clock.today()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.edit_entry(entry, laureate, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            flash("Temps corrigé.")
            return redirect(_month_url(laureate, entry.on), 303)
    if form.errors_list():
        entry = _find(laureate, entry_id)
    return render_form("timesheet/edit_entry.html", form, laureate=laureate, entry=entry, month=month_start(entry.on))


@bp.route("/laureats/<slug>/temps/saisies/<int:entry_id>/supprimer", methods=["GET", "POST"])
@requires(Permission.LOG_TIME)
def delete_entry(laureate: Laureate, entry_id: int) -> Any:
    entry = _find(laureate, entry_id)
    form = BaseForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            back = _month_url(laureate, entry.on)
            operations.delete_entry(entry, laureate, actor=current_user, now=clock.now())
            db.session.commit()
            flash("Temps retiré.")
            return redirect(back, 303)
    return render_form("timesheet/delete_entry.html", form, laureate=laureate, entry=entry, month=month_start(entry.on))


@bp.post("/laureats/<slug>/temps/rien")
@requires(Permission.LOG_TIME)
def declare_nothing(laureate: Laureate) -> Any:
    return _declaration(laureate, operations.declare_nothing, "« Rien ce mois-ci » est noté pour {}.")


@bp.post("/laureats/<slug>/temps/rien/retirer")
@requires(Permission.LOG_TIME)
def withdraw_nothing(laureate: Laureate) -> Any:
    return _declaration(laureate, operations.withdraw_declaration, "Le temps est de nouveau à déclarer pour {}.")


def _declaration(laureate: Laureate, operation: Callable[..., Any], done: str) -> Any:
    form = forms.DeclarationForm()
    form.user.options = [(user, user.name) for user in queries.referents_of(laureate.id)]
    back = url_for("timesheet.show", slug=laureate.slug)
    if form.validate_on_submit():
        if not _may_write(form.user.data.id):
            abort(403)
        back = _month_url(laureate, form.month.data)
        with form.reporting_domain_errors():
            operation(laureate, form.user.data, actor=current_user, now=clock.now(), month=form.month.data)
            db.session.commit()
            flash(done.format(formats.month_year(form.month.data)))
    # A button keeps nothing typed: its refusal is told on the page it leads to.
    for problem in form.errors_list():
        flash(problem.message, "error")
    return redirect(back, 303)


def _may_write(user_id: int) -> bool:
    return can("CORRECT_TIME") or (can("LOG_TIME") and user_id == current_user.id)


def _is_open(month: date, today: date) -> bool:
    return can("CORRECT_TIME") or not closings.is_closed(month, today)


def _find(laureate: Laureate, entry_id: int) -> TimeEntry:
    entry = queries.entry(laureate.id, entry_id) or abort(404)
    if not _may_write(entry.user_id):
        abort(403)
    return entry


def _month(text: str) -> date:
    return _iso_day(f"{text}-01") or abort(404)


def _month_url(laureate: Laureate, day: date) -> str:
    return url_for("timesheet.month", slug=laureate.slug, month=f"{day:%Y-%m}")


def _period_of(laureate: Laureate, month: date) -> Any:
    """The period that has the last word on that month, when two share it."""
    covering = [p for p in laureate.periods if month in rules.months_of((p.starts_on, p.until))]
    return covering[-1] if covering else None


def _asked_quarters() -> int:
    """What a link proposes, a whole day otherwise; it is only proposed."""
    asked = request.args.get("quarts", "")
    return int(asked) if asked in {str(count) for count, _label in forms.QUARTERS} else rules.QUARTERS_A_DAY


def _asked_day(today: date) -> date:
    return min(_iso_day(request.args.get("le", "")) or today, today)


def _iso_day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def _chart(line: queries.ReferentTime) -> Any:
    months = [
        MonthTime(m.month, m.quarters, m.band.least, m.band.most, m.state.value)
        for m in line.months
        if m.state is not MonthState.ABSENT
    ]
    return band(months, title=f"Temps {of(line.user.name)}, mois par mois")
