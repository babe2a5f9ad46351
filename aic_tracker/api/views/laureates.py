"""Laureates, their people and their points."""

from typing import Any

from flask import g
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.access.queries import visible_laureates
from aic_tracker.accounts.tokens import Holder
from aic_tracker.api import shapes, shown
from aic_tracker.api.views.asked import Word, one, page
from aic_tracker.api.views.common import answer, bp, list_of, only, page_of
from aic_tracker.checkpoints import queries as checkpoints
from aic_tracker.laureates import queries
from aic_tracker.laureates.models import Laureate, LaureateStatus


@bp.route("/laureats")
@requires(Permission.READ_LAUREATE)
@bp.arguments(
    page(
        shapes.LAUREATE,
        season=Word(metadata={"description": "Identifiant d’une saison."}),
        status=Word(*LaureateStatus, metadata={"description": "État."}),
    ),
    location="query",
)
@bp.response(200, shapes.page(shapes.LAUREATE))
def laureates(asked: dict[str, Any]) -> Any:
    """Les lauréats que le jeton laisse voir."""
    visible = visible_laureates(current_user, clock.today())
    holder: Holder | None = g.get("holder")
    if holder is not None and holder.laureate_ids:
        visible = visible.where(Laureate.id.in_(holder.laureate_ids))
    found = {"season": asked.get("season"), "status": _status(asked)}
    return page_of(lambda after, most: queries.laureates_after(visible, after, most, **found), shown.laureate, asked)


@bp.route("/laureats/<slug>")
@requires(Permission.READ_LAUREATE)
@bp.arguments(one(shapes.LAUREATE), location="query")
@bp.response(200, shapes.LAUREATE)
def laureate(asked: dict[str, Any], laureate: Laureate) -> Any:
    """Un lauréat, sa structure et ses accompagnements."""
    return answer(only(shown.laureate(laureate), asked.get("fields")))


@bp.route("/laureats/<slug>/membres")
@requires(Permission.READ_LAUREATE)
@bp.arguments(one(shapes.MEMBER), location="query")
@bp.response(200, shapes.page(shapes.MEMBER))
def members(asked: dict[str, Any], laureate: Laureate) -> Any:
    """Ses personnes, d’hier et d’aujourd’hui."""
    return list_of([shown.member(row) for row in queries.members_of(laureate)], asked)


@bp.route("/laureats/<slug>/points")
@requires(Permission.READ_LAUREATE)
@bp.arguments(page(shapes.POINT), location="query")
@bp.response(200, shapes.page(shapes.POINT))
def points(asked: dict[str, Any], laureate: Laureate) -> Any:
    """Ses points ; le compte rendu une fois le point clos."""
    return page_of(lambda after, most: checkpoints.points_after(laureate.id, after, most), shown.point, asked)


def _status(asked: dict[str, Any]) -> LaureateStatus | None:
    return LaureateStatus(asked["status"]) if "status" in asked else None
