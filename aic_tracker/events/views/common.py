"""What the pages of events share: their blueprint, what they load, where they go back to."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.events import queries
from aic_tracker.events.models import Event, EventStatus
from aic_tracker.web.conflicts import answer_conflict
from aic_tracker.web.forms import render_form

bp = Blueprint("events", __name__)


def found(event_id: int) -> Event:
    return queries.event_for(current_user, event_id) or abort(404)


def address(event: Event) -> str:
    return url_for("events.show", event_id=event.id)


def is_open(event: Event) -> bool:
    return event.status is not EventStatus.CANCELLED and event.starts_at > clock.now()


def changed(
    event: Event,
    form_of: Callable[..., Any],
    operation: Callable[..., Any],
    done: str,
    template: str,
    *,
    until_cancelled: bool = False,
) -> Any:
    """`form_of(event)` gives the form as the event stands; sent in sight of another version, both are shown."""
    allowed = event.status is not EventStatus.CANCELLED if until_cancelled else is_open(event)
    if not allowed and request.method == "GET":
        flash("Cet événement est passé ou annulé : il ne se modifie plus.", "warning")
        return redirect(address(event), 303)
    form = form_of(event)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operation(event, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            flash(done)
            return redirect(address(event), 303)
    if form.errors_list():
        db.session.expire_all()
        event = found(event.id)
    if form.is_stale:
        current = form_of(event, formdata=None)
        return answer_conflict(form, current, version=event.version, cancel=address(event), page_title=event.title)
    return render_form(template, form, event=event)
