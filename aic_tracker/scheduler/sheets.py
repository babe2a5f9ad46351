"""Long sheets go on by themselves: the browser may be closed, the preview or the import will be there."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.imports import applying, operations, queries
from aic_tracker.imports.models import State

# A page that is open asks for the next lines by itself.
LEFT_FOR = timedelta(seconds=20)

log = logging.getLogger(__name__)


def read_on(now: datetime) -> dict[str, int]:
    """The next lines of each, in a transaction of its own."""
    count = 0
    for import_id in queries.left_reading(now - LEFT_FOR):
        received = queries.with_its_user(import_id, State.READING)
        if received is not None:
            operations.read_on(received, actor=received.user, now=now)
            count += 1
        db.session.commit()
    return {"sheets_read": count}


def write_on(is_stopping: Callable[[], bool] = lambda: False) -> dict[str, int]:
    """Slice after slice, each in a transaction of its own: each import to its end, or until the process stops."""
    ids = queries.under_way()
    db.session.rollback()
    count = 0
    for import_id in ids:
        while not is_stopping() and _goes_on(import_id):
            count += 1
    return {"slices_of_sheets": count}


def _goes_on(import_id: int) -> bool:
    """Whether a slice of it was dealt with. One that meets a defect is taken back, never tried for ever."""
    received = queries.with_its_user(import_id, *queries.UNDER_WAY)
    if received is None:
        db.session.rollback()
        return False
    was = received.state
    try:
        applying.go_on(received, actor=received.user, now=clock.now())
        db.session.commit()
    except OperationalError:
        raise
    except StaleDataError:
        db.session.rollback()  # its page was used meanwhile: what it is now is read anew, at the next call
        return False
    except Exception:
        db.session.rollback()
        log.exception("import of a sheet: unforeseen failure", extra={"fields": {"import": import_id}})
        if not (received := queries.with_its_user(import_id, was)):
            return False
        if was is State.APPLYING:
            applying.give_up(received, clock.now())
        elif not applying.leave_slice(received, clock.now()):
            return False
        db.session.commit()
    return True
