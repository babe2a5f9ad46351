"""Actions: what one person does by a date."""

from collections.abc import Callable
from typing import Any

from flask import abort, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.api import shapes, shown
from aic_tracker.api.views.asked import ActionSaid, one, page
from aic_tracker.api.views.common import answer, bp, only, page_of, require_version
from aic_tracker.api.views.objectives import owner_of
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.laureates.models import Laureate
from aic_tracker.roadmap import operations, queries
from aic_tracker.roadmap.models import Action, Objective


@bp.route("/laureats/<slug>/actions")
@requires(Permission.READ_LAUREATE)
@bp.arguments(page(shapes.ACTION), location="query")
@bp.response(200, shapes.page(shapes.ACTION))
def actions(asked: dict[str, Any], laureate: Laureate) -> Any:
    """Les actions du projet, celles qui sont terminées aussi."""
    return page_of(lambda after, most: queries.actions_after(laureate.id, after, most), shown.action, asked)


@bp.route("/laureats/<slug>/actions", methods=["POST"])
@requires(Permission.EDIT_ACTIONS)
@bp.arguments(ActionSaid)
@bp.response(201, shapes.ACTION)
def add_action(said: dict[str, Any], laureate: Laureate) -> Any:
    """Ajoute une action."""
    said |= {"owner": owner_of(laureate, said["owner"]), "objective": _objective(laureate, said["objective"])}
    action = operations.add_action(laureate, actor=current_user, now=clock.now(), **said)
    return _saved(laureate, action, 201)


@bp.route("/laureats/<slug>/actions/<int:action_id>")
@requires(Permission.READ_LAUREATE)
@bp.arguments(one(shapes.ACTION), location="query")
@bp.response(200, shapes.ACTION)
def action(asked: dict[str, Any], laureate: Laureate, action_id: int) -> Any:
    """Une action."""
    return answer(only(shown.action(_found(laureate, action_id)), asked.get("fields")))


@bp.route("/laureats/<slug>/actions/<int:action_id>", methods=["PUT"])
@requires(Permission.EDIT_ACTIONS)
@bp.arguments(ActionSaid)
@bp.response(200, shapes.ACTION)
def edit_action(said: dict[str, Any], laureate: Laureate, action_id: int) -> Any:
    """Récrit une action en cours. If-Match : l’ETag de ce qui a été lu."""
    row = _found(laureate, action_id)
    require_version(shown.action(row))
    said |= {
        "owner": owner_of(laureate, said["owner"], row.owner),
        "objective": row.objective
        if said["objective"] == row.objective_id
        else _objective(laureate, said["objective"]),
    }
    operations.edit_action(row, actor=current_user, now=clock.now(), **said)
    return _saved(laureate, row)


@bp.route("/laureats/<slug>/actions/<int:action_id>/terminer", methods=["POST"])
@requires(Permission.EDIT_ACTIONS)
@bp.response(200, shapes.ACTION)
def complete_action(laureate: Laureate, action_id: int) -> Any:
    """Termine une action."""
    return _end(laureate, action_id, operations.complete_action)


@bp.route("/laureats/<slug>/actions/<int:action_id>/annuler", methods=["POST"])
@requires(Permission.EDIT_ACTIONS)
@bp.response(200, shapes.ACTION)
def cancel_action(laureate: Laureate, action_id: int) -> Any:
    """Annule une action."""
    return _end(laureate, action_id, operations.cancel_action)


@bp.route("/laureats/<slug>/actions/<int:action_id>/rouvrir", methods=["POST"])
@requires(Permission.EDIT_ACTIONS)
@bp.response(200, shapes.ACTION)
def reopen_action(laureate: Laureate, action_id: int) -> Any:
    """Rouvre une action terminée ou annulée."""
    return _end(laureate, action_id, operations.reopen_action)


def _end(laureate: Laureate, action_id: int, operation: Callable[..., None]) -> Any:
    row = _found(laureate, action_id)
    operation(row, actor=current_user, now=clock.now())
    return _saved(laureate, row)


def _found(laureate: Laureate, action_id: int) -> Action:
    return queries.action_for(laureate.id, action_id) or abort(404)


def _objective(laureate: Laureate, objective_id: int | None) -> Objective | None:
    if objective_id is None:
        return None
    found = queries.objective_alone(laureate.id, objective_id)
    if found is None or not found.status.is_open:
        raise DomainError("Donnez un objectif en cours du projet.", field="objective")
    return found


def _saved(laureate: Laureate, action: Action, status: int = 200) -> Any:
    """What is now written, then committed."""
    db.session.flush()
    body = shown.action(action)
    db.session.commit()
    address = url_for(".action", slug=laureate.slug, action_id=action.id)
    return answer(body, status, {"Location": address} if status == 201 else None)
