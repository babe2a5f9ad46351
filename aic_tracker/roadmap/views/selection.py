"""Several objectives of one roadmap, changed at once."""

import re
from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, request
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.periods import shown_period
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.formats import plural, quoted
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import refusal_of
from aic_tracker.roadmap import queries
from aic_tracker.roadmap.fields import SelectionForm
from aic_tracker.roadmap.operations import create_roadmap
from aic_tracker.roadmap.operations.selection import Refused, Told, change_objectives
from aic_tracker.roadmap.views.common import bp, home, owners
from aic_tracker.web.forms import render_form

TICKED = re.compile(r"objectif-(\d+)-chosen")
GONE = "Un objectif coché n’existe plus dans cette feuille de route : relisez-la, puis enregistrez de nouveau."
MOST_TOLD = 2000  # characters of the answer: it travels in a cookie


@bp.route("/laureats/<slug>/feuille-de-route/selection", methods=["GET", "POST"])
@requires(Permission.EDIT_ROADMAP)
def change_selection(laureate: Laureate) -> Any:
    today = clock.today()
    period = shown_period(laureate, today) or abort(404)
    roadmap = queries.roadmap_of(period.id) or abort(404)
    people, back = owners(laureate), home(laureate, period)
    form = SelectionForm()
    form.closed = refusal_of(create_roadmap, period, today)
    form.offer(roadmap, people, today)
    if form.validate_on_submit():
        if _ticked() - form.versions.keys():
            form.refuse(GONE)
            form.is_stale = True
        else:
            told: list[Told] = []
            with form.reporting_domain_errors():
                try:
                    told = change_objectives(
                        form.objectives,
                        versions=form.versions,
                        actor=current_user,
                        now=clock.now(),
                        **form.changes(),
                    )
                except Refused as refusal:
                    form.refused = refusal
                    raise
                db.session.commit()
            if told:
                for line in answer(told):
                    flash(line)
                return redirect(back, 303)
            # What was undone is read again, as it is kept.
            roadmap = queries.roadmap_of(period.id) or abort(404)
            form.offer(roadmap, people, today)
            form.mark()
    return render_form("roadmap/change_selection.html", form, laureate=laureate, back=back)


def answer(told: Sequence[Told]) -> list[str]:
    """What changed for each, as long as it can be told."""
    changed = [one for one in told if one.changes]
    lines = [f"{plural(len(changed), 'objectif modifié', 'objectifs modifiés')}." if changed else "Rien à changer."]
    lines += [f"{quoted(one.title)} : {' ; '.join(one.changes)}." for one in changed]
    if same := len(told) - len(changed):
        lines.append(f"{plural(same, 'objectif était déjà ainsi', 'objectifs étaient déjà ainsi')}.")
    kept: list[str] = []
    for line in lines:
        if sum(map(len, kept)) + len(line) > MOST_TOLD:
            kept.append("La suite se lit dans le journal du projet.")
            break
        kept.append(line)
    return kept


def _ticked() -> set[int]:
    return {int(found[1]) for name in request.form if (found := TICKED.fullmatch(name))}
