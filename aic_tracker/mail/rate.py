"""How many mails a person may cause in an hour: what leaves in the programme's name is nobody's to pour out."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from aic_tracker import config
from aic_tracker.accounts import throttling
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.errors import LimitError
from aic_tracker.mail.outsiders import Outsider

HOUR, GRAIN = timedelta(hours=1), timedelta(minutes=5)
CAUSED = "mails_caused"


def count(by: User | None, to: User | Outsider, now: datetime) -> None:
    """Count one more mail that `by` caused. Raises LimitError once those of the hour are used up.

    Not counted: what nobody caused (the scheduler's reminders), and what people send themselves. Within the
    transaction of the gesture: one that is given up has used nothing.
    """
    if by is None or by.id == to.id:
        return
    caused: Counter[int] | None = db.session.info.get(CAUSED)
    if caused is None:
        _take(by.id, 1, now)
    else:
        caused[by.id] += 1


@contextmanager
def together(now: datetime) -> Iterator[None]:
    """The mails of one gesture, counted at its end at once."""
    caused = db.session.info[CAUSED] = Counter()
    try:
        yield
    finally:
        del db.session.info[CAUSED]
    for by_id, times in caused.items():
        _take(by_id, times, now)


@contextmanager
def uncounted_if(fails: Callable[[], bool]) -> Iterator[None]:
    """One mail of a gesture: `fails` says afterwards that it was given up, and it counts for nothing."""
    before: Counter[int] = Counter(db.session.info[CAUSED])
    yield
    if fails():
        db.session.info[CAUSED].clear()
        db.session.info[CAUSED].update(before)


def _take(by_id: int, times: int, now: datetime) -> None:
    most = config.current().accounts.mails_per_hour
    asked = (throttling.subject("mails", str(by_id)), [throttling.Limit(most, HOUR, GRAIN)])
    if not throttling.take([asked], now, times=times):
        raise LimitError(
            f"Avec ceux de la dernière heure, ce geste ferait partir plus de {most} courriels : c’est la limite. "
            "Rien n’est enregistré ni envoyé : prévenez moins de personnes, ou recommencez dans une heure."
        )
