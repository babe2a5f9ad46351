"""For what watches over the service: is it up, is the scheduler alive, is the queue moving?"""

from datetime import datetime
from typing import Any

from flask import Blueprint, jsonify
from sqlalchemy.exc import SQLAlchemyError

from aic_tracker import clock
from aic_tracker.access.guards import public
from aic_tracker.db import db
from aic_tracker.mail import failures, outbox, queue
from aic_tracker.mail.models import QueueState

bp = Blueprint("health", __name__)


@bp.route("/healthz")
@public
def healthz() -> Any:
    """`last_tick_seconds` is null before the scheduler's first tick; 503 when the database does not answer."""
    now = clock.now()
    try:
        state = queue.state()
        waiting, failing = outbox.waiting(), sum(failures.open_by_stage().values())
    except SQLAlchemyError:
        db.session.rollback()
        unknown = dict.fromkeys(("last_tick_seconds", "queue", "mail", "failures"))
        return jsonify(status="down", database="unreachable", **unknown), 503
    age = None if state.last_tick_at is None else max(0, int((now - state.last_tick_at).total_seconds()))
    return jsonify(
        status="ok", database="ok", last_tick_seconds=age, queue=waiting, mail=_mail(state, now), failures=failing
    )


def _mail(state: QueueState, now: datetime) -> str:
    """Why is for /envois: this page is read without an account."""
    if queue.is_paused(state, now):
        return "paused"
    return "held" if state.hold_reason else "running"
