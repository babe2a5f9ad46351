"""A queue of mails in trouble, to be looked at: mails in several states, held and paused; faults, open and closed."""

from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.mail import failures, queue
from aic_tracker.mail.failures import Fault
from aic_tracker.mail.models import MailStatus, OutgoingMail, Stage
from aic_tracker.scheduler import jobs


def make(coach: User, states: Iterable[MailStatus]) -> None:
    """Plan the reminders of the day, the first of them in these states."""
    now = clock.now()
    jobs.plan(now)
    planned = db.session.scalars(sa.select(OutgoingMail).order_by(OutgoingMail.id)).all()
    for mail, status in zip(planned, states, strict=False):
        mail.status, mail.sent_at = status, now
        mail.reason = "Refus définitif du serveur d’envoi (550 5.1.1 Boîte inconnue)."
    error = ValueError("Vikidia")
    faults = [
        Fault(Stage.PLAN, "checkpoint-coming", 12, coach.id, None, error),
        Fault(Stage.READ, "checkpoint", 12, None, None, error),
        Fault(Stage.RETENTION, "warnings", None, coach.id, None, error),
    ]
    failures.record(faults, now - timedelta(hours=2))
    failures.record(faults[:2], now)
    failures.close([faults[2].key], now)
    queue.hold("231 rappels en retard d’un coup (plus de 200) : à vérifier avant l’envoi.")
    queue.pause(now + timedelta(minutes=15), "Le serveur d’envoi refuse l’identifiant ou le mot de passe.")
