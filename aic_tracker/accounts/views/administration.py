"""Everybody's accounts, for those who administer them."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts import operations, queries, second_factor
from aic_tracker.accounts.forms import UserFilters, UserForm
from aic_tracker.accounts.models import User
from aic_tracker.accounts.tables import USERS
from aic_tracker.accounts.views.common import bp
from aic_tracker.db import db
from aic_tracker.elision import of
from aic_tracker.web.exports import exported
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
    if file := exported(USERS, lambda: found):
        return file
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


@bp.post("/administration/comptes/<int:user_id>/reactiver")
@requires(Permission.MANAGE_USERS)
def reactivate_user(user_id: int) -> Any:
    user = _user(user_id)
    if BaseForm().validate_on_submit():
        operations.reactivate(user, actor=current_user)
        db.session.commit()
        flash(f"Le compte {of(user.name)} est réactivé.")
    return redirect(url_for("leaving.edit_user", user_id=user.id), 303)


@bp.route("/administration/comptes/<int:user_id>/retirer-double-authentification", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def reset_second_factor(user_id: int) -> Any:
    user = _user(user_id)
    form = BaseForm()
    if form.validate_on_submit():
        second_factor.remove(user, actor=current_user)
        db.session.commit()
        flash(f"La double authentification {of(user.name)} est retirée.")
        return redirect(url_for("leaving.edit_user", user_id=user.id), 303)
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
    form.flash_refusals()
    return redirect(url_for("leaving.edit_user", user_id=user.id), 303)


def _user(user_id: int) -> User:
    return queries.account(user_id) or abort(404)
