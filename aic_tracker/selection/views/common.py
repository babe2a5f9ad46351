from flask import Blueprint, abort
from flask_login import current_user

from aic_tracker.selection import jury_queries, queries
from aic_tracker.selection.models import Application

bp = Blueprint("selection", __name__)


def found_application(application_id: int) -> Application:
    """404 too for what a conflict hides from who asks."""
    found = queries.application(application_id) or abort(404)
    if jury_queries.is_hidden_from(current_user.id, application_id):
        abort(404)
    return found
