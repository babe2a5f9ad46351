"""Delivery to the tests' own SMTP server, and what stands in the queue."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from aic_tracker import clock, config
from aic_tracker.config import Smtp
from aic_tracker.db import db
from aic_tracker.mail import outbox
from aic_tracker.mail.models import OutgoingMail
from aic_tracker.reminders.models import Reminder
from tests import factories
from tests.support import smtp


def use_server(server: smtp.Server, **values: Any) -> None:
    """Deliver to this server until the test ends."""
    settings = Smtp(
        host=server.host,
        port=server.port,
        security=server.security,
        ca_file=str(server.ca_file) if server.tls else "",
        timeout=30,
        sender="Suivi AIC <suivi@aic.test>",
    )
    config.use(replace(config.current(), smtp=replace(settings, **values)))


def queue_one(key: str = "one", template: str = "sign-in", **values: Any) -> int:
    """A queued mail to a new person; its id."""
    person = factories.user(name="Camille Martin")
    queued = outbox.enqueue(
        template,
        dedup_key=key,
        to=person,
        now=clock.now(),
        useful_for=values.pop("useful_for", timedelta(days=3)),
        context={"link": "http://aic.test/connexion/x", "minutes": 10},
        by=None,
    )
    assert queued is not None
    if values:
        db.session.execute(sa.update(OutgoingMail).where(OutgoingMail.id == queued).values(**values))
    db.session.commit()
    return queued


def mail(id: int) -> OutgoingMail:
    """The mail as the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(OutgoingMail, id)


def mails() -> list[OutgoingMail]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(sa.select(OutgoingMail).order_by(OutgoingMail.id)))


def reminders() -> list[Reminder]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Reminder).order_by(Reminder.id)))
