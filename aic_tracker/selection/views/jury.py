"""The jury of a call, for the team: who is on it, how far they are, and the conflicts to decide."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.elision import of
from aic_tracker.formats import plural
from aic_tracker.selection import conflicts, jurors, jury_lines, jury_queries, reviews
from aic_tracker.selection import jury as juries
from aic_tracker.selection.forms import ConflictDecisionForm, InviteForm, ScoringForm
from aic_tracker.selection.models import ConflictState, Juror
from aic_tracker.selection.views.calls import found_call
from aic_tracker.selection.views.common import bp
from aic_tracker.web.forms import BaseForm, render_form


@bp.get("/selection/appels/<int:call_id>/jury")
@requires(Permission.READ_SELECTION)
def jury(call_id: int) -> Any:
    call = found_call(call_id)
    opinions = [one for of in jury_queries.opinions(call_id).values() for one in of]
    given: dict[int, int] = {}
    for one in opinions:
        given[one.juror_id] = given.get(one.juror_id, 0) + 1
    weights = {criterion.id: criterion.weight for criterion in call.criteria}
    members = jury_queries.jury(call_id)
    own = next((one for one in members if one.user_id == current_user.id), None)
    is_open = reviews.is_open(call, clock.today())
    hidden = jury_queries.hidden_from(current_user.id, call_id)
    return render_template(
        "selection/jury.html",
        call=call,
        members=members,
        given=given,
        # Whoever still scores is not told how the others do.
        severity={} if own is not None and is_open else juries.severity(opinions, weights),
        own=own,
        is_open=is_open,
        conflicts=[
            one
            for one in jury_queries.conflicts(call_id)
            if one.application_id not in hidden and (own is None or one.juror_id != own.id)
        ],
        ConflictState=ConflictState,
    )


@bp.route("/selection/appels/<int:call_id>/jury/inviter", methods=["GET", "POST"])
@requires(Permission.MANAGE_SELECTION)
def invite_jurors(call_id: int) -> Any:
    call, form = found_call(call_id), InviteForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            guests = jury_lines.read(form.people.data)
            added = jurors.invite(call, guests, panel=form.panel.data, actor=current_user, now=clock.now())
            db.session.commit()
            known = len(guests) - len(added)
            more = f" ; {known} y étaient déjà" if known else ""
            flash(f"Au jury : {plural(len(added), 'personne invitée', 'personnes invitées')}{more}.")
            return redirect(_home(call_id), 303)
    return render_form("selection/invite_jurors.html", form, call=call)


@bp.route("/selection/appels/<int:call_id>/jury/notation", methods=["GET", "POST"])
@requires(Permission.MANAGE_SELECTION)
def open_scoring(call_id: int) -> Any:
    call = found_call(call_id)
    form = ScoringForm(until=call.scores_until)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            jurors.open_scoring(call, until=form.until.data, actor=current_user, now=clock.now())
            db.session.commit()
            flash("La notation est ouverte." if reviews.is_open(call, clock.today()) else "La notation est fermée.")
            return redirect(_home(call_id), 303)
    return render_form("selection/scoring.html", form, call=call)


@bp.post("/selection/jures/<int:juror_id>/renvoyer")
@requires(Permission.MANAGE_SELECTION)
def invite_juror_again(juror_id: int) -> Any:
    found = _found(juror_id)
    form = BaseForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            jurors.invite_again(found, actor=current_user, now=clock.now())
            db.session.commit()
            flash(f"L’invitation {of(found.user.name)} repart, avec un nouveau lien.")
    form.flash_refusals()
    return redirect(_home(found.call_id), 303)


@bp.route("/selection/jures/<int:juror_id>/retirer", methods=["GET", "POST"])
@requires(Permission.MANAGE_SELECTION)
def take_juror_off(juror_id: int) -> Any:
    found = _found(juror_id)
    form = BaseForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            jurors.take_off(found, actor=current_user)
            db.session.commit()
            flash(f"{found.user.name} n’est plus du jury.")
            return redirect(_home(found.call_id), 303)
    given = len(jury_queries.reviewed_by(juror_id))
    return render_form("selection/take_juror_off.html", form, juror=found, given=given, cancel=_home(found.call_id))


@bp.route("/selection/conflits/<int:conflict_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_SELECTION)
def decide_conflict(conflict_id: int) -> Any:
    found = jury_queries.conflict(conflict_id) or abort(404)
    is_hidden = jury_queries.is_hidden_from(current_user.id, found.application_id)
    if is_hidden or found.juror.user_id == current_user.id:
        abort(404)
    form = ConflictDecisionForm(
        holds=None if found.state is ConflictState.PROPOSED else found.state is ConflictState.HELD
    )
    home = _home(found.juror.call_id)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            conflicts.decide(found, holds=form.holds.data, actor=current_user, now=clock.now())
            db.session.commit()
            flash("C’est décidé.")
            return redirect(home, 303)
    return render_form(
        "selection/conflict.html", form, conflict=found, call=found_call(found.juror.call_id), cancel=home
    )


def _found(juror_id: int) -> Juror:
    return jury_queries.juror(juror_id) or abort(404)


def _home(call_id: int) -> str:
    return url_for("selection.jury", call_id=call_id)
