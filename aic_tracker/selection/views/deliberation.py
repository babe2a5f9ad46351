"""The page that a jury talks around: what it gave to each application, in the order of the talk, without names."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.selection import jury, jury_queries, reviews, rules
from aic_tracker.selection.forms import DeliberationFilter, HearingForm
from aic_tracker.selection.models import Call
from aic_tracker.selection.views.calls import found_call
from aic_tracker.selection.views.common import bp, found_application
from aic_tracker.web.conflicts import answer_conflict
from aic_tracker.web.forms import render_form
from aic_tracker.web.paging import paginate_list


class Seen(NamedTuple):
    """What this reader may see of a jury. `unread`: the applications that they are to judge before they see scores."""

    standings: Mapping[int, jury.Standing]
    hidden: set[int]
    unread: set[int]


@bp.get("/selection/appels/<int:call_id>/deliberation")
@requires(Permission.READ_SELECTION)
def deliberation(call_id: int) -> Any:
    call, form = found_call(call_id), DeliberationFilter()
    state = form.chosen()["state"]
    briefs = jury_queries.briefs(call_id, (*rules.IN_THE_RUNNING, *rules.DECISIONS))
    seen = _seen(call, set(briefs), {id for id, one in briefs.items() if one.state in rules.IN_THE_RUNNING})
    # A rank among what this reader may see alone: a gap would tell where the others stand.
    ranks = jury.ranks({one: seen.standings[one] for one in briefs if one not in seen.hidden | seen.unread})
    shown = {one for one in briefs if one not in seen.hidden and state in (None, briefs[one].state)}
    # What is to be judged first keeps its place from its name alone.
    told = [one for one in jury.for_talk(seen.standings) if one in shown and one not in seen.unread]
    rows = [*told, *(one for one in briefs if one in shown and one in seen.unread)]
    return render_template(
        "selection/deliberation.html",
        form=form,
        call=call,
        page=paginate_list(rows),
        briefs=briefs,
        standings=seen.standings,
        unread=seen.unread,
        ranks=ranks,
        heard=jury_queries.heard(call_id),
        panels=list(jury.Panel),
        to_discuss=sum(seen.standings[one].is_to_discuss for one in told),
        is_open=reviews.is_open(call, clock.today()),
        least=jury.FEWEST_FOR_A_RANK,
    )


@bp.get("/selection/candidatures/<int:application_id>/avis")
@requires(Permission.READ_SELECTION)
def opinions(application_id: int) -> Any:
    found = found_application(application_id)
    call = found_call(found.call_id)
    seen = _seen(call, {application_id}, {application_id} if found.state in rules.IN_THE_RUNNING else set())
    if application_id in seen.unread:
        return render_template("selection/opinions.html", application=found, is_unread=True)
    tied = jury_queries.conflicted(call.id).get(application_id, set())
    counted = [one for one in jury_queries.reviews_of(application_id) if one.juror_id not in tied]
    by_criterion = [
        (criterion, jury.figures([one.scores.get(str(criterion.id)) for one in counted])) for criterion in call.criteria
    ]
    return render_template(
        "selection/opinions.html",
        application=found,
        is_unread=False,
        standing=seen.standings[application_id],
        by_criterion=by_criterion,
        comments=[(one.panel, one.comment) for one in counted if one.comment],
        hearing=jury_queries.hearing(application_id),
        panels=list(jury.Panel),
    )


@bp.route("/selection/candidatures/<int:application_id>/audition", methods=["GET", "POST"])
@requires(Permission.MANAGE_SELECTION)
def note_hearing(application_id: int) -> Any:
    found = found_application(application_id)
    home = url_for("selection.opinions", application_id=application_id)
    form = _hearing_form(application_id)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            reviews.note_hearing(found, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            flash("Notes d’audition enregistrées.")
            return redirect(home, 303)
    if form.is_stale:
        return answer_conflict(
            form, _hearing_form(application_id, formdata=None), cancel=home, page_title="notes d’audition"
        )
    return render_form("selection/hearing.html", form, application=found, cancel=home)


def _hearing_form(application_id: int, **kwargs: Any) -> HearingForm:
    hearing = jury_queries.hearing(application_id)
    said = {"notes": hearing.notes, "version": hearing.version} if hearing else {"version": 0}
    return HearingForm(data=said, **kwargs)


def _seen(call: Call, application_ids: set[int], to_judge: set[int]) -> Seen:
    weights = {criterion.id: criterion.weight for criterion in call.criteria}
    opinions = jury_queries.opinions(call.id)
    tied, members = jury_queries.conflicted(call.id), jury_queries.members(call.id)
    standings = {
        one: jury.standing(opinions.get(one, ()), weights, tied.get(one, set()), len(members))
        for one in application_ids
    }
    own = members.get(current_user.id)
    if own is None:
        return Seen(standings, set(), set())
    hidden = {one for one, jurors in tied.items() if own in jurors}
    unread = set()
    if reviews.is_open(call, clock.today()):
        done = {one for one, given in opinions.items() if any(opinion.juror_id == own for opinion in given)}
        unread = to_judge - done - hidden
    return Seen(standings, hidden, unread)
