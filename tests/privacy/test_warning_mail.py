"""The exact words that warn somebody of the end of their account."""

from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.mail.models import OutgoingMail
from aic_tracker.privacy import operations
from aic_tracker.privacy.queries import Lapse
from aic_tracker.privacy.rules import Step
from aic_tracker.reminders.kinds import label_of

EXPECTED = Path(__file__).parents[1] / "emails" / "expected"


@pytest.mark.parametrize(("is_active", "name"), [(True, "account-ending"), (False, "account-ending-closed")])
def test_the_mail_says_when_and_how_to_be_kept(person, is_active, name):
    person.is_active = is_active
    step = Step(0, date(2026, 3, 2), date(2026, 5, 1))
    operations.warn(Lapse(person, date(2024, 5, 1), step, is_waiting_for_mail=False), now=clock.now())
    [row] = db.session.scalars(sa.select(OutgoingMail))
    message = message_from_bytes(row.content, policy=policy.default)
    head = "".join(f"{header}: {message[header]}\n" for header in ("From", "To", "Subject", "Auto-Submitted"))
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    text = f"{head}\n{plain.get_content()}".replace("\r\n", "\n")
    assert text == (EXPECTED / f"{name}.txt").read_text(encoding="utf-8")
    assert ("Garder mon compte" if is_active else "Lire mes droits") in html.get_content()
    assert label_of(row.kind) == "Fin de conservation d’un compte"
