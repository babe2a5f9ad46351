"""The roadmap: read whole, its objectives changed one by one."""

from typing import Any

from flask import abort, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.api import shapes, shown
from aic_tracker.api.views.asked import ObjectiveSaid, ProgressSaid, of_period, one
from aic_tracker.api.views.common import answer, bp, only, require_version
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.laureates.rules import current_period
from aic_tracker.roadmap import operations, queries
from aic_tracker.roadmap.models import Objective, ObjectiveStatus


@bp.route("/laureats/<slug>/feuille-de-route")
@requires(Permission.READ_LAUREATE)
@bp.arguments(of_period(shapes.ROADMAP), location="query")
@bp.response(200, shapes.ROADMAP)
def roadmap(asked: dict[str, Any], laureate: Laureate) -> Any:
    """La feuille de route d’un accompagnement : priorités, objectifs, moyens."""
    period = period_asked(laureate, asked)
    found = queries.roadmap_of(period.id) if period else None
    return answer(only(shown.roadmap(found), asked.get("fields"))) if found else abort(404)


@bp.route("/laureats/<slug>/priorites/<int:priority_id>/objectifs", methods=["POST"])
@requires(Permission.EDIT_ROADMAP)
@bp.arguments(ObjectiveSaid)
@bp.response(201, shapes.OBJECTIVE)
def add_objective(said: dict[str, Any], laureate: Laureate, priority_id: int) -> Any:
    """Ajoute un objectif à une priorité."""
    priority = queries.priority_for(laureate.id, priority_id) or abort(404)
    said["owner"] = owner_of(laureate, said["owner"])
    added = operations.add_objective(priority, actor=current_user, now=clock.now(), **said)
    db.session.flush()
    return _saved(laureate, added.id, 201)


@bp.route("/laureats/<slug>/objectifs/<int:objective_id>")
@requires(Permission.READ_LAUREATE)
@bp.arguments(one(shapes.OBJECTIVE), location="query")
@bp.response(200, shapes.OBJECTIVE)
def objective(asked: dict[str, Any], laureate: Laureate, objective_id: int) -> Any:
    """Un objectif et où il en est."""
    return answer(only(shown.objective(_found(laureate, objective_id)), asked.get("fields")))


@bp.route("/laureats/<slug>/objectifs/<int:objective_id>", methods=["PUT"])
@requires(Permission.EDIT_ROADMAP)
@bp.arguments(ObjectiveSaid)
@bp.response(200, shapes.OBJECTIVE)
def edit_objective(said: dict[str, Any], laureate: Laureate, objective_id: int) -> Any:
    """Récrit ce que dit un objectif. If-Match : l’ETag de ce qui a été lu."""
    row = _found(laureate, objective_id)
    require_version(shown.objective(row))
    said["owner"] = owner_of(laureate, said["owner"], row.owner)
    operations.edit_objective(row, version=row.version, actor=current_user, now=clock.now(), **said)
    return _saved(laureate, objective_id)


@bp.route("/laureats/<slug>/objectifs/<int:objective_id>/avancement", methods=["POST"])
@requires(Permission.UPDATE_PROGRESS)
@bp.arguments(ProgressSaid)
@bp.response(200, shapes.OBJECTIVE)
def update_progress(said: dict[str, Any], laureate: Laureate, objective_id: int) -> Any:
    """Dit où en est un objectif. If-Match : l’ETag de ce qui a été lu."""
    row = _found(laureate, objective_id)
    require_version(shown.objective(row))
    said["status"] = ObjectiveStatus(said["status"])
    operations.update_progress(row, version=row.version, actor=current_user, now=clock.now(), **said)
    return _saved(laureate, objective_id)


def period_asked(laureate: Laureate, asked: dict[str, Any]) -> SupportPeriod | None:
    """The one asked for by its number; the current one, or the last, otherwise."""
    number = asked.get("period")
    if number is None:
        return current_period(laureate.periods, clock.today())
    return next((one for one in laureate.periods if one.number == number), None)


def owner_of(laureate: Laureate, user_id: int | None, current: User | None = None) -> User | None:
    """Somebody of the project; whoever is in charge already may stay so after leaving it."""
    if user_id is None or (current is not None and current.id == user_id):
        return current if user_id is not None else None
    for user in laureates.active_members(laureate.id, clock.today()):
        if user.id == user_id:
            return user
    raise DomainError("Cette personne n’est pas du projet.", field="owner")


def _found(laureate: Laureate, objective_id: int) -> Objective:
    return queries.objective_for(laureate.id, objective_id) or abort(404)


def _saved(laureate: Laureate, objective_id: int, status: int = 200) -> Any:
    """What is now written, then committed."""
    body = shown.objective(_found(laureate, objective_id))
    db.session.commit()
    address = url_for(".objective", slug=laureate.slug, objective_id=objective_id)
    return answer(body, status, {"Location": address} if status == 201 else None)
