"""/administration/services: the programs that no person stands behind, their rights and their tokens."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts import services
from aic_tracker.accounts.services import Service
from aic_tracker.api.forms import RenewalForm, ServiceForm
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.laureates import queries as laureates
from aic_tracker.web.forms import BaseForm, render_form

bp = Blueprint("api_services", __name__)

HOME = "/administration/services"


@bp.get(HOME)
@requires(Permission.MANAGE_USERS)
def index() -> Any:
    found = services.services()
    reached = {laureate_id for one in found for laureate_id in one.token.laureate_ids}
    slugs = laureates.slugs_numbered(reached) if reached else {}
    return render_template("api/services.html", services=found, slugs=slugs, now=clock.now())


@bp.route(f"{HOME}/nouveau", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def add() -> Any:
    """The token is shown in this answer, and never again: it is not kept."""
    form = ServiceForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            service, secret = services.open_service(
                name=form.name.data,
                may_write=form.may_write.data,
                laureate_ids=_numbered(form.slugs),
                lasts=timedelta(days=form.lasts.data),
                actor=current_user,
                now=clock.now(),
            )
            db.session.commit()
            return render_template("api/service_token.html", service=service, secret=secret, is_new=True)
    return render_form("api/add_service.html", form)


def _numbered(slugs: list[str]) -> list[int]:
    known = laureates.numbered_by_slug(slugs) if slugs else {}
    if unknown := [slug for slug in slugs if slug not in known]:
        raise DomainError(f"Aucun lauréat n’a ce nom : {', '.join(unknown)}", field="laureates")
    return list(known.values())


@bp.route(f"{HOME}/<int:service_id>/jeton", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def renew(service_id: int) -> Any:
    """The token is shown in this answer, and never again: it is not kept."""
    service, form = _service(service_id), RenewalForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            lasts = timedelta(days=form.lasts.data)
            service, secret = services.renew(service, lasts=lasts, actor=current_user, now=clock.now())
            db.session.commit()
            return render_template("api/service_token.html", service=service, secret=secret, is_new=False)
    return render_form("api/renew_service.html", form, service=service)


@bp.route(f"{HOME}/<int:service_id>/fermer", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def close(service_id: int) -> Any:
    service, form = _service(service_id), BaseForm()
    if form.validate_on_submit():
        services.close(service, actor=current_user, now=clock.now())
        db.session.commit()
        flash(f"Service fermé : {service.user.name}")
        return redirect(url_for(".index"), 303)
    return render_form("api/close_service.html", form, service=service)


def _service(user_id: int) -> Service:
    return services.service(user_id) or abort(404)
