"""The series of points, one point, and what may be done to it."""

import re
from datetime import date
from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import can, requires
from aic_tracker.access.periods import shown_period
from aic_tracker.access.permissions import Permission
from aic_tracker.calendar_fr import add_months, paris_instant
from aic_tracker.checkpoints import departures, forms, meeting, operations, proposals, queries, rules
from aic_tracker.checkpoints.models import Checkpoint, CheckpointKind, CheckpointStatus
from aic_tracker.checkpoints.tables import POINTS
from aic_tracker.checkpoints.views.common import address, attendees, bp, found, people, too_late_or_early, transition
from aic_tracker.db import db
from aic_tracker.formats import moment
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import refusal_of
from aic_tracker.web.exports import exported
from aic_tracker.web.forms import BaseForm, render_form

MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


@bp.get("/laureats/<slug>/points")
@requires(Permission.READ_LAUREATE)
def index(laureate: Laureate) -> Any:
    if month := _asked_month():
        return _held_in(laureate, month)
    now = clock.now()
    period = shown_period(laureate, clock.today())
    points = queries.points_of(period.id) if period else []
    if file := exported(POINTS, lambda: points, about=laureate.slug):
        return file
    return render_template(
        "checkpoints/index.html",
        laureate=laureate,
        period=period,
        coming=[p for p in points if not rules.has_begun(p.starts_at, now)],
        past=[p for p in reversed(points) if rules.has_begun(p.starts_at, now)],
        next_point=queries.next_point(laureate.id, now),
        awaited={p.id for p in points if rules.awaits_minutes(p.status, p.starts_at, now)},
        proposal=_proposal(laureate) if can("MANAGE_CHECKPOINTS") else None,
        is_over=period is None or period.until <= clock.today(),
        form=BaseForm(),
    )


def _held_in(laureate: Laureate, month: date) -> Any:
    """What a figure of « Pilotage » counts."""
    points = queries.held_points(laureate.id, paris_instant(month, 0), paris_instant(add_months(month, 1), 0))
    if file := exported(POINTS, lambda: points, about=laureate.slug):
        return file
    return render_template("checkpoints/held.html", laureate=laureate, month=month, points=points)


def _asked_month() -> date | None:
    """« 2026-02 »; anything else asks for nothing."""
    asked = request.args.get("mois", "")
    return date.fromisoformat(f"{asked}-01") if MONTH.fullmatch(asked) else None


