"""The HTML of each mail as a mail program shows it: readable, light or dark, wide or narrow."""

from collections.abc import Callable
from email import message_from_bytes, policy

import pytest
from flask import Flask

from aic_tracker.mail.models import OutgoingMail
from aic_tracker.reminders.kinds import KINDS
from tests.support import every_mail
from tests.support.mails import mails

pytestmark = pytest.mark.looks


@pytest.fixture
def pages(empty_app: Flask) -> dict[str, str]:
    """The longest HTML of each kind of mail, over two months of the demonstration."""
    with empty_app.app_context():
        every_mail.play()
        found: dict[str, str] = {}
        for mail in mails():
            html = _html(mail)
            found[mail.kind] = max(found.get(mail.kind, ""), html, key=len)
    return found


def _html(mail: OutgoingMail) -> str:
    part = message_from_bytes(mail.content, policy=policy.default).get_body(("html",))
    assert part is not None
    return str(part.get_content())


def test_each_mail_can_be_read_everywhere(visitor: Callable, pages: dict[str, str]) -> None:
    # Those not called for: their own test reads their words, and the frame is the same.
    missing = set(KINDS) - set(pages) - every_mail.NOT_CALLED_FOR
    assert missing == set(), "add to DAYS a day that calls for these mails"
    windows = [visitor(phone=phone) for phone in (False, True)]
    for window, scheme in zip(windows, ("light", "dark"), strict=True):
        window.page.emulate_media(color_scheme=scheme)
        for kind, html in pages.items():
            window.page.set_content(html)
            assert window.violations() == [], (kind, scheme)
            assert window.page.locator("img, script, link").count() == 0, kind
        assert window.console == []
