"""The database refuses a write: what was typed comes back, ready to be sent again."""

import re
import sqlite3
from html import unescape

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from aic_tracker.conversation.models import Comment
from aic_tracker.db import db
from tests import factories

TEXT = "Une longue remarque, écrite avec soin.\r\n\r\n<b>Et sa suite</b> « à garder »."


@pytest.fixture
def coach(app, signed_in):
    laureate = factories.laureate("Vikidia")
    return signed_in(factories.coach(laureate))


@pytest.fixture
def full_disk(monkeypatch):
    """From now on every commit fails, as on a full disk; `undo()` makes room."""

    def commit(self):
        self.rollback()
        raise OperationalError("COMMIT", {}, sqlite3.OperationalError("database or disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr(sa.orm.Session, "commit", commit)
        yield patch


def fields(page):
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)
    found += re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>\n(.*?)</textarea>', page, flags=re.S)
    return {unescape(name): unescape(value) for name, value in found}


def test_it_is_shown_and_can_be_sent_again_as_it_was(coach, full_disk):
    page = coach.submit("/laureats/vikidia/commentaires", {"text": TEXT})
    assert page.status_code == 503
    assert "Votre saisie n’est pas perdue" in page.text
    assert 'action="/laureats/vikidia/commentaires"' in page.text
    assert "<b>Et sa suite" not in page.text
    kept = fields(page.text)
    assert kept["text"] == TEXT
    full_disk.undo()
    assert coach.post("/laureats/vikidia/commentaires", data=kept).status_code == 303
    assert [text.split() for text in db.session.scalars(sa.select(Comment.text))] == [TEXT.split()]


def test_an_unforeseen_error_keeps_it_too(coach, app, monkeypatch):
    def fail(**_):
        raise ZeroDivisionError

    monkeypatch.setitem(app.view_functions, "conversation.on_laureate", fail)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    page = coach.submit("/laureats/vikidia/commentaires", {"text": TEXT})
    assert page.status_code == 500
    assert fields(page.text)["text"] == TEXT


def test_nothing_is_echoed_of_a_forged_request_nor_of_what_holds_secrets(coach, client, full_disk):
    assert "n’est pas perdue" not in coach.post("/laureats/vikidia/commentaires", data={"text": TEXT}).text
    page = client.submit("/connexion", {"email": "camille@example.org"})
    assert page.status_code == 503
    assert "saisie" not in page.text
