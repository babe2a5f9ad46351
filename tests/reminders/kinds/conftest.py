import re
from collections.abc import Callable
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest
from flask import Flask

from aic_tracker import clock
from aic_tracker.calendar_fr import PARIS
from aic_tracker.mail.models import OutgoingMail
from aic_tracker.scheduler import jobs
from tests.support.mails import mails

EXPECTED = Path(__file__).parents[2] / "emails" / "expected"


class Planner:
    """Plans at a moment in Paris, and gives the mails of one kind that this moment called for."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.seen = 0

    def at(self, moment: str) -> list[OutgoingMail]:
        with clock.at(datetime.fromisoformat(moment).replace(tzinfo=PARIS)):
            jobs.plan(clock.now(), is_imagined=True)
        new = mails()[self.seen :]
        self.seen += len(new)
        return [mail for mail in new if mail.kind == self.kind]

    def recipients(self, moment: str) -> set[str]:
        return {mail.recipient for mail in self.at(moment)}


@pytest.fixture
def planner(app: Flask, request: pytest.FixtureRequest) -> Planner:
    """For the kind that the test file is named after."""
    return Planner(request.path.stem.removeprefix("test_").replace("_", "-"))


def parsed(mail: OutgoingMail) -> EmailMessage:
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(mail.content)


def text_of(mail: OutgoingMail) -> str:
    """The envelope that people read, then the plain text."""
    message = parsed(mail)
    names = ("From", "To", "Reply-To", "Subject", "Auto-Submitted")
    head = "".join(f"{name}: {message[name]}\n" for name in names if message[name])
    part = message.get_body(("plain",))
    assert part is not None
    text = f"{head}\n{part.get_content()}".replace("\r\n", "\n")
    # A signed link holds the identifiers of its rows.
    return re.sub(r"(/temps/)[A-Za-z0-9_.-]{20,}", r"\1<lien signé>", text)


@pytest.fixture
def same_as_expected() -> Callable[[OutgoingMail, str], None]:
    def unnumbered(text: str) -> str:
        # A link may name a row by its number, which a database goes on counting from one test to the next.
        return re.sub(r"/(appuis|diagnostic)/\d+$", r"/\1/N", text, flags=re.MULTILINE)

    def check(mail: OutgoingMail, name: str) -> None:
        expected = (EXPECTED / f"{name}.txt").read_text(encoding="utf-8")
        assert unnumbered(text_of(mail)) == unnumbered(expected)

    return check
