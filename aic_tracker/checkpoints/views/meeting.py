"""« Conduire le point »: one screen for the hour, saved as one types, shared with those who are in the same point.

Each part (an objective, a text, an action) is a form of its own. Asked by htmx, the answer is that part; otherwise it
is the whole screen, or the way back to it.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import can, requires
from aic_tracker.access.permissions import Permission
from aic_tracker.checkpoints import meeting, operations, queries, rules
from aic_tracker.checkpoints.meeting import Settling
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.checkpoints.views.common import address, as_number, bp, by_htmx, found, people
from aic_tracker.checkpoints.views.parts import (
    Part,
    action_part,
    all_parts,
    blank_action,
    next_day,
    objective_part,
    past_part,
    section_part,
)
from aic_tracker.db import db
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import refusal_of
from aic_tracker.roadmap import operations as roadmaps
from aic_tracker.roadmap import queries as roadmap_queries
from aic_tracker.roadmap import rules as progress
from aic_tracker.roadmap.models import ObjectiveStatus
from aic_tracker.web.conflicts import differences
from aic_tracker.web.forms import BaseForm

SCREEN = "/laureats/<slug>/points/<int:number>/conduire"
ANSWER = "checkpoints/_meeting_answer.html"


@bp.get(SCREEN)
@requires(Permission.UPDATE_PROGRESS)
def conduct(laureate: Laureate, number: int) -> Any:
    point = found(laureate, number)
    if not meeting.is_under_way(point):
        flash(f"Ce point est {point.status.label.lower()}.", "info")
        return redirect(address(laureate, point), 303)
    return _screen(laureate, point)


@bp.get(SCREEN + "/nouvelles")
@requires(Permission.UPDATE_PROGRESS)
def news(laureate: Laureate, number: int) -> Any:
    """What differs from what the screen says it shows: asked every eight seconds."""
    point = found(laureate, number)
    shown = request.args
    roadmap = roadmap_queries.followed_at(point.period_id)
    who = cache(lambda: people(laureate, point))
    parts = [part for part in all_parts(point, roadmap, who) if shown.get(part.known_name) != part.known]
    return render_template(
        "checkpoints/_meeting_news.html",
        laureate=laureate,
        point=point,
        parts=[part for part in parts if part.known_name in shown],
        added=[part for part in parts if part.kind == "action" and part.known_name not in shown],
        is_over=not meeting.is_under_way(point),
        **_facts(),
    )


@bp.post(SCREEN + "/objectifs/<int:objective_id>")
@requires(Permission.UPDATE_PROGRESS)
def update_objective(laureate: Laureate, number: int, objective_id: int) -> Any:
    point, row = queries.under_way(laureate.id, number, objective_id) or abort(404)
    part = objective_part(row)
    if _asked("take"):
        return _answer(laureate, point, objective_part(row, formdata=None), whole=True)

    def save() -> None:
        values = part.form.values()
        if not meeting.is_under_way(point):
            raise DomainError("Ce point est clos : l’objectif se met à jour depuis la feuille de route.")
        values["version"] = as_number(_asked("over")) or values["version"]
        roadmaps.update_progress(row, actor=current_user, now=clock.now(), **values)

    def again() -> Part:
        found = queries.under_way(laureate.id, number, objective_id) or abort(404)
        return objective_part(found[1], formdata=None)

    return _save(laureate, point, part, save, again)


@bp.post(SCREEN + "/textes/<any(minutes, decisions):name>")
@requires(Permission.MANAGE_CHECKPOINTS)
def write_section(laureate: Laureate, number: int, name: str) -> Any:
    point = queries.point_alone(laureate.id, number) or abort(404)
    part = section_part(point, name)
    if _asked("take"):
        return _answer(laureate, point, section_part(point, name, formdata=None), whole=True)
    is_merging = bool(_asked("merge"))
    seen: str = getattr(point, name)
    both, refusal = "", ""
    if is_merging and part.form.validate():
        # Nothing is written yet: others may write while both texts are compared.
        db.session.rollback()
        try:
            both = part.form.text.read(meeting.merged(seen, part.form.text.data))
        except ValueError as error:
            refusal = f"Réunis, les deux textes ne tiennent pas. {error}"

    def save() -> None:
        if refusal:
            raise DomainError(refusal, field="text")
        if is_merging:
            meeting.write_section(point, name, both, base=meeting.mark(seen))
        else:
            meeting.write_section(point, name, part.form.text.data, base=_asked("over") or part.form.base.data)

    def again() -> Part:
        return section_part(queries.point_alone(laureate.id, number) or abort(404), name, formdata=None)

    return _save(laureate, point, part, save, again, whole=is_merging)


@bp.post(SCREEN + "/actions")
@requires(Permission.EDIT_ACTIONS)
def decide_action(laureate: Laureate, number: int) -> Any:
    point = found(laureate, number)
    part = action_part(laureate, point, None)
    if part.form.validate():
        with part.form.reporting_domain_errors():
            values = {name: value for name, value in part.form.values().items() if name != "base"}
            action = meeting.decide_action(point, laureate, actor=current_user, now=clock.now(), **values)
            db.session.commit()
            if not by_htmx():
                return redirect(_url(laureate, point, f"action-{action.id}"), 303)
            added = action_part(laureate, point, action, formdata=None)
            blank = action_part(laureate, point, None, formdata=None)
            blank.is_saved = True
            return _answer(laureate, point, blank, whole=True, added=added)
    return _answer(laureate, point, part, status=422)


@bp.post(SCREEN + "/actions/<int:action_id>")
@requires(Permission.EDIT_ACTIONS)
def revise_action(laureate: Laureate, number: int, action_id: int) -> Any:
    point = found(laureate, number)
    action = roadmap_queries.action_decided_at(point.id, action_id) or abort(404)
    part = action_part(laureate, point, action)
    if _asked("take"):
        return _answer(laureate, point, action_part(laureate, point, action, formdata=None), whole=True)

    def save() -> None:
        values = part.form.values()
        values["base"] = _asked("over") or values["base"]
        meeting.revise_action(action, point, actor=current_user, now=clock.now(), **values)

    def again() -> Part:
        stored = roadmap_queries.action_decided_at(point.id, action_id) or abort(404)
        return action_part(laureate, point, stored, formdata=None)

    return _save(laureate, point, part, save, again)


@bp.post(SCREEN + "/actions-passees/<int:action_id>")
@requires(Permission.EDIT_ACTIONS)
def settle_action(laureate: Laureate, number: int, action_id: int) -> Any:
    point = found(laureate, number)
    action = roadmap_queries.action_held(laureate.id, action_id) or abort(404)
    settling = _settling()
    part = past_part(action, next_day(point), is_date_read=settling is Settling.MOVED)
    if _asked("take"):
        return _answer(laureate, point, past_part(action, next_day(point), formdata=None), whole=True)

    def save() -> None:
        values = part.form.values()
        values["base"] = _asked("over") or values["base"]
        meeting.settle_action(action, point, settling=settling, actor=current_user, now=clock.now(), **values)

    def again() -> Part:
        stored = roadmap_queries.action_held(laureate.id, action_id) or abort(404)
        # Of two dates, the one that was saved is shown, not the one that is offered.
        return past_part(stored, None, formdata=None)

    return _save(laureate, point, part, save, again, whole=True)


def _settling() -> Settling:
    asked = _asked("geste") or Settling.MOVED
    return Settling(asked) if asked in set(Settling) else abort(404)


def _save(
    laureate: Laureate,
    point: Checkpoint,
    part: Part,
    save: Callable[[], None],
    again: Callable[[], Part],
    *,
    whole: bool = False,
) -> Any:
    """Do it and say so, or give back what was typed with the reason, or with what somebody else saved meanwhile."""
    form: BaseForm = part.form
    if form.validate():
        try:
            save()
            db.session.commit()
        except DomainError as refusal:
            # Nothing else was begun in this request: no savepoint to keep.
            db.session.rollback()
            form.refuse(refusal.message, field=refusal.field)
            form.is_stale = isinstance(refusal, StaleError)
        else:
            if not by_htmx():
                return redirect(_url(laureate, point, part.key), 303)
            if whole or part.kind != "objective":
                saved = again()
                part.stored, part.stored_mark, part.row = saved.stored, saved.stored_mark, saved.row
            part = saved if whole else part
            part.is_saved = True
            return _answer(laureate, point, part, whole=whole)
    if form.is_stale:
        stored = again()
        part.conflict = differences(form, stored.form)
        part.stored, part.stored_mark, part.row = stored.stored, stored.known, stored.row
        if not part.conflict:
            # Two people typed the same: there is nothing to choose.
            return _answer(laureate, point, stored, whole=True)
        form.form_errors = []
        return _answer(laureate, point, part, status=409)
    return _answer(laureate, point, part, status=422)


def _answer(
    laureate: Laureate,
    point: Checkpoint,
    part: Part,
    *,
    status: int = 200,
    whole: bool = False,
    added: Part | None = None,
) -> Any:
    """The state of a part, or the `whole` of it in its own place; `added` is one more part for the list of actions."""
    if not by_htmx():
        if status == 200:
            return redirect(_url(laureate, point, part.key), 303)
        db.session.rollback()
        return _screen(laureate, found(laureate, point.number), part), status
    html = render_template(ANSWER, laureate=laureate, point=point, part=part, whole=whole, added=added, **_facts())
    response: Response = make_response(html, status)
    if whole:
        response.headers["HX-Retarget"] = f"#{part.key}"
        response.headers["HX-Reswap"] = "outerHTML"
    return response


def _screen(laureate: Laureate, point: Checkpoint, typed: Part | None = None) -> str:
    roadmap = roadmap_queries.followed_at(point.period_id)
    who = people(laureate, point)
    parts = [typed if typed and part.key == typed.key else part for part in all_parts(point, roadmap, lambda: who)]
    by_objective = {part.row.id: part for part in parts if part.kind == "objective"}
    blank = blank_action(who)
    return render_template(
        "checkpoints/conduct.html",
        laureate=laureate,
        point=point,
        priorities=[
            (priority, [by_objective[o.id] for o in priority.objectives if o.id in by_objective])
            for priority in (roadmap.priorities if roadmap else ())
        ],
        has_roadmap=roadmap is not None,
        # What was sent is drawn again, with its words.
        closed=refusal_of(operations.edit_point, point, clock.today()) if request.method == "GET" else "",
        sections=[part for part in parts if part.kind == "section"],
        actions=[part for part in parts if part.kind == "action"],
        left=[part for part in parts if part.kind == "past"],
        blank=typed if typed and typed.key == blank.key else blank,
        form=typed.form if typed else BaseForm(formdata=None),
        may_close=can("MANAGE_CHECKPOINTS") and rules.may_be_closed(point.status, point.starts_at, clock.now()),
        **_facts(),
    )


def _facts() -> dict[str, Any]:
    return {"rules": progress, "today": clock.today(), "now": clock.now(), "dropped": ObjectiveStatus.DROPPED}


def _asked(gesture: str) -> str:
    """The value of the button pressed in a conflict: over, take, merge."""
    return request.form.get(gesture, "")


def _url(laureate: Laureate, point: Checkpoint, anchor: str) -> str:
    return url_for("checkpoints.conduct", slug=laureate.slug, number=point.number, _anchor=anchor)
