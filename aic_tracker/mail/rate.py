"""How many mails a person may cause in an hour: what leaves in the programme's name is nobody's to pour out."""

from datetime import datetime, timedelta

from aic_tracker import config
from aic_tracker.accounts import throttling
from aic_tracker.accounts.models import User
from aic_tracker.errors import LimitError

HOUR, GRAIN = timedelta(hours=1), timedelta(minutes=5)


def count(by: User | None, to: User, now: datetime) -> None:
    """Count one more mail that `by` caused. Raises LimitError once those of the hour are used up.

    Not counted: what nobody caused (the scheduler's reminders), and what people send themselves. Within the
    transaction of the gesture: one that is given up has used nothing.
    """
    if by is None or by.id == to.id:
        return
    most = config.current().accounts.mails_per_hour
    asked = (throttling.subject("mails", str(by.id)), [throttling.Limit(most, HOUR, GRAIN)])
    if not throttling.take([asked], now):
        raise LimitError(
            f"Avec ceux de la dernière heure, ce geste ferait partir plus de {most} courriels : c’est la limite. "
            "Rien n’est enregistré ni envoyé : prévenez moins de personnes, ou recommencez dans une heure."
        )
