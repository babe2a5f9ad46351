"""For what watches over the service: is it up, is the scheduler alive, is the queue moving?"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, jsonify
from sqlalchemy.exc import SQLAlchemyError

from aic_tracker import clock
from aic_tracker.access.guards import public
from aic_tracker.db import db
from aic_tracker.mail import outbox
from aic_tracker.mail.models import QueueState

bp = Blueprint("health", __name__)


@bp.route("/healthz")
@public
def healthz() -> Any:
    """`last_tick_seconds` is null before the scheduler's first tick; 503 when the database does not answer."""
    try:
        last_tick = db.session.scalar(sa.select(QueueState.last_tick_at).order_by(QueueState.id).limit(1))
        waiting = outbox.waiting()
    except SQLAlchemyError:
        db.session.rollback()
        answer = {"status": "down", "database": "unreachable", "last_tick_seconds": None, "queue": None}
        return jsonify(answer), 503
    return jsonify(status="ok", database="ok", last_tick_seconds=_age(last_tick), queue=waiting)


def _age(instant: datetime | None) -> int | None:
    return None if instant is None else max(0, int((clock.now() - instant).total_seconds()))
