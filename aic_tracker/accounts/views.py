"""Signing in and out, one's own account, and everybody's for those who administer them."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user

from aic_tracker import clock
from aic_tracker.access.guards import public, requires
from aic_tracker.access.permissions import Permission
from aic_tracker.access.queries import is_engaged
from aic_tracker.accounts import operations, queries, rules
from aic_tracker.accounts.forms import AccountForm, SignInForm, UserFilters, UserForm
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.web.forms import BaseForm, render_form
from aic_tracker.web.paging import paginate_list

bp = Blueprint("accounts", __name__)


@bp.route("/connexion", methods=["GET", "POST"])
@public
def sign_in() -> Any:
    next_path = rules.local_path(request.args.get("next"))
    if current_user.is_authenticated and request.method == "GET":
        return redirect(next_path, 303)
    form = SignInForm()
    if form.validate_on_submit():
        operations.request_sign_in(form.email.data, next_path=next_path, now=clock.now())
        db.session.commit()
        return redirect(url_for("accounts.link_sent"), 303)
    return render_form("accounts/sign_in.html", form, asked=next_path != "/")


@bp.route("/connexion/lien-envoye")
@public
def link_sent() -> Any:
    return render_template("accounts/link_sent.html", minutes=rules.SIGN_IN_LINK_LASTS.seconds // 60)


@bp.route("/connexion/<token>", methods=["GET", "POST"])
@public
def open_link(token: str) -> Any:
    """GET changes nothing: what opens the links of a mail before its reader must not use them up."""
    form = BaseForm()
    if form.validate_on_submit():
        link = operations.consume(token, now=clock.now())
        if link is not None:
            db.session.commit()
            return start_session(link.user, link.next_path)
    link = queries.usable_link(token, clock.now())
    if link is None:
        return render_template("accounts/link_unusable.html"), 410
    return render_form("accounts/open_link.html", form, user=link.user)


def start_session(user: User, path: str) -> Any:
    """Sign in, in a session that keeps nothing of the one before: neither its token nor its account."""
    session.clear()
    login_user(user)
    session.permanent = True
    return redirect(path, 303)


@bp.route("/deconnexion", methods=["POST"])
@public
def sign_out() -> Any:
    # Without asking for the token: a page left open all day must still let one out, and SameSite keeps others off.
    session.clear()
    flash("Vous êtes déconnecté·e.", "info")
    return redirect(url_for("accounts.sign_in"), 303)


@bp.route("/mon-compte", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def my_account() -> Any:
    form = AccountForm(obj=current_user)
    if form.validate_on_submit():
        operations.rename(current_user, name=form.name.data, actor=current_user)
        db.session.commit()
        flash("Votre nom est enregistré.")
        return redirect(url_for("accounts.my_account"), 303)
    return render_form("accounts/my_account.html", form)


@bp.route("/administration/comptes")
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
    form = UserForm(obj=user)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.edit_user(
                user,
                **form.values(),
                engaged=is_engaged(user, clock.today()),
                actor=current_user,
                now=clock.now(),
            )
            db.session.commit()
            flash("Compte enregistré.")
            return redirect(url_for("accounts.users"), 303)
    return render_form("accounts/edit_user.html", form, user=user)


@bp.route("/administration/comptes/<int:user_id>/desactiver", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def deactivate_user(user_id: int) -> Any:
    user = _user(user_id)
    form = BaseForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.deactivate(user, actor=current_user, now=clock.now())
            db.session.commit()
            flash(f"Le compte de {user.name} est désactivé.")
            return redirect(url_for("accounts.users"), 303)
    return render_form("accounts/deactivate_user.html", form, user=user)


@bp.route("/administration/comptes/<int:user_id>/reactiver", methods=["POST"])
@requires(Permission.MANAGE_USERS)
def reactivate_user(user_id: int) -> Any:
    user = _user(user_id)
    if BaseForm().validate_on_submit():
        operations.reactivate(user, actor=current_user)
        db.session.commit()
        flash(f"Le compte de {user.name} est réactivé.")
    return redirect(url_for("accounts.edit_user", user_id=user.id), 303)


@bp.route("/administration/comptes/<int:user_id>/inviter", methods=["POST"])
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
    return queries.user_by_id(user_id) or abort(404)
