"""One point as its referent's calendar is told of it: invited, moved, under another title, taken off, invited again."""

from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from flask import Flask

from aic_tracker import clock
from aic_tracker.checkpoints import queries
from aic_tracker.checkpoints.models import Attendee
from aic_tracker.db import db
from aic_tracker.mail.models import MailStatus
from aic_tracker.scheduler import jobs
from tests import factories
from tests.support.client import Client
from tests.support.mails import mails

STEPS = ("inviter", "deplacer", "renommer", "annuler", "reinviter")
REFERENT = "rosa@example.org"
PLACE = "Salle 3, 20 avenue de Ségur ; accès par la cour"


def told(app: Flask) -> Iterator[tuple[str, bytes]]:
    """Each step and the file that left for the referent, from the gestures of a coach on the screens."""
    vikidia = factories.laureate("Vikidia")
    coach = factories.coach(vikidia, name="Camille Coach", email="camille@example.org")
    rosa = factories.referent(vikidia, name="Rosa Référente", email=REFERENT)
    point = factories.checkpoint(vikidia, date(2026, 3, 9), number=7, place=PLACE, agenda="Le budget.\n\nLa suite.")
    for person in (coach, rosa):
        factories.save(Attendee(checkpoint_id=point.id, user_id=person.id))
    numbers = {"vikidia": vikidia.id, "coach": coach.id, "rosa": rosa.id}
    browser: Client = app.test_client()  # type: ignore[assignment]
    browser.sign_in(coach)
    announced: dict[str, Any] = {"kind": "review", "duration_minutes": "90", "place": PLACE, "agenda": "Le budget."}
    both, alone = {"people": [numbers["coach"], numbers["rosa"]]}, {"people": [numbers["coach"]]}
    gestures: tuple[tuple[str, dict[str, Any]], ...] = (
        ("", {}),
        ("deplacer", {"starts_at": ["2026-03-31", "14:00"]}),
        ("modifier", announced | both),
        ("modifier", announced | alone),
        ("modifier", announced | both),
    )
    for number, (step, (gesture, values)) in enumerate(zip(STEPS, gestures, strict=True), start=1):
        if gesture:
            found = queries.point(numbers["vikidia"], 7)
            assert found is not None
            values = {**values, "version": str(found.version)}
            assert browser.submit(f"/laureats/vikidia/points/7/{gesture}", values).status_code == 303, step
        yield f"{number}-{step}", _last_event()
    # Somebody is told by name, which no reminder does.
    browser.submit("/laureats/vikidia/commentaires", {"text": "Bravo à @Rosa Référente", "notify": [numbers["rosa"]]})


def _last_event() -> bytes:
    jobs.plan(clock.now())
    sent = mails()
    last = [mail for mail in sent if mail.recipient == REFERENT and mail.kind.startswith("checkpoint-")][-1]
    message: EmailMessage = message_from_bytes(last.content, policy=policy.default)  # type: ignore[assignment]
    for mail in sent:
        mail.status = MailStatus.SENT if mail.status is MailStatus.PENDING else mail.status
    db.session.commit()
    [part] = message.iter_attachments()
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content
