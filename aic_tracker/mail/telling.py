"""The mails that a person's gesture sends: one that cannot be written leaves the gesture done, a row, and words."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.mail import failures, rate
from aic_tracker.mail.failures import Faults, key_of
from aic_tracker.mail.message import Attachment
from aic_tracker.mail.models import Stage
from aic_tracker.mail.outbox import enqueue
from aic_tracker.mail.outsiders import Outsider

UNTOLD = "untold"


class Telling:
    """The mails of one gesture, whatever it tells of: `told` is who has theirs."""

    def __init__(self, kind: str, object_id: int | None, laureate_id: int | None) -> None:
        self.kind, self.object_id, self.laureate_id = kind, object_id, laureate_id
        self.told: list[User] = []
        self.untold: list[str] = []
        self.faults = Faults()
        self._keys: list[str] = []

    @contextmanager
    def tell(self, to: User | Outsider) -> Iterator[None]:
        """Write and queue the mail to one person in here: that it fails is nobody else's matter."""
        # Read before the savepoint: undone, it would have to be read again.
        user_id, name, before = to.id, to.name, len(self.faults)
        undone = rate.uncounted_if(lambda: len(self.faults) > before)
        with undone, self.faults.apart(Stage.OPERATION, self.kind, self.object_id, user_id, self.laureate_id):
            yield
        if len(self.faults) > before:
            self.untold.append(name or to.email)
        else:
            if isinstance(to, User):
                self.told.append(to)
            self._keys.append(key_of(Stage.OPERATION, self.kind, self.object_id, user_id))

    def settle(self, now: datetime) -> None:
        failures.record(self.faults, now)
        failures.close(self._keys, now)


@contextmanager
def telling(
    kind: str,
    *,
    now: datetime,
    object_id: int | None = None,
    laureate_id: int | None = None,
    is_secret: bool = False,
) -> Iterator[Telling]:
    """For all the mails of one gesture, which are counted and settled at once, however many they go to.

    Whoever made the gesture learns who is not told, unless that `is_secret`.
    """
    mails = Telling(kind, object_id, laureate_id)
    with rate.together(now):
        yield mails
    mails.settle(now)
    if mails.untold and not is_secret:
        db.session.info.setdefault(UNTOLD, []).extend(mails.untold)


def tell_each(
    kind: str,
    people: Sequence[User],
    *,
    about: int,
    occasion: str = "",
    laureate_id: int,
    by: User,
    now: datetime,
    useful_for: timedelta,
    context: dict[str, Any],
    attachments: Sequence[Attachment] = (),
) -> list[User]:
    """The same mail to each of them, of the thing numbered `about`, which they answer to `by`; who has theirs.

    Once for each `occasion`.
    """
    with telling(kind, object_id=about, laureate_id=laureate_id, now=now) as mails:
        for user in people:
            with mails.tell(user):
                enqueue(
                    kind,
                    dedup_key=":".join(filter(None, (kind, str(about), str(user.id), occasion))),
                    to=user,
                    now=now,
                    useful_for=useful_for,
                    context=context,
                    by=by,
                    laureate_id=laureate_id,
                    reply_to=by,
                    attachments=attachments,
                )
    return mails.told


def take_untold() -> list[str]:
    """The names of those who were not told since it was last asked."""
    names: list[str] = db.session.info.pop(UNTOLD, [])
    return names
