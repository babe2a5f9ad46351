from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints import closing, forms, operations, queries, rules
from aic_tracker.checkpoints.models import Checkpoint, CheckpointKind, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.web.forms import BaseForm, render_form
from aic_tracker.web.periods import shown_period

bp = Blueprint("checkpoints", __name__)

EDITABLE = (CheckpointStatus.PLANNED, CheckpointStatus.HELD)


@bp.route("/laureats/<slug>/points")
@requires(Permission.READ_LAUREATE)
def index(laureate):
    now = clock.now()
    period = shown_period(laureate, clock.today())
    points = queries.points_of(period.id) if period else []
    return render_template(
        "checkpoints/index.html",
        laureate=laureate,
        period=period,
        coming=[p for p in points if not rules.has_begun(p.starts_at, now)],
        past=[p for p in reversed(points) if rules.has_begun(p.starts_at, now)],
        next_point=queries.next_point(laureate.id, now),
        awaited={p.id for p in points if rules.awaits_minutes(p.status, p.starts_at, now)},
        is_over=period is None or period.until <= clock.today(),
        form=BaseForm(),
    )


@bp.route("/laureats/<slug>/points/proposer", methods=["POST"])
@requires(Permission.MANAGE_CHECKPOINTS)
def propose(laureate):
    period = shown_period(laureate, clock.today()) or abort(404)
    form = BaseForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            points = operations.propose_points(period, actor=current_user, now=clock.now())
            db.session.commit()
            flash(f"{len(points)} points sont proposés : ajustez leurs dates.")
    for problem in form.errors_list():
        flash(problem.message, "error")
    return redirect(url_for("checkpoints.index", slug=laureate.slug, accompagnement=period.number), 303)