@bp.post("/laureats/<slug>/points/proposer")
@requires(Permission.MANAGE_CHECKPOINTS)
def propose(laureate: Laureate) -> Any:
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
def add(laureate: Laureate) -> Any:
    people = queries.invitable(laureate.id, clock.today())
    usual = {m.user_id for m in laureates.active_memberships(laureate.id) if m.role in queries.INVITED_ROLES}
    proposal = _proposal(laureate)
    form = forms.AddForm(
        kind=CheckpointKind.REGULAR,
        starts_at=proposal.starts_at if proposal else None,
        place=proposal.place if proposal else "",
        duration_minutes=proposal.duration_minutes if proposal else rules.PROPOSED_MINUTES,
        people=[user for user in people if user.id in usual],
    )
    form.people.options = forms.people_options(people)
    form.closed = refusal_of(operations.plan_point, laureate, clock.today())
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            point = operations.plan_point(laureate, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            flash(f"Le point n° {point.number} est planifié.")
            return redirect(address(laureate, point), 303)
    return render_form("checkpoints/add.html", form, laureate=laureate)


@bp.post("/laureats/<slug>/points/prochain")
@requires(Permission.MANAGE_CHECKPOINTS)
def accept(laureate: Laureate) -> Any:
    form = forms.ProposedForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            starts_at = form.starts_at.data
            point = proposals.accept_proposed(laureate, actor=current_user, now=clock.now(), starts_at=starts_at)
            db.session.commit()
            flash(f"Le point n° {point.number} est planifié le {moment(point.starts_at)}.")
            return redirect(address(laureate, point), 303)
    for problem in form.errors_list():
        flash(problem.message, "error")
    return redirect(url_for("checkpoints.index", slug=laureate.slug), 303)


def _proposal(laureate: Laureate) -> proposals.Proposal | None:
    """What is proposed while no point is to come."""
    now = clock.now()
    closed = refusal_of(operations.plan_point, laureate, clock.today())
    return None if closed or queries.next_point(laureate.id, now) else proposals.proposed(laureate, now)


@bp.get("/laureats/<slug>/points/<int:number>")
@requires(Permission.READ_LAUREATE)
def show(laureate: Laureate, number: int) -> Any:
    point = found(laureate, number)
    now = clock.now()
    earlier, later = queries.neighbours(point)
    may_correct = point.status is CheckpointStatus.CLOSED
    return render_template(
        "checkpoints/show.html",
        laureate=laureate,
        point=point,
        earlier=earlier,
        later=later,
        may_edit=meeting.is_under_way(point),
        closed=refusal_of(operations.edit_point, point, clock.today()),
        since=meeting.since_last_point(point),
        may_move=point.status is CheckpointStatus.PLANNED,
        may_hold=rules.may_be_held(point.status, point.starts_at, now),
        may_close=rules.may_be_closed(point.status, point.starts_at, now),
        may_correct=may_correct,
        sendings=departures.of(point) if may_correct and can("MANAGE_CHECKPOINTS") else [],
        present=[a.user.name for a in attendees(point) if a.was_present],
        absent=[a.user.name for a in attendees(point) if a.was_present is False],
        invited=[a.user.name for a in attendees(point)],
    )


@bp.route("/laureats/<slug>/points/<int:number>/modifier", methods=["GET", "POST"])
@requires(Permission.MANAGE_CHECKPOINTS)
def edit(laureate: Laureate, number: int) -> Any:
    point = found(laureate, number)
    if back := too_late_or_early(laureate, point, meeting.is_under_way(point)):
        return back
    done = f"Le point n° {point.number} est modifié."
    operation = partial(operations.edit_point, now=clock.now())
    closed = refusal_of(operations.edit_point, point, clock.today())
    form_of = partial(_edit_form, laureate)
    return transition(laureate, point, form_of, operation, done, "checkpoints/edit.html", closed)


@bp.route("/laureats/<slug>/points/<int:number>/deplacer", methods=["GET", "POST"])
@requires(Permission.MANAGE_CHECKPOINTS)
def move(laureate: Laureate, number: int) -> Any:
    point = found(laureate, number)
    if back := too_late_or_early(laureate, point, point.status is CheckpointStatus.PLANNED):
        return back
    done = f"Le point n° {point.number} est déplacé."
    operation = partial(operations.move_point, laureate=laureate, now=clock.now())
    closed = refusal_of(operations.move_point, point, clock.today())
    return transition(laureate, point, _move_form, operation, done, "checkpoints/move.html", closed)


@bp.route("/laureats/<slug>/points/<int:number>/annuler", methods=["GET", "POST"])
@requires(Permission.MANAGE_CHECKPOINTS)
def cancel(laureate: Laureate, number: int) -> Any:
    point = found(laureate, number)
    if back := too_late_or_early(laureate, point, point.status is CheckpointStatus.PLANNED):
        return back
    done = f"Le point n° {point.number} est annulé."
    operation = partial(operations.cancel_point, now=clock.now())
    return transition(laureate, point, _cancel_form, operation, done, "checkpoints/cancel.html")


@bp.route("/laureats/<slug>/points/<int:number>/tenir", methods=["GET", "POST"])
@requires(Permission.MANAGE_CHECKPOINTS)
def hold(laureate: Laureate, number: int) -> Any:
    point = found(laureate, number)
    if back := too_late_or_early(laureate, point, rules.may_be_held(point.status, point.starts_at, clock.now())):
        return back
    done = f"Le point n° {point.number} est noté comme tenu : rédigez son compte rendu pour le clore."
    operation = partial(operations.hold_point, now=clock.now())
    return transition(laureate, point, partial(_hold_form, laureate), operation, done, "checkpoints/hold.html")


def _edit_form(laureate: Laureate, point: Checkpoint, **kwargs: Any) -> Any:
    form = forms.EditForm(obj=point, people=[a.user for a in point.attendees], **kwargs)
    form.people.options = forms.people_options(people(laureate, point))
    return form


def _move_form(point: Checkpoint, **kwargs: Any) -> Any:
    return forms.MoveForm(obj=point, **kwargs)


def _cancel_form(point: Checkpoint, **kwargs: Any) -> Any:
    return forms.CancelForm(version=point.version, **kwargs)


def _hold_form(laureate: Laureate, point: Checkpoint, **kwargs: Any) -> Any:
    present = [a.user for a in point.attendees if a.was_present or a.was_present is None]
    form = forms.HoldForm(version=point.version, present=present, **kwargs)
    form.present.options = forms.people_options(people(laureate, point))
    return form
