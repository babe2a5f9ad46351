"""What the tool holds about a person, and for how long: read, taken away, erased."""

import json
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock, config
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.audit import requests
from aic_tracker.audit.models import Event, Outcome
from aic_tracker.db import db
from aic_tracker.journal.rules import kind_of
from aic_tracker.leaving.holdings import holdings_of
from aic_tracker.privacy import export, mentions, operations, queries, register, retention, rules
from aic_tracker.privacy.forms import EraseForm
from aic_tracker.privacy.parts import KINDS
from aic_tracker.web import files
from aic_tracker.web.forms import BaseForm, render_form

bp = Blueprint("privacy", __name__)

ROWS_ON_A_PAGE = 20


@bp.get("/mon-compte/mes-donnees")
@requires(Permission.OWN_ACCOUNT)
def my_data() -> Any:
    return _page("privacy/my_data.html", current_user)


@bp.get("/mon-compte/mes-donnees.json")
@requires(Permission.OWN_ACCOUNT)
def my_data_file() -> Any:
    return _file(current_user, "mes-donnees")


@bp.get("/administration/comptes/<int:user_id>/donnees")
@requires(Permission.MANAGE_USERS)
def data(user_id: int) -> Any:
    return _page("privacy/data.html", _standing(user_id))


@bp.get("/administration/comptes/<int:user_id>/donnees.json")
@requires(Permission.MANAGE_USERS)
def data_file(user_id: int) -> Any:
    user = _standing(user_id)
    return _file(user, f"donnees-compte-{user.id}")


def _page(template: str, user: User) -> str:
    found = export.export(user, now=clock.now(), most=ROWS_ON_A_PAGE)
    if user.id != current_user.id:
        _note_export(user)
    return render_template(
        template, user=user, found=found, account=export.account_in_words(found), said=export.in_words
    )


def _file(user: User, name: str) -> Response:
    found = export.export(user, now=clock.now())
    _note_export(user)
    content = json.dumps(export.as_json(found), ensure_ascii=False, indent=2).encode()
    return files.made(content, "application/json", f"{name}-{clock.today().isoformat()}.json")


def _note_export(user: User) -> None:
    requests.note(
        Event.EXPORTED_PERSON,
        outcome=Outcome.DONE,
        actor_id=current_user.id,
        object_kind=User.__tablename__,
        object_id=user.id,
    )


@bp.route("/administration/comptes/<int:user_id>/effacer", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def erase(user_id: int) -> Any:
    user, now = _standing(user_id), clock.now()
    form = EraseForm()
    coaches = [coach for coach in accounts.coaches() if coach.id != user.id]
    form.offer(holdings_of(user, now, coaches=coaches), coaches)
    if form.validate_on_submit():
        if form.typed.data.strip().lower() != user.email:
            form.refuse("Ce n’est pas l’adresse de ce compte : recopiez-la telle qu’elle est écrite.", field="typed")
        else:
            with form.reporting_domain_errors():
                operations.erase(user, actor=current_user, now=now, heirs=form.heirs())
                db.session.commit()
                flash("La personne est effacée.")
                return redirect(url_for(".erasure", user_id=user_id), 303)
    return render_form(
        "privacy/erase.html",
        form,
        user=user,
        obstacles=operations.obstacles(user, actor=current_user, today=clock.today()),
        places=_places([place._asdict() for place in mentions.find(user.name, user.email)], but=mentions.COPIES),
        has_namesake=accounts.has_namesake(user),
    )


@bp.route("/administration/effacements/<int:user_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def erasure(user_id: int) -> Any:
    found = queries.erasure_of(user_id) or abort(404)
    form = BaseForm()
    if form.validate_on_submit():
        operations.note_reviewed(found, actor=current_user, now=clock.now())
        db.session.commit()
        flash("La relecture est notée.")
        return redirect(url_for(".keeping"), 303)
    return render_form("privacy/erasure.html", form, erasure=found, places=_places(found.mentions))


def _places(found: list[dict[str, Any]], but: Any = ()) -> list[dict[str, Any]]:
    """In words, without a line of what is written there."""
    return [
        {
            "kind": KINDS.get(place["table"]) or kind_of(place["table"]),
            "column": export.label(place["table"], place["column"]),
            "number": place["id"],
            "laureate": place["laureate"],
        }
        for place in found
        if place["table"] not in but
    ]


@bp.get("/administration/conservation")
@requires(Permission.MANAGE_USERS)
def keeping() -> Any:
    now, today = clock.now(), clock.today()
    return render_template(
        "privacy/keeping.html",
        limits=retention.limits(now),
        lapses=[lapse for lapse in queries.lapses(today) if lapse.step.on <= today or lapse.step.warning != 0],
        old_aid=retention.old_aid(today),
        erasures=queries.erasures(),
        pseudonym=rules.pseudonym,
    )


@bp.get("/administration/registre-des-traitements")
@requires(Permission.MANAGE_USERS)
def processings() -> Any:
    settings = config.current()
    return render_template(
        "privacy/register.html",
        processings=register.processings(settings),
        rights=register.RIGHTS,
        security=register.SECURITY,
        legal=settings.legal,
    )


def _standing(user_id: int) -> User:
    return accounts.account(user_id) or abort(404)
