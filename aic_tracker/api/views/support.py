"""What a laureate receives and what is decided: appuis, introductions, aid, renewals. Read only."""

from typing import Any

from flask_login import current_user

from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.aid import queries as aids
from aic_tracker.api import shapes, shown
from aic_tracker.api.views.asked import of_period, one
from aic_tracker.api.views.common import bp, list_of
from aic_tracker.api.views.objectives import period_asked
from aic_tracker.expertise import queries as expertise
from aic_tracker.introductions import queries as introductions_queries
from aic_tracker.laureates.models import Laureate
from aic_tracker.renewals import queries as renewals


@bp.route("/laureats/<slug>/appuis")
@requires(Permission.READ_ASSIGNMENTS)
@bp.arguments(of_period(shapes.ASSIGNMENT), location="query")
@bp.response(200, shapes.page(shapes.ASSIGNMENT))
def assignments(asked: dict[str, Any], laureate: Laureate) -> Any:
    """Les appuis métier d’un accompagnement."""
    period = period_asked(laureate, asked)
    found = expertise.pipeline(period.id, current_user) if period else {}
    return list_of([shown.assignment(line.assignment) for lines in found.values() for line in lines], asked)


@bp.route("/laureats/<slug>/mises-en-relation")
@requires(Permission.READ_INTRODUCTIONS)
@bp.arguments(of_period(shapes.INTRODUCTION), location="query")
@bp.response(200, shapes.page(shapes.INTRODUCTION))
def introductions(asked: dict[str, Any], laureate: Laureate) -> Any:
    """Les mises en relation d’un accompagnement ; les coordonnées des contacts n’en font pas partie."""
    period = period_asked(laureate, asked)
    found = introductions_queries.introductions_of_period(period.id) if period else []
    return list_of([shown.introduction(row) for row in found], asked)


@bp.route("/laureats/<slug>/aides")
@requires(Permission.READ_AID)
@bp.arguments(one(shapes.AID), location="query")
@bp.response(200, shapes.page(shapes.AID))
def aids_of(asked: dict[str, Any], laureate: Laureate) -> Any:
    """Les aides de la structure, au registre de l’accompagnement."""
    return list_of([shown.aid(row) for row in aids.ledger_of(laureate.organisation).own_aids], asked)


@bp.route("/laureats/<slug>/renouvellements")
@requires(Permission.READ_RENEWAL)
@bp.arguments(one(shapes.DECISION), location="query")
@bp.response(200, shapes.page(shapes.DECISION))
def decisions(asked: dict[str, Any], laureate: Laureate) -> Any:
    """Ce qui a été décidé à la fin de chaque accompagnement."""
    return list_of([shown.decision(row, number) for row, number in renewals.decisions_about(laureate)], asked)