@bp.route("/laureats/<slug>/points/nouveau", methods=["GET", "POST"])
@requires(Permission.MANAGE_CHECKPOINTS)
def add(laureate):
    people = queries.invitable(laureate.id, clock.today())
    usual = {m.user_id for m in queries.memberships_of(laureate.id) if m.role in queries.INVITED_ROLES}
    form = forms.AddForm(
        kind=CheckpointKind.REGULAR,
        duration_minutes=rules.PROPOSED_MINUTES,
        people=[user for user in people if user.id in usual],
    )
    form.people.options = forms.people_options(people)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            point = operations.plan_point(laureate, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            flash(f"Le point n° {point.number} est planifié.")
            return redirect(_url(laureate, point), 303)
    return render_form("checkpoints/add.html", form, laureate=laureate)


@bp.route("/laureats/<slug>/points/<int:number>")
@requires(Permission.READ_LAUREATE)
def show(laureate, number):
    point = _find(laureate, number)
    now = clock.now()
    earlier, later = queries.neighbours(point)
    return render_template(
        "checkpoints/show.html",
        laureate=laureate,
        point=point,
        earlier=earlier,
        later=later,
        may_edit=point.status in EDITABLE,
        may_move=point.status is CheckpointStatus.PLANNED,
        may_hold=rules.may_be_held(point.status, point.starts_at, now),
        may_close=rules.may_be_closed(point.status, point.starts_at, now),
        may_correct=point.status is CheckpointStatus.CLOSED,
        present=[a.user.name for a in _by_name(point) if a.was_present],
        absent=[a.user.name for a in _by_name(point) if a.was_present is False],
        invited=[a.user.name for a in _by_name(point)],
    )


@bp.route("/laureats/<slug>/points/<int:number>/modifier", methods=["GET", "POST"])
@requires(Permission.MANAGE_CHECKPOINTS)
def edit(laureate, number):
    point = _find(laureate, number)
    if back := _too_late_or_early(laureate, point, point.status in EDITABLE):
        return back
    form = forms.EditForm(obj=point, people=[a.user for a in point.attendees])
    form.people.options = forms.people_options(_people(laureate, point))
    done = f"Le point n° {point.number} est modifié."
    return _gesture(laureate, point, form, operations.edit_point, done, "checkpoints/edit.html")


@bp.route("/laureats/<slug>/points/<int:number>/deplacer", methods=["GET", "POST"])
@requires(Permission.MANAGE_CHECKPOINTS)
def move(laureate, number):
    point = _find(laureate, number)
    if back := _too_late_or_early(laureate, point, point.status is CheckpointStatus.PLANNED):
        return back
    done = f"Le point n° {point.number} est déplacé."
    operation = partial(operations.move_point, laureate=laureate, now=clock.now())
    return _gesture(laureate, point, forms.MoveForm(obj=point), operation, done, "checkpoints/move.html")


@bp.route("/laureats/<slug>/points/<int:number>/annuler", methods=["GET", "POST"])
@requires(Permission.MANAGE_CHECKPOINTS)
def cancel(laureate, number):
    point = _find(laureate, number)
    if back := _too_late_or_early(laureate, point, point.status is CheckpointStatus.PLANNED):
        return back
    done = f"Le point n° {point.number} est annulé."
    form = forms.CancelForm(version=point.version)
    return _gesture(laureate, point, form, operations.cancel_point, done, "checkpoints/cancel.html")


@bp.route("/laureats/<slug>/points/<int:number>/tenir", methods=["GET", "POST"])
@requires(Permission.MANAGE_CHECKPOINTS)
def hold(laureate, number):
    point = _find(laureate, number)
    if back := _too_late_or_early(laureate, point, rules.may_be_held(point.status, point.starts_at, clock.now())):
        return back
    form = forms.HoldForm(version=point.version, present=_present(point))
    form.present.options = forms.people_options(_people(laureate, point))
    done = f"Le point n° {point.number} est noté comme tenu : rédigez son compte rendu pour le clore."
    operation = partial(operations.hold_point, now=clock.now())
    return _gesture(laureate, point, form, operation, done, "checkpoints/hold.html")


@bp.route("/laureats/<slug>/points/<int:number>/clore", methods=["GET", "POST"])
@requires(Permission.MANAGE_CHECKPOINTS)
def close(laureate, number):
    point = _find(laureate, number)
    now = clock.now()
    if back := _too_late_or_early(laureate, point, rules.may_be_closed(point.status, point.starts_at, now)):
        return back
    row_count = _row_count()
    if "add_row" in request.form:
        row_count = min(row_count + forms.MORE_ROWS, forms.MOST_ROWS)
    form = forms.CloseForm(
        people=_people(laureate, point),
        planned=queries.planned_after(point, now),
        row_count=row_count,
        obj=point,
        data={"present": _present(point)},
    )
    if "add_row" in request.form:
        return render_template("checkpoints/close.html", laureate=laureate, point=point, form=form)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            closing.close_point(
                point,
                laureate,
                actor=current_user,
                now=now,
                version=form.version.data,
                minutes=form.minutes.data,
                decisions=form.decisions.data,
                present=form.present.data,
                actions=form.actions(),
                follow_up=form.next_date(),
            )
            db.session.commit()
            flash(f"Le point n° {point.number} est clos, son compte rendu part aux personnes présentes.")
            return redirect(_url(laureate, point), 303)
    point = _find(laureate, number)
    if form.is_stale and point.status is CheckpointStatus.CLOSED:
        return _closed_meanwhile(laureate, point, form)
    return _again("checkpoints/close.html", form, laureate, point)


@bp.route("/laureats/<slug>/points/<int:number>/compte-rendu", methods=["GET", "POST"])
@requires(Permission.MANAGE_CHECKPOINTS)
def correct(laureate, number):
    point = _find(laureate, number)
    if back := _too_late_or_early(laureate, point, point.status is CheckpointStatus.CLOSED):
        return back
    done = "Le compte rendu est corrigé."
    form = forms.MinutesForm(obj=point)
    return _gesture(laureate, point, form, closing.correct_minutes, done, "checkpoints/correct.html")


def _gesture(laureate, point: Checkpoint, form: BaseForm, operation, done: str, template: str):
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operation(point, actor=current_user, **form.values())
            db.session.commit()
            flash(done)
            return redirect(_url(laureate, point), 303)
    if form.errors_list():
        point = _find(laureate, point.number)
    return _again(template, form, laureate, point)


def _too_late_or_early(laureate, point: Checkpoint, allowed: bool):
    """Back to the point, with the reason, when the page asked for has nothing to offer."""
    if allowed or request.method == "POST":
        return None
    early = point.status is CheckpointStatus.PLANNED
    label = point.status.label.lower()
    flash("Ce point n’a pas encore eu lieu." if early else f"Ce point est {label} : ce n’est plus possible.", "warning")
    return redirect(_url(laureate, point), 303)


def _again(template: str, form: BaseForm, laureate, point: Checkpoint):
    if form.is_stale:
        # What is sent next was typed in sight of what is stored now.
        form.version.typed, form.version.data = None, point.version
    return render_form(template, form, laureate=laureate, point=point)


def _closed_meanwhile(laureate, point: Checkpoint, typed: forms.CloseForm):
    """A double click finds its work done; another text is kept, as a correction to make."""
    if (typed.minutes.data, typed.decisions.data) == (point.minutes, point.decisions):
        return redirect(_url(laureate, point), 303)
    form = forms.MinutesForm(
        formdata=None, minutes=typed.minutes.data, decisions=typed.decisions.data, version=point.version
    )
    form.is_stale = True
    form.refuse("Ce point a été clos entre-temps : reprenez votre texte dans le compte rendu enregistré.")
    return render_form("checkpoints/correct.html", form, laureate=laureate, point=point)


def _find(laureate, number: int) -> Checkpoint:
    return queries.point(laureate.id, number) or abort(404)


def _url(laureate, point: Checkpoint) -> str:
    return url_for("checkpoints.show", slug=laureate.slug, number=point.number)


def _by_name(point: Checkpoint):
    return sorted(point.attendees, key=lambda attendee: attendee.user.name)


def _people(laureate, point: Checkpoint):
    """Who may be invited or noted as present: those invited already included."""
    people = {user.id: user for user in queries.invitable(laureate.id, paris_day(point.starts_at))}
    people.update({attendee.user_id: attendee.user for attendee in point.attendees})
    return sorted(people.values(), key=lambda user: user.name)


def _present(point: Checkpoint):
    return [a.user for a in point.attendees if a.was_present or a.was_present is None]


def _row_count() -> int:
    asked = request.form.get("row_count", "")
    known = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else forms.BLANK_ROWS
    return max(1, min(known, forms.MOST_ROWS))
