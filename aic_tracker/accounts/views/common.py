"""What the pages of accounts share."""

from typing import Any

from flask import Blueprint, redirect, session, url_for

from aic_tracker import clock
from aic_tracker.accounts import identity, second_factor
from aic_tracker.accounts.models import User
from aic_tracker.audit.models import Event
from aic_tracker.audit.operations import record
from aic_tracker.db import db

bp = Blueprint("accounts", __name__)


# In the browser's session, from one step of a sign-in to the next: where one was going.
NEXT = "next"


def start_session(user: User, path: str, *, by: str, id_token: str | None = None) -> Any:
    """Sign in, then go there, by way of the second factor when there is one. `by` says what opened the door."""
    identity.start(user, id_token=id_token)
    has_second_factor = second_factor.is_set(user)
    record(Event.SIGNED_IN, actor_id=user.id, now=clock.now(), details={"by": by, "awaits_code": has_second_factor})
    db.session.commit()
    if not has_second_factor:
        return redirect(path, 303)
    session[NEXT] = path
    return redirect(url_for("accounts.enter_code"), 303)
