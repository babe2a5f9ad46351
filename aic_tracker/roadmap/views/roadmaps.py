"""The roadmap as a whole, and its priorities."""

from typing import Any

from flask import abort, flash, redirect
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires, withhold
from aic_tracker.access.periods import shown_period
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.diagnostic import queries as diagnostics
from aic_tracker.diagnostic.rules import is_signed
from aic_tracker.laureates.models import Axis, Laureate, SupportPeriod
from aic_tracker.laureates.support import refusal_of
from aic_tracker.roadmap import operations, queries, rules
from aic_tracker.roadmap.forms import EditPriorityForm, MoveForm, PriorityForm
from aic_tracker.roadmap.models import ObjectiveStatus, Roadmap
from aic_tracker.roadmap.tables import ACTIONS
from aic_tracker.roadmap.views.common import bp, found_priority, home
from aic_tracker.roadmap.views.progress import progress_fields
from aic_tracker.web.again import answer_added, begin_at
from aic_tracker.web.conflicts import answer_conflict
from aic_tracker.web.exports import exported
from aic_tracker.web.forms import BaseForm, render_form


@bp.get("/laureats/<slug>/feuille-de-route")
@requires(Permission.READ_LAUREATE)
def show(laureate: Laureate) -> Any:
    if file := exported(ACTIONS, lambda: queries.actions_of(laureate.id), about=laureate.slug, which="actions"):
        return file
    return page(laureate, _period(laureate), BaseForm())


@bp.post("/laureats/<slug>/feuille-de-route/ouvrir")
@requires(Permission.EDIT_ROADMAP)
def create(laureate: Laureate) -> Any:
    period, form = _period(laureate), BaseForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.create_roadmap(period, actor=current_user, now=clock.now())
            db.session.commit()
            flash("Feuille de route ouverte : ajoutez une première priorité.")
            return redirect(home(laureate, period), 303)
    return page(laureate, period, form)


@bp.route("/laureats/<slug>/feuille-de-route/publier", methods=["GET", "POST"])
@requires(Permission.EDIT_ROADMAP)
def publish(laureate: Laureate) -> Any:
    """What will be published is read first: from then on, what is dropped stays, with its reason."""
    period, form = _period(laureate), BaseForm()
    roadmap = _roadmap(period)
    back = home(laureate, period)
    form.closed = refusal_of(operations.publish_roadmap, roadmap, clock.today()) or operations.publication_refusal(
        roadmap
    )
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.publish_roadmap(roadmap, actor=current_user, now=clock.now())
            db.session.commit()
            flash("Feuille de route publiée.")
            return redirect(back, 303)
    objectives = [row for row in rules.objectives_of(roadmap.priorities) if row.status is not ObjectiveStatus.DROPPED]
    return render_form(
        "roadmap/publish.html",
        form,
        laureate=laureate,
        back=back,
        priorities=len(roadmap.priorities),
        objectives=len(objectives),
        without_owner=[row for row in objectives if row.owner is None],
        without_date=[row for row in objectives if row.due_on is None],
    )


@bp.route("/laureats/<slug>/feuille-de-route/priorites/nouvelle", methods=["GET", "POST"])
@requires(Permission.EDIT_ROADMAP)
def add_priority(laureate: Laureate) -> Any:
    period = _period(laureate)
    roadmap = _roadmap(period)
    form = _with_dimensions(PriorityForm(), laureate)
    form.closed = refusal_of(operations.add_priority, roadmap, clock.today())
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            priority = operations.add_priority(roadmap, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            link, then = home(laureate, period, f"priorite-{priority.id}"), " : donnez-lui un premier objectif"
            return answer_added("Priorité ajoutée", title=priority.title, link=link, back=link, then=then)
    begin_at(form.axis)
    return render_form("roadmap/add_priority.html", form, laureate=laureate, back=home(laureate, period))


@bp.route("/laureats/<slug>/priorites/<int:priority_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_ROADMAP)
def edit_priority(laureate: Laureate, priority_id: int) -> Any:
    priority = found_priority(laureate, priority_id)
    back = home(laureate, priority.roadmap.period, f"priorite-{priority.id}")
    form = _with_dimensions(EditPriorityForm(obj=priority), laureate)
    form.closed = refusal_of(operations.edit_priority, priority, clock.today())
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.edit_priority(priority, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            flash("Priorité enregistrée.")
            return redirect(back, 303)
    if form.is_stale:
        saved = found_priority(laureate, priority_id)
        stored = _with_dimensions(EditPriorityForm(obj=saved, formdata=None), laureate)
        return answer_conflict(
            form, stored, version=saved.version, cancel=back, laureate=laureate, page_title="priorité"
        )
    return render_form("roadmap/edit_priority.html", form, laureate=laureate, priority=priority, back=back)


@bp.post("/laureats/<slug>/priorites/<int:priority_id>/deplacer")
@requires(Permission.EDIT_ROADMAP)
def move_priority(laureate: Laureate, priority_id: int) -> Any:
    priority, form = found_priority(laureate, priority_id), MoveForm()
    if form.validate_on_submit():
        operations.move_priority(priority, up=form.is_up, actor=current_user, now=clock.now())
        db.session.commit()
        return redirect(home(laureate, priority.roadmap.period, f"priorite-{priority.id}"), 303)
    return page(laureate, priority.roadmap.period, form)


def page(laureate: Laureate, period: SupportPeriod, form: BaseForm) -> Any:
    """The roadmap's page; `form` carries the refusal of a button, if there is one."""
    today = clock.today()
    signed = is_signed(diagnostics.initial_diagnostics(laureate.id, up_to_period=period.number))
    roadmap = queries.roadmap_of(period.id)
    closed = refusal_of(operations.create_roadmap, period, today)
    if closed:
        withhold(Permission.EDIT_ROADMAP, Permission.UPDATE_PROGRESS)
    common = {"laureate": laureate, "period": period, "signed": signed, "closed": closed}
    if roadmap is None:
        return render_form("roadmap/not_open.html", form, **common)
    actions = queries.actions_of(laureate.id)
    return render_form(
        "roadmap/show.html",
        form,
        **common,
        roadmap=roadmap,
        axes=[(axis, [p for p in roadmap.priorities if p.axis is axis]) for axis in Axis],
        progress_rows=_progress_rows(roadmap),
        progress_fields=progress_fields,
        open_actions=[action for action in actions if rules.is_open_action(action)],
        ended_actions=[action for action in actions if not rules.is_open_action(action)],
        rules=rules,
        dropped=ObjectiveStatus.DROPPED,
        has_late=any(rules.is_late(row, today) for row in rules.objectives_of(roadmap.priorities)),
        has_open=bool(rules.open_objectives(roadmap.priorities)),
        today=today,
    )


def _progress_rows(roadmap: Roadmap) -> list[tuple[str, Any]]:
    by_axis = [(axis.label, rules.axis_progress(roadmap.priorities, axis)) for axis in Axis]
    return [("Ensemble", rules.roadmap_progress(roadmap.priorities)), *by_axis]


def _period(laureate: Laureate) -> SupportPeriod:
    period = shown_period(laureate, clock.today())
    return period if period is not None else abort(404)


def _roadmap(period: SupportPeriod) -> Roadmap:
    roadmap = queries.roadmap_of(period.id)
    return roadmap if roadmap is not None else abort(404)


def _with_dimensions(form: Any, laureate: Laureate) -> Any:
    lines = diagnostics.grid(laureate.season_id)
    form.dimensions.options = [(line, f"{line.axis.label} — {line.label}") for line in lines]
    return form
