"""Long sheets that somebody left while they were read: the browser may be closed, the preview will be there."""

from datetime import datetime, timedelta

from aic_tracker.db import db
from aic_tracker.imports import operations, queries

# A page that is open asks for the next lines by itself.
LEFT_FOR = timedelta(seconds=20)


def read_on(now: datetime) -> dict[str, int]:
    """The next lines of each, in a transaction of its own."""
    count = 0
    for import_id in queries.left_reading(now - LEFT_FOR):
        received = queries.with_its_user(import_id)
        if received is not None:
            operations.read_on(received, actor=received.user, now=now)
            count += 1
        db.session.commit()
    return {"sheets_read": count}
