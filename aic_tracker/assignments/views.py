"""Assignments of a laureate: requested, scoped, approved, given, evaluated."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import can, requires
from aic_tracker.access.periods import shown_period
from aic_tracker.access.permissions import Permission
from aic_tracker.assignments.forms import (
    CompleteForm,
    DayForm,
    DeclineForm,
    EvaluationForm,
    RequestForm,
    ScopeForm,
    TransitionForm,
)
from aic_tracker.db import db
from aic_tracker.expertise import aid, days, operations, queries, rules
from aic_tracker.expertise.models import Assignment, AssignmentStatus
from aic_tracker.expertise.tables import ASSIGNMENTS
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import refusal_of
from aic_tracker.leaving import operations as leaving
from aic_tracker.web.conflicts import answer_conflict, as_stored
from aic_tracker.web.exports import exported
from aic_tracker.web.forms import BaseForm, render_form

bp = Blueprint("assignments", __name__)


@bp.get("/laureats/<slug>/appuis")
@requires(Permission.READ_ASSIGNMENTS)
def index(laureate: Laureate) -> Any:
    period = shown_period(laureate, clock.today())
    by_status = queries.pipeline(period.id, current_user) if period else {}
    pipeline = [(status, by_status.get(status, [])) for status in rules.PIPELINE]
    shown = [line for lines in by_status.values() for line in lines]
    if file := exported(ASSIGNMENTS, lambda: shown, about=laureate.slug):
        return file
    return render_template(
        "assignments/index.html",
        laureate=laureate,
        period=period,
        pipeline=pipeline,
        declined=by_status.get(AssignmentStatus.DECLINED, []),
        total=rules.total(line.figures for _status, lines in pipeline for line in lines),
        count=len(shown),
        is_current=period is not None and period.covers(clock.today()),
    )


@bp.route("/laureats/<slug>/appuis/nouveau", methods=["GET", "POST"])
@requires(Permission.REQUEST_ASSIGNMENT)
def request_assignment(laureate: Laureate) -> Any:
    form = RequestForm()
    form.closed = refusal_of(operations.request, laureate, clock.today())
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            assignment = operations.request(
                laureate,
                shown_period(laureate, clock.today()),
                actor=current_user,
                now=clock.now(),
                today=clock.today(),
                **form.values(),
            )
            db.session.commit()
            flash("Demande d’appui envoyée à l’équipe d’accompagnement.")
            return redirect(_url(laureate, assignment), 303)
    experts = queries.skilled_experts() if can("READ_EXPERTS") else {}
    return render_form("assignments/request.html", form, laureate=laureate, experts_by_skill=experts)


@bp.get("/laureats/<slug>/appuis/<int:assignment_id>")
@requires(Permission.READ_ASSIGNMENTS)
def show(laureate: Laureate, assignment_id: int) -> Any:
    return _page(laureate, _find(laureate, assignment_id))


@bp.route("/laureats/<slug>/appuis/<int:assignment_id>/cadrer", methods=["GET", "POST"])
@requires(Permission.MANAGE_ASSIGNMENTS)
def scope(laureate: Laureate, assignment_id: int) -> Any:
    assignment = _find(laureate, assignment_id)
    form = ScopeForm(obj=assignment)
    form.expert.options = queries.expert_options(assignment.skill, current=assignment.expert)
    form.closed = refusal_of(operations.scope, assignment, clock.today())
    done, back = "Cadrage enregistré.", _url(laureate, assignment)
    answer = _transition(
        laureate, assignment, form, operations.scope, done, "assignments/scope.html", today=clock.today()
    )
    if not form.is_stale:
        return answer
    return answer_conflict(form, as_stored(form, assignment), cancel=back, laureate=laureate, page_title="appui")


@bp.route("/laureats/<slug>/appuis/<int:assignment_id>/approuver", methods=["GET", "POST"])
@requires(Permission.MANAGE_ASSIGNMENTS)
def approve(laureate: Laureate, assignment_id: int) -> Any:
    assignment = _find(laureate, assignment_id)
    form = TransitionForm(obj=assignment)
    form.closed = refusal_of(operations.approve, assignment, clock.today())
    return _transition(
        laureate,
        assignment,
        form,
        operations.approve,
        "Appui approuvé.",
        "assignments/approve.html",
        shown=lambda: {"effect": aid.preview(assignment, today=clock.today())},
        now=clock.now(),
    )


@bp.post("/laureats/<slug>/appuis/<int:assignment_id>/demarrer")
@requires(Permission.MANAGE_ASSIGNMENTS)
def start(laureate: Laureate, assignment_id: int) -> Any:
    assignment = _find(laureate, assignment_id)
    return _transition(
        laureate, assignment, TransitionForm(), operations.start, "L’appui est en cours.", today=clock.today()
    )


@bp.route("/laureats/<slug>/appuis/<int:assignment_id>/terminer", methods=["GET", "POST"])
@requires(Permission.MANAGE_ASSIGNMENTS)
def complete(laureate: Laureate, assignment_id: int) -> Any:
    assignment = _find(laureate, assignment_id)
    form = CompleteForm(completed_on=clock.today(), version=assignment.version)
    done, page = "Appui terminé : il reste au projet à l’évaluer.", "assignments/complete.html"
    return _transition(laureate, assignment, form, operations.complete, done, page, today=clock.today())


@bp.post("/laureats/<slug>/appuis/<int:assignment_id>/reprendre")
@requires(Permission.MANAGE_ASSIGNMENTS)
def resume(laureate: Laureate, assignment_id: int) -> Any:
    assignment = _find(laureate, assignment_id)
    done, today = "L’appui est de nouveau en cours.", clock.today()
    return _transition(laureate, assignment, TransitionForm(), operations.resume, done, today=today)


@bp.route("/laureats/<slug>/appuis/<int:assignment_id>/evaluer", methods=["GET", "POST"])
@requires(Permission.EVALUATE_ASSIGNMENT)
def evaluate(laureate: Laureate, assignment_id: int) -> Any:
    assignment = _find(laureate, assignment_id)
    form = EvaluationForm(obj=assignment)
    done = "Merci : votre évaluation est enregistrée."
    return _transition(
        laureate, assignment, form, operations.evaluate, done, "assignments/evaluate.html", now=clock.now()
    )


@bp.route("/laureats/<slug>/appuis/<int:assignment_id>/decliner", methods=["GET", "POST"])
@requires(Permission.MANAGE_ASSIGNMENTS)
def decline(laureate: Laureate, assignment_id: int) -> Any:
    assignment = _find(laureate, assignment_id)
    form = DeclineForm(obj=assignment)
    done, page = "Appui décliné.", "assignments/decline.html"
    return _transition(laureate, assignment, form, operations.decline, done, page, today=clock.today())


@bp.post("/laureats/<slug>/appuis/<int:assignment_id>/rouvrir")
@requires(Permission.MANAGE_ASSIGNMENTS)
def reopen(laureate: Laureate, assignment_id: int) -> Any:
    assignment = _find(laureate, assignment_id)
    done, today = "La demande d’appui est rouverte.", clock.today()
    return _transition(laureate, assignment, TransitionForm(), operations.reopen, done, today=today)


@bp.post("/laureats/<slug>/appuis/<int:assignment_id>/jours")
@requires(Permission.LOG_ASSIGNMENT_DAYS)
def log_day(laureate: Laureate, assignment_id: int) -> Any:
    assignment = _find(laureate, assignment_id)
    form = DayForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            days.log_day(assignment, actor=current_user, now=clock.now(), today=clock.today(), **form.values())
            db.session.commit()
            flash("Temps noté.")
            if queries.line_of(assignment).figures.is_over:
                flash("Cet appui dépasse les jours prévus : prévenez l’équipe d’accompagnement.", "warning")
            return redirect(_url(laureate, assignment), 303)
    return _page(laureate, assignment, form, day_form=form)


@bp.post("/laureats/<slug>/appuis/<int:assignment_id>/jours/<int:day_id>/retirer")
@requires(Permission.LOG_ASSIGNMENT_DAYS)
def remove_day(laureate: Laureate, assignment_id: int, day_id: int) -> Any:
    assignment = _find(laureate, assignment_id)
    day = queries.day_of(assignment, day_id) or abort(404)
    form = BaseForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            days.remove_day(assignment, day, actor=current_user, now=clock.now())
            db.session.commit()
            flash("Temps retiré.")
            return redirect(_url(laureate, assignment), 303)
    return _page(laureate, assignment, form)


def _find(laureate: Laureate, assignment_id: int) -> Assignment:
    lock = request.method == "POST"
    return queries.assignment_of(laureate, assignment_id, current_user, lock=lock) or abort(404)


def _url(laureate: Laureate, assignment: Assignment) -> str:
    return url_for("assignments.show", slug=laureate.slug, assignment_id=assignment.id)


def _transition(
    laureate: Laureate,
    assignment: Any,
    form: Any,
    operation: Callable[..., Any],
    done: str,
    template: str | None = None,
    shown: Any = dict,
    **given: Any,
) -> Any:
    """One step of an assignment; without a template, a refusal is shown on its page. `shown` makes what it adds."""
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            expert = assignment.expert
            operation(assignment, actor=current_user, **given, **form.values())
            leaving.settle_expert(expert, laureate, actor=current_user, now=clock.now())
            db.session.commit()
            flash(done)
            return redirect(_url(laureate, assignment), 303)
    if form.is_stale:
        # What is sent next was typed in sight of what is stored now.
        form.rebase(assignment.version)
    if template is None:
        return _page(laureate, assignment, form)
    line = queries.line_of(assignment)
    return render_form(template, form, laureate=laureate, assignment=assignment, line=line, **shown())


def _page(
    laureate: Laureate, assignment: Assignment, form: BaseForm | None = None, *, day_form: DayForm | None = None
) -> Any:
    day_form = day_form or DayForm(formdata=None, on=clock.today())
    is_sought = can("READ_EXPERTS") and assignment.status is AssignmentStatus.REQUESTED
    return render_form(
        "assignments/show.html",
        form or day_form,
        laureate=laureate,
        assignment=assignment,
        line=queries.line_of(assignment),
        day_form=day_form,
        fitting=queries.fitting(assignment.skill) if is_sought else [],
        Status=AssignmentStatus,
        closed=refusal_of(operations.start, assignment, clock.today()),
    )
