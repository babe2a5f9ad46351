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


def start_session(
    user: User, path: str, *, by: str, id_token: str | None = None, level: str = "", used_two_factors: bool = False
) -> Any:
    """Sign in, then go there, by way of the second factor when there is one and none was used at the door: `by` says
    which, and `level` how surely one came in by it.
    """
    now = clock.now()
    identity.start(user, id_token=id_token, second_factor_at=now if used_two_factors else None)
    awaits_code = second_factor.is_set(user) and not used_two_factors
    told = {"by": by, "awaits_code": awaits_code, **({"level": level} if level else {})}
    record(Event.SIGNED_IN, actor_id=user.id, now=now, details=told)
    db.session.commit()
    if not awaits_code:
        return redirect(path, 303)
    session[NEXT] = path
    return redirect(url_for("accounts.enter_code"), 303)
