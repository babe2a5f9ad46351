"""Everybody's accounts, for those who administer them."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access import leaving
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.access.queries import is_engaged
from aic_tracker.accounts import operations, queries, second_factor
from aic_tracker.accounts.forms import DeactivateForm, EditUserForm, UserFilters, UserForm
from aic_tracker.accounts.models import User
from aic_tracker.accounts.views.common import bp
from aic_tracker.db import db
from aic_tracker.formats import listed
from aic_tracker.web.forms import BaseForm, render_form
from aic_tracker.web.paging import paginate_list


@bp.get("/administration/comptes")
@requires(Permission.MANAGE_USERS)
def users() -> Any:
    filters = UserFilters()
    chosen = filters.chosen()
    found = queries.accounts(
        search=chosen["q"], role=chosen["role"], active={"oui": True, "non": False}.get(chosen["actif"])
    )
    return render_template("accounts/users.html", filters_form=filters, page=paginate_list(found))


@bp.route("/administration/comptes/nouveau", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def add_user() -> Any:
    form = UserForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            user = operations.open_account(**form.values(), actor=current_user, now=clock.now())
            db.session.commit()
            flash(f"Compte ouvert : une invitation part vers {user.email}.")
            return redirect(url_for("accounts.users"), 303)
    return render_form("accounts/add_user.html", form)


@bp.route("/administration/comptes/<int:user_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def edit_user(user_id: int) -> Any:
    user = _user(user_id)
    form = EditUserForm(obj=user)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            role = user.role
            closed = operations.edit_user(
                user,
                **form.values(),
                engaged=is_engaged(user, clock.today()),
                actor=current_user,
                now=clock.now(),
            )
            if user.role is not role:
                held = leaving.laureates_of(user, clock.now())
                leaving.settle_everywhere(user, held, heir=None, actor=current_user, now=clock.now())
            db.session.commit()
            flash(
                "Compte enregistré." + (f" L’ancienne adresse n’ouvre plus rien : {listed(closed)}." if closed else "")
            )
            return redirect(url_for("accounts.users"), 303)
    has_second_factor = second_factor.is_set(user)
    return render_form("accounts/edit_user.html", form, user=user, has_second_factor=has_second_factor)


@bp.route("/administration/comptes/<int:user_id>/desactiver", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def deactivate_user(user_id: int) -> Any:
    user = _user(user_id)
    now = clock.now()
    held = leaving.laureates_of(user, now)
    form = DeactivateForm()
    form.heir.options = [(coach, coach.name) for coach in leaving.coaches_but(user)]
    if not any(leads for _, _, leads in held):
        del form.heir
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.deactivate(user, actor=current_user, now=now)
            heir = form.heir.data if "heir" in form else None
            leaving.settle_everywhere(user, held, heir=heir, actor=current_user, now=now)
            db.session.commit()
            flash(f"Le compte de {user.name} est désactivé.")
            return redirect(url_for("accounts.users"), 303)
    return render_form("accounts/deactivate_user.html", form, user=user, held=held)


@bp.post("/administration/comptes/<int:user_id>/reactiver")
@requires(Permission.MANAGE_USERS)
def reactivate_user(user_id: int) -> Any:
    user = _user(user_id)
    if BaseForm().validate_on_submit():
        operations.reactivate(user, actor=current_user)
        db.session.commit()
        flash(f"Le compte de {user.name} est réactivé.")
    return redirect(url_for("accounts.edit_user", user_id=user.id), 303)


@bp.route("/administration/comptes/<int:user_id>/retirer-double-authentification", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def reset_second_factor(user_id: int) -> Any:
    user = _user(user_id)
    form = BaseForm()
    if form.validate_on_submit():
        second_factor.remove(user, actor=current_user)
        db.session.commit()
        flash(f"La double authentification de {user.name} est retirée.")
        return redirect(url_for("accounts.edit_user", user_id=user.id), 303)
    return render_form("accounts/reset_second_factor.html", form, user=user)


@bp.post("/administration/comptes/<int:user_id>/inviter")
@requires(Permission.MANAGE_USERS)
def invite_user_again(user_id: int) -> Any:
    user = _user(user_id)
    form = BaseForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.invite_again(user, actor=current_user, now=clock.now())
            db.session.commit()
            flash(f"Une nouvelle invitation part vers {user.email}.")
    for message in form.form_errors:
        flash(message, "error")
    return redirect(url_for("accounts.edit_user", user_id=user.id), 303)


def _user(user_id: int) -> User:
    return queries.account(user_id) or abort(404)
