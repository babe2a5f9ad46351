"""What the pages of points share: their blueprint, what they load, where they go back to."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_login import current_user

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints import queries
from aic_tracker.checkpoints.models import Attendee, Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.folding import by_name, french_order
from aic_tracker.laureates.models import Laureate
from aic_tracker.web.conflicts import answer_conflict
from aic_tracker.web.forms import render_form

bp = Blueprint("checkpoints", __name__)


def found(laureate: Laureate, number: int) -> Checkpoint:
    return queries.point(laureate.id, number) or abort(404)


def address(laureate: Laureate, point: Checkpoint) -> str:
    return url_for("checkpoints.show", slug=laureate.slug, number=point.number)


def attendees(point: Checkpoint) -> list[Attendee]:
    return sorted(point.attendees, key=lambda attendee: french_order(attendee.user.name))


def people(laureate: Laureate, point: Checkpoint) -> list[User]:
    """Who may be invited or noted as present: those invited already included."""
    found = {user.id: user for user in queries.invitable(laureate.id, paris_day(point.starts_at))}
    found.update({attendee.user_id: attendee.user for attendee in point.attendees})
    return by_name(found.values())


def too_late_or_early(laureate: Laureate, point: Checkpoint, allowed: bool) -> Any:
    """Back to the point, with the reason, when the page asked for has nothing to offer."""
    if allowed or request.method == "POST":
        return None
    early = point.status is CheckpointStatus.PLANNED
    label = point.status.label.lower()
    flash("Ce point n’a pas encore eu lieu." if early else f"Ce point est {label} : ce n’est plus possible.", "warning")
    return redirect(address(laureate, point), 303)


def transition(
    laureate: Laureate,
    point: Checkpoint,
    form_of: Callable[..., Any],
    operation: Callable[..., Any],
    done: str,
    template: str,
    closed: str = "",
    then: str = "",
    unchanged: str = "",
) -> Any:
    """`form_of(point)` gives the form as the point stands; sent in sight of another version, both are shown.

    `closed`: why nothing of it can be done today. `then`: where one goes on to, other than the point itself.
    `unchanged`: what is said instead when the operation answers that it had nothing to change.
    """
    form = form_of(point)
    form.closed = closed
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            has_changed = operation(point, actor=current_user, **form.values())
            db.session.commit()
            if has_changed is False and unchanged:
                flash(unchanged, "info")
                return redirect(address(laureate, point), 303)
            flash(done)
            return redirect(then or address(laureate, point), 303)
    if form.errors_list():
        point = found(laureate, point.number)
    if form.is_stale:
        return answer_conflict(
            form,
            form_of(point, formdata=None),
            version=point.version,
            cancel=address(laureate, point),
            laureate=laureate,
            page_title=f"point n° {point.number}",
        )
    return render_form(template, form, laureate=laureate, point=point)


def as_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def by_htmx() -> bool:
    return request.headers.get("HX-Request") == "true"
