"""What every public address shares: it is there once somebody opened it, and caches keep it for a while."""

from collections.abc import Callable
from datetime import UTC, timedelta
from functools import wraps
from typing import Any

from flask import Blueprint, Response, abort, request, session
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.opendata import queries

bp = Blueprint("opendata", __name__)

# Said on the screen of the switch: what was withdrawn may be shown that long by who keeps a copy.
KEPT_MINUTES = 5
SURE_AFTER = timedelta(minutes=1)


def while_open(view: Callable[..., Any]) -> Callable[..., Any]:
    """An address that does not exist while nothing is public; write it under the guard."""

    @wraps(view)
    def opened(**values: Any) -> Any:
        if not queries.is_open():
            abort(404)
        return view(**values)

    return opened


def kept(response: Response) -> Response:
    """With what caches need to keep it, and to ask whether it changed."""
    response.vary.add("Cookie")
    # The page of somebody signed in shows their menu, and a message is for one reader, once.
    if not current_user.is_authenticated and not session.modified:
        response.cache_control.public = True
        response.cache_control.max_age = KEPT_MINUTES * 60
        changed = queries.last_change(clock.today())
        # Of what has just changed, a date of one second would not tell the next change (RFC 9110 section 8.8.2.2).
        if clock.now() - changed >= SURE_AFTER:
            response.last_modified = changed.astimezone(UTC)
        response.add_etag()
        response.make_conditional(request)
    return response
