"""The exact words of the mails of accounts."""

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts import links, operations
from aic_tracker.accounts.models import Role
from aic_tracker.db import db
from aic_tracker.mail.models import OutgoingMail
from tests import factories

EXPECTED = Path(__file__).parents[1] / "emails" / "expected"
pytestmark = pytest.mark.usefixtures("app")


def last_mail() -> tuple[str, str]:
    """The text with what people read above it, and the HTML; tokens left out."""
    content = db.session.scalars(sa.select(OutgoingMail.content).order_by(OutgoingMail.id.desc())).first()
    assert content is not None
    message = message_from_bytes(content, policy=policy.default)
    names = ("From", "To", "Reply-To", "Subject", "Auto-Submitted")
    head = "".join(f"{name}: {message[name]}\n" for name in names if message[name])
    bodies = [message.get_body((kind,)) for kind in ("plain", "html")]
    plain, html = (
        re.sub(r"(/connexion/)[\w-]{43}", r"\1…", body.get_content().replace("\r\n", "\n")) for body in bodies if body
    )
    return f"{head}\n{plain}", html


def same_as_expected(name: str) -> None:
    text, html = last_mail()
    path = EXPECTED / f"{name}.txt"
    assert text == path.read_text(encoding="utf-8")
    assert html.count("<a ") >= 1
    assert "http://aic.test/connexion/…" in html


def test_the_mail_of_a_sign_in() -> None:
    links.request_sign_in(
        factories.user(name="Camille Roux", email="c@example.org").email, next_path="/", now=clock.now()
    )
    same_as_expected("sign-in")


def test_the_mail_of_an_invitation_by_somebody() -> None:
    coach = factories.coach(name="Alix Martin", email="alix@example.org")
    operations.invite("c@example.org", "Camille Roux", Role.REFERENT, actor=coach, now=clock.now())
    same_as_expected("invitation")


def test_the_mail_of_an_invitation_by_the_command() -> None:
    operations.invite("c@example.org", "Camille Roux", Role.ADMIN, actor=None, now=clock.now())
    same_as_expected("invitation-command")
