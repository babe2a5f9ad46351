"""The points to come, changed together: what is typed, what each would become, then it is done."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.periods import shown_period
from aic_tracker.access.permissions import Permission
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints import forms, notices, queries, recurrences, series
from aic_tracker.checkpoints.series import Change
from aic_tracker.checkpoints.views.common import bp
from aic_tracker.db import db
from aic_tracker.formats import plural
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import refusal_of
from aic_tracker.web.forms import render_form


@bp.route("/laureats/<slug>/points/serie", methods=["GET", "POST"])
@requires(Permission.MANAGE_CHECKPOINTS)
def edit_series(laureate: Laureate) -> Any:
    period = shown_period(laureate, clock.today()) or abort(404)
    now = clock.now()
    coming = [p for p in queries.planned_points_from(period, paris_day(now)) if p.starts_at > now]
    form = forms.SeriesForm(coming=coming)
    form.closed = refusal_of(series.change_series, laureate, clock.today())
    found: list[Change] = []
    if form.validate_on_submit():
        is_asked = request.form.get("then") == "apply"
        with form.reporting_domain_errors():
            found = series.planned(form.points.data, form.wish(clock.today()), period, laureate, now)
            if is_asked and form.seen.data == series.mark_of(found):
                series.change_series(laureate, actor=current_user, now=now, found=found)
                db.session.commit()
                flash(f"{plural(len(found), 'point modifié', 'points modifiés')}.")
                return redirect(url_for("checkpoints.index", slug=laureate.slug, accompagnement=period.number), 303)
        if is_asked and not form.errors_list():
            form.refuse("Ce qui change n’est plus ce que montrait l’aperçu : relisez, puis modifiez.")
    if form.is_stale:
        found = []
    return render_form(
        "checkpoints/series.html",
        form,
        laureate=laureate,
        coming=coming,
        usual=recurrences.told([paris_day(point.starts_at) for point in coming]),
        found=found,
        announced=notices.announced([change.point for change in found], now=now),
        is_refused=any(change.refusal for change in found),
        mark=series.mark_of(found),
    )
