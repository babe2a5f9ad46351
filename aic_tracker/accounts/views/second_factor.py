"""The second factor: asked for at the sign-in, set up and taken off in one's own account."""

from typing import Any

import segno
from flask import flash, redirect, render_template, session, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import public, requires
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts import identity, rules, second_factor
from aic_tracker.accounts.forms import AnyCodeForm, CodeForm
from aic_tracker.accounts.models import User
from aic_tracker.accounts.views.common import NEXT, bp
from aic_tracker.audit import requests
from aic_tracker.audit.models import Event, Outcome
from aic_tracker.audit.operations import record
from aic_tracker.db import db
from aic_tracker.web.forms import BaseForm, render_form


def may_try(form: BaseForm, user: User) -> bool:
    """Whether the code typed may be read; the try is counted whatever becomes of it."""
    allowed = second_factor.take_a_try(user, clock.now())
    db.session.commit()
    if not allowed:
        form.refuse(second_factor.TOO_MANY)
        requests.note(Event.SIGN_IN_THROTTLED, outcome=Outcome.REFUSED, actor_id=user.id, details={"by": "code"})
    return allowed


@bp.route("/connexion/code", methods=["GET", "POST"])
@public
def enter_code() -> Any:
    """The second half of a sign-in; nothing is open before it."""
    sign_in = identity.current_sign_in()
    if sign_in is None or sign_in.is_complete:
        return redirect(url_for("accounts.sign_in"), 303)
    form = AnyCodeForm()
    if form.validate_on_submit() and may_try(form, sign_in.user):
        with form.reporting_domain_errors():
            second_factor.verify(sign_in.user, form.code.data, clock.now())
            path = rules.local_path(session.get(NEXT))
            identity.start(sign_in.user, second_factor_at=clock.now(), id_token=sign_in.session.id_token)
            record(Event.SIGNED_IN, actor_id=sign_in.user.id, now=clock.now(), details={"by": "code"})
            db.session.commit()
            return redirect(path, 303)
    if second_factor.WRONG in form.code.errors:
        requests.note(Event.SIGN_IN_FAILED, actor_id=sign_in.user.id, details={"by": "code"})
    return render_form("accounts/enter_code.html", form)


@bp.route("/mon-compte/double-authentification", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def my_second_factor() -> Any:
    form = BaseForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            second_factor.begin(current_user)
            db.session.commit()
            return redirect(url_for("accounts.set_second_factor"), 303)
    return render_form(
        "accounts/second_factor.html",
        form,
        is_set=second_factor.is_set(current_user),
        is_required=second_factor.is_required(current_user),
        codes_left=second_factor.codes_left(current_user),
    )


@bp.route("/mon-compte/double-authentification/activer", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def set_second_factor() -> Any:
    secret = second_factor.awaited_secret(current_user)
    if secret is None:
        return redirect(url_for("accounts.my_second_factor"), 303)
    form = CodeForm()
    if form.validate_on_submit() and may_try(form, current_user):
        with form.reporting_domain_errors():
            codes = second_factor.confirm(current_user, form.code.data, identity.current_session(), clock.now())
            db.session.commit()
            # Shown in this answer and nowhere else: an address to come back to would have to keep them.
            return render_template("accounts/recovery_codes.html", codes=codes)
    square = segno.make(second_factor.address(secret, current_user)).svg_data_uri(scale=5, border=4, light="#fff")
    groups = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    return render_form("accounts/set_second_factor.html", form, square=square, secret=groups)


@bp.route("/mon-compte/double-authentification/codes", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def new_recovery_codes() -> Any:
    form = AnyCodeForm()
    if form.validate_on_submit() and may_try(form, current_user):
        with form.reporting_domain_errors():
            second_factor.verify(current_user, form.code.data, clock.now())
            codes = second_factor.new_recovery_codes(current_user)
            db.session.commit()
            return render_template("accounts/recovery_codes.html", codes=codes)
    return render_form("accounts/new_recovery_codes.html", form)


@bp.route("/mon-compte/double-authentification/desactiver", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def remove_second_factor() -> Any:
    form = AnyCodeForm()
    if form.validate_on_submit() and may_try(form, current_user):
        with form.reporting_domain_errors():
            second_factor.verify(current_user, form.code.data, clock.now())
            second_factor.remove(current_user, actor=current_user)
            db.session.commit()
            flash("La double authentification est désactivée.")
            return redirect(url_for("accounts.my_second_factor"), 303)
    is_required = second_factor.is_required(current_user)
    return render_form("accounts/remove_second_factor.html", form, is_required=is_required)
