"""An account that changes, or closes: what its person holds goes to somebody else in the same gesture."""

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.access.queries import is_engaged
from aic_tracker.accounts import operations, queries, second_factor
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.elision import of
from aic_tracker.formats import listed
from aic_tracker.leaving.forms import DeactivateForm, EditUserForm
from aic_tracker.leaving.holdings import holdings_of
from aic_tracker.leaving.operations import hand_over
from aic_tracker.leaving.views.common import bp
from aic_tracker.web.forms import render_form


@bp.route("/administration/comptes/<int:user_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def edit_user(user_id: int) -> Any:
    user, now = _user(user_id), clock.now()
    form = EditUserForm(obj=user)
    # Whoever holds a place keeps their role until it ends: there is nothing to give then.
    engaged = is_engaged(user, clock.today())
    _offer(form, user, is_leaving=not engaged)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            role, given = user.role, form.values()
            given.pop("heir", None)
            closed = operations.edit_user(user, **given, engaged=engaged, actor=current_user, now=now)
            if user.role is not role:
                hand_over(user, form.heirs(), actor=current_user, now=now)
            db.session.commit()
            flash(
                "Compte enregistré." + (f" L’ancienne adresse n’ouvre plus rien : {listed(closed)}." if closed else "")
            )
            return redirect(url_for("accounts.users"), 303)
    return render_form("leaving/edit_user.html", form, user=user, has_second_factor=second_factor.is_set(user))


@bp.route("/administration/comptes/<int:user_id>/desactiver", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def deactivate_user(user_id: int) -> Any:
    user, now = _user(user_id), clock.now()
    form = DeactivateForm()
    _offer(form, user)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.deactivate(user, actor=current_user, now=now)
            hand_over(user, form.heirs(), actor=current_user, now=now)
            db.session.commit()
            flash(f"Le compte {of(user.name)} est désactivé.")
            return redirect(url_for("accounts.users"), 303)
    return render_form("leaving/deactivate_user.html", form, user=user)


def _offer(form: EditUserForm | DeactivateForm, user: User, *, is_leaving: bool = True) -> None:
    coaches = [coach for coach in queries.coaches() if coach.id != user.id]
    form.offer(holdings_of(user, clock.now(), coaches=coaches) if is_leaving else [], coaches)


def _user(user_id: int) -> User:
    return queries.account(user_id) or abort(404)
