"""The pages of a member of a jury: their applications one by one, what they give, and what they are tied to."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.selection import conflicts, jury, jury_queries, queries, reviews, rules
from aic_tracker.selection.forms import ConflictForm, SaidConflictsForm, review_form
from aic_tracker.selection.models import Application, Juror
from aic_tracker.selection.views.common import bp
from aic_tracker.web.conflicts import answer_conflict
from aic_tracker.web.forms import render_form


@bp.get("/jury")
@requires(Permission.SIT_ON_A_JURY)
def my_juries() -> Any:
    found = jury_queries.juries_of(current_user.id)
    if len(found) == 1:
        return redirect(_home(found[0]), 303)
    today = clock.today()
    return render_template(
        "selection/my_juries.html", juries=[(one, reviews.is_open(one.call, today)) for one in found]
    )


@bp.get("/jury/appels/<int:call_id>")
@requires(Permission.SIT_ON_A_JURY)
def my_jury(call_id: int) -> Any:
    juror = _juror(call_id)
    if juror.conflicts_said_at is None and reviews.is_open(juror.call, clock.today()):
        return redirect(url_for("selection.say_conflicts", call_id=call_id), 303)
    hidden, done = jury_queries.hidden_from(current_user.id, call_id), jury_queries.reviewed_by(juror.id)
    briefs = jury_queries.briefs(call_id, rules.IN_THE_RUNNING)
    order = jury.distribution(juror.id, briefs, jury_queries.review_counts(call_id), hidden=hidden, done=done)
    return render_template(
        "selection/my_jury.html",
        juror=juror,
        is_open=reviews.is_open(juror.call, clock.today()),
        left=[briefs[one] for one in order],
        done=[brief for one, brief in briefs.items() if one in done and one not in hidden],
        hidden=sum(one in hidden for one in briefs),
    )


@bp.route("/jury/appels/<int:call_id>/liens", methods=["GET", "POST"])
@requires(Permission.SIT_ON_A_JURY)
def say_conflicts(call_id: int) -> Any:
    juror = _juror(call_id)
    form = SaidConflictsForm()
    hidden = jury_queries.hidden_from(current_user.id, call_id)
    of_call = [one for one in queries.of_call(call_id) if one.state in rules.IN_THE_RUNNING and one.id not in hidden]
    form.applications.options = [(one, (one.name, one.organisation)) for one in of_call]
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            conflicts.say_all(juror, form.applications.data, actor=current_user, now=clock.now())
            conflicts.detect(juror.call, actor=current_user, now=clock.now())
            db.session.commit()
            flash("C’est noté : merci.")
            return redirect(_home(juror), 303)
    return render_form("selection/say_conflicts.html", form, juror=juror)


@bp.route("/jury/candidatures/<int:application_id>", methods=["GET", "POST"])
@requires(Permission.SIT_ON_A_JURY)
def review(application_id: int) -> Any:
    found, juror = _theirs(application_id)
    if juror.conflicts_said_at is None:
        return redirect(url_for("selection.say_conflicts", call_id=juror.call_id), 303)
    given = jury_queries.review(juror.id, application_id)
    form = review_form(juror.call.criteria, given)
    is_open = reviews.is_open(juror.call, clock.today())
    if not is_open or found.state not in rules.IN_THE_RUNNING:
        form.closed = reviews.CLOSED
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            reviews.give(found, juror, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            flash(f"Votre avis sur « {found.name} » est enregistré.")
            return redirect(_home(juror), 303)
    if form.is_stale:
        stored = review_form(juror.call.criteria, jury_queries.review(juror.id, application_id), formdata=None)
        return answer_conflict(form, stored, cancel=_home(juror), page_title="avis")
    return render_form(
        "selection/review.html",
        form,
        application=found,
        juror=juror,
        given=given,
        others=_others(found, juror) if given is not None and not is_open else None,
    )


@bp.route("/jury/candidatures/<int:application_id>/lien", methods=["GET", "POST"])
@requires(Permission.SIT_ON_A_JURY)
def declare_conflict(application_id: int) -> Any:
    found, juror = _theirs(application_id)
    form = ConflictForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            reason = form.reason.data
            conflicts.declare(juror, found, reason=reason, actor=current_user, now=clock.now())
            db.session.commit()
            flash("Votre lien est noté : cette candidature n’est plus à juger par vous.")
            return redirect(_home(juror), 303)
    return render_form("selection/declare_conflict.html", form, application=found, juror=juror)


def _others(application: Application, juror: Juror) -> jury.Figures:
    """What the whole jury gave, once nobody may score any more, without who."""
    weights = {criterion.id: criterion.weight for criterion in juror.call.criteria}
    tied = jury_queries.conflicted(juror.call_id).get(application.id, set())
    opinions = jury_queries.opinions(juror.call_id).get(application.id, [])
    return jury.standing(opinions, weights, tied, 0).overall


def _juror(call_id: int) -> Juror:
    return jury_queries.juror_of(current_user.id, call_id) or abort(404)


def _theirs(application_id: int) -> tuple[Application, Juror]:
    """An application that this person may judge, or have judged; 404 for any other."""
    found = queries.application(application_id) or abort(404)
    juror = _juror(found.call_id)
    if jury_queries.is_hidden_from(current_user.id, application_id):
        abort(404)
    if found.state not in rules.IN_THE_RUNNING and jury_queries.review(juror.id, application_id) is None:
        abort(404)
    return found, juror


def _home(juror: Juror) -> str:
    return url_for("selection.my_jury", call_id=juror.call_id)
