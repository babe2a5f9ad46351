"""The end of a point: what is still missing, then the minutes leave."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.checkpoints import closing, forms, meeting, proposals, queries, rules
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.checkpoints.views.common import address, bp, found, people, too_late_or_early
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate
from aic_tracker.web import again
from aic_tracker.web.conflicts import answer_conflict
from aic_tracker.web.forms import render_form


@bp.route("/laureats/<slug>/points/<int:number>/clore", methods=["GET", "POST"])
@requires(Permission.MANAGE_CHECKPOINTS)
def close(laureate: Laureate, number: int) -> Any:
    point = found(laureate, number)
    if back := too_late_or_early(laureate, point, rules.may_be_closed(point.status, point.starts_at, clock.now())):
        return back
    row_count = _row_count(forms.BLANK_ROWS if not point.actions else 1)
    if "add_row" in request.form:
        row_count = min(row_count + forms.MORE_ROWS, forms.MOST_ROWS)
    form = _form(laureate, point, row_count)
    if "add_row" in request.form:
        return render_template("checkpoints/close.html", laureate=laureate, point=point, form=form)
    sends = again.FIELD in request.form
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            closing.close_point(
                point,
                laureate,
                actor=current_user,
                now=clock.now(),
                version=form.version.data,
                minutes=form.minutes.data,
                decisions=form.decisions.data,
                present=form.present.data,
                actions=form.actions(),
                follow_up=form.next_date(),
                owners=form.owners_named(),
                sends=sends,
            )
            db.session.commit()
            if sends:
                flash(f"Le point n° {point.number} est clos, son compte rendu part aux personnes invitées.")
                return redirect(address(laureate, point), 303)
            flash(f"Le point n° {point.number} est clos. Relisez son compte rendu avant de l’envoyer.")
            return redirect(url_for("checkpoints.send_minutes", slug=laureate.slug, number=number), 303)
    point = found(laureate, number)
    if form.is_stale and point.status is CheckpointStatus.CLOSED:
        return _closed_meanwhile(laureate, point, form)
    if form.is_stale:
        return answer_conflict(
            form,
            _form(laureate, point, row_count, formdata=None),
            version=point.version,
            cancel=url_for("checkpoints.close", slug=laureate.slug, number=number),
            also=form.typed_rows(),
            laureate=laureate,
            page_title=f"point n° {number}",
        )
    return render_form("checkpoints/close.html", form, laureate=laureate, point=point)


def _form(laureate: Laureate, point: Checkpoint, row_count: int, **kwargs: Any) -> forms.CloseForm:
    planned = queries.planned_after(point, clock.now())
    return forms.CloseForm(
        people=people(laureate, point),
        planned=planned,
        proposal=None if planned else proposals.proposed(laureate, clock.now()),
        row_count=row_count,
        unowned=meeting.without_owner(point.actions),
        obj=point,
        data={"present": [a.user for a in point.attendees if a.was_present or a.was_present is None]},
        **kwargs,
    )


def _closed_meanwhile(laureate: Laureate, point: Checkpoint, typed: forms.CloseForm) -> Any:
    """A double click finds its work done; another text is kept, as a correction to make."""
    if (typed.minutes.data, typed.decisions.data) == (point.minutes, point.decisions):
        return redirect(address(laureate, point), 303)
    flash("Ce point a été clos entre-temps : votre texte peut encore corriger son compte rendu.", "warning")
    return answer_conflict(
        forms.MinutesForm(),
        forms.MinutesForm(obj=point, formdata=None),
        version=point.version,
        cancel=address(laureate, point),
        action=url_for("checkpoints.correct", slug=laureate.slug, number=point.number),
        laureate=laureate,
        page_title=f"compte rendu du point n° {point.number}",
    )


def _row_count(usual: int) -> int:
    asked = request.form.get("row_count", "")
    known = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else usual
    return max(1, min(known, forms.MOST_ROWS))
