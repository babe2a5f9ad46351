"""The mail that a person's gesture sends: one that cannot be written leaves the gesture done, a row, and words."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.mail import failures
from aic_tracker.mail.failures import Faults, key_of
from aic_tracker.mail.models import Stage

UNTOLD = "untold"


@contextmanager
def telling(
    kind: str,
    to: User,
    *,
    now: datetime,
    object_id: int | None = None,
    laureate_id: int | None = None,
    is_secret: bool = False,
) -> Iterator[None]:
    """Write and queue a mail in here. Whoever made the gesture learns who is not told, unless that `is_secret`."""
    # Read before the savepoint: undone, it would have to be read again.
    user_id, name, faults = to.id, to.name, Faults()
    with faults.apart(Stage.OPERATION, kind, object_id, user_id, laureate_id):
        yield
    failures.record(faults, now)
    if not faults:
        failures.close(key_of(Stage.OPERATION, kind, object_id, user_id), now)
    elif not is_secret:
        db.session.info.setdefault(UNTOLD, []).append(name)


def take_untold() -> list[str]:
    """The names of those who were not told since it was last asked."""
    names: list[str] = db.session.info.pop(UNTOLD, [])
    return names
