"""The door: on a telephone, one button a person; on paper, a sheet to sign."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.events import door, forms
from aic_tracker.events.models import Answer, Attendance, Event
from aic_tracker.events.views.common import bp, found
from aic_tracker.folding import french_order
from aic_tracker.web.forms import BaseForm, render_form


@bp.route("/evenements/<int:event_id>/presence", methods=["GET", "POST"])
@requires(Permission.MANAGE_EVENTS)
def attendance(event_id: int) -> Any:
    event = found(event_id)
    form = forms.ArrivalForm()
    form.person.options = [(one, one.who) for one in event.attendances]
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            one = form.person.data
            door.note_arrival(event, one, came=form.came.data, actor=current_user, now=clock.now())
            db.session.commit()
            return redirect(url_for("events.attendance", event_id=event_id, _anchor=f"personne-{one.id}"), 303)
    return _page(event, form, forms.WalkInForm(formdata=None))


@bp.post("/evenements/<int:event_id>/presence/ajouter")
@requires(Permission.MANAGE_EVENTS)
def add_attendance(event_id: int) -> Any:
    event, form = found(event_id), forms.WalkInForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            one = door.add_arrival(event, name=form.name.data, actor=current_user, now=clock.now())
            db.session.commit()
            flash(f"{one.name} est présent·e.")
            return redirect(url_for("events.attendance", event_id=event_id), 303)
    return _page(event, BaseForm(formdata=None), form)


@bp.get("/evenements/<int:event_id>/emargement")
@requires(Permission.READ_GUESTS)
def sheet(event_id: int) -> Any:
    event = found(event_id)
    people = [one for one in _by_name(event) if one.answer is not Answer.NO]
    return render_template("events/sheet.html", event=event, people=people, blanks=range(8))


def _page(event: Event, form: BaseForm, walk_in: BaseForm) -> Any:
    if request.method == "POST":
        event = found(event.id)
    shown = form if form.errors_list() else walk_in
    return render_form(
        "events/attendance.html",
        shown,
        event=event,
        people=_by_name(event),
        came=sum(one.came_at is not None for one in event.attendances),
        walk_in=walk_in,
        is_open=door.is_open(event, clock.now()),
    )


def _by_name(event: Event) -> list[Attendance]:
    return sorted(event.attendances, key=lambda one: (french_order(one.who), one.id))
