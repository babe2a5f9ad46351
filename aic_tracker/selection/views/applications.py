"""The applications of a call: typed, edited, and led from one state to the next."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import can, requires
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.formats import quoted
from aic_tracker.selection import applications, queries, rules
from aic_tracker.selection.forms import ApplicationForm, EditApplicationForm, EligibilityForm, StateForm
from aic_tracker.selection.models import Application
from aic_tracker.selection.views.calls import found_call
from aic_tracker.selection.views.common import bp, found_application
from aic_tracker.web.conflicts import answer_conflict, as_stored
from aic_tracker.web.forms import render_form


@bp.route("/selection/appels/<int:call_id>/candidatures/nouvelle", methods=["GET", "POST"])
@requires(Permission.MANAGE_SELECTION)
def add_application(call_id: int) -> Any:
    call = found_call(call_id)
    form = ApplicationForm(received_on=clock.today())
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            added = applications.receive(call, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            flash("Candidature ajoutée.")
            return redirect(_home(added), 303)
    return render_form("selection/add_application.html", form, call=call)


@bp.get("/selection/candidatures/<int:application_id>")
@requires(Permission.READ_SELECTION)
def application(application_id: int) -> Any:
    found = found_application(application_id)
    return render_template(
        "selection/application.html",
        application=found,
        steps=queries.steps(application_id),
        may_say_eligible=can("MANAGE_SELECTION") and rules.may_say_eligible(found),
        may_advance=can("MANAGE_SELECTION") and bool(rules.next_states(found, decisions=False)),
        may_decide=can("DECIDE_SELECTION") and bool(rules.next_states(found, decisions=True)),
    )


@bp.route("/selection/candidatures/<int:application_id>/modifier", methods=["GET", "POST"])
@requires(Permission.MANAGE_SELECTION)
def edit_application(application_id: int) -> Any:
    found = found_application(application_id)
    form = EditApplicationForm(obj=found)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            applications.edit(found, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            flash("Candidature enregistrée.")
            return redirect(_home(found), 303)
    if form.is_stale:
        stored = as_stored(form, found_application(application_id))
        return answer_conflict(form, stored, cancel=_home(found), page_title="candidature")
    return render_form("selection/edit_application.html", form, application=found)


@bp.route("/selection/candidatures/<int:application_id>/recevabilite", methods=["GET", "POST"])
@requires(Permission.MANAGE_SELECTION)
def say_eligible(application_id: int) -> Any:
    found = found_application(application_id)
    form = EligibilityForm(eligible=found.is_eligible, reason=found.eligibility_reason, version=found.version)
    if not rules.may_say_eligible(found):
        form.closed = f"Cette candidature est {quoted(found.state.label)} : sa recevabilité ne se dit plus."
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            applications.say_eligible(found, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            flash("Candidature recevable." if form.eligible.data else "Candidature non recevable.")
            return redirect(_home(found), 303)
    if form.is_stale:
        form.rebase(found_application(application_id).version)
    questions = rules.questions(found.call.questions)
    return render_form("selection/eligibility.html", form, application=found, questions=questions)


@bp.route("/selection/candidatures/<int:application_id>/etat", methods=["GET", "POST"])
@requires(Permission.MANAGE_SELECTION)
def advance(application_id: int) -> Any:
    return _led(application_id, applications.advance, decisions=False)


@bp.route("/selection/candidatures/<int:application_id>/decision", methods=["GET", "POST"])
@requires(Permission.DECIDE_SELECTION)
def decide(application_id: int) -> Any:
    return _led(application_id, applications.decide, decisions=True)


def _led(application_id: int, operation: Callable[..., None], *, decisions: bool) -> Any:
    found = found_application(application_id)
    form = StateForm(version=found.version)
    form.state.options = [(one, one.label) for one in rules.next_states(found, decisions=decisions)]
    if not form.state.options:
        form.closed = f"Cette candidature est {quoted(found.state.label)} : rien de tel ne s’y dit aujourd’hui."
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operation(found, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            flash(f"Candidature passée à {quoted(found.state.label)}.")
            return redirect(_home(found), 303)
    if form.is_stale:
        form.rebase(found_application(application_id).version)
    return render_form("selection/state.html", form, application=found, decisions=decisions)


def _home(application: Application) -> str:
    return url_for("selection.application", application_id=application.id)
