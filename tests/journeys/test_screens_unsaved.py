"""A write that the database refuses, in a browser, at both widths: the page gives it back, and it is sent again."""

import os
import sqlite3

import pytest
from playwright.sync_api import expect
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tests import factories

TEXT = "Une remarque écrite avec soin, et que l’on regretterait d’avoir perdue.\nSa suite."


@pytest.mark.parametrize("phone", [False, True], ids=["1200", "390"])
def test_what_was_typed_comes_back_and_is_sent_again(empty_app, visitor, monkeypatch, phone):
    with empty_app.app_context():
        coach = factories.coach(factories.laureate("Vikidia"))
    window = visitor(coach, phone=phone, javascript=False)
    window.go("/laureats/vikidia/commentaires")
    window.page.get_by_label("Votre commentaire").fill(TEXT)

    def refuse(self):
        self.rollback()
        raise OperationalError("COMMIT", {}, sqlite3.OperationalError("database or disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", refuse)
        window.page.get_by_role("button", name="Commenter").click()
        expect(window.page.get_by_role("heading", name="Votre saisie n’est pas perdue")).to_be_visible()
        expect(window.page.get_by_label("Texte saisi")).to_have_value(TEXT)
    if folder := os.environ.get("SHOTS"):
        window.page.screenshot(path=f"{folder}/unsaved-{phone}.png", full_page=True)
    window.page.get_by_role("button", name="Envoyer de nouveau").click()
    expect(window.page.get_by_text("Une remarque écrite avec soin")).to_be_visible()
    assert [line for line in window.console if "503" not in line] == []


@pytest.mark.parametrize("phone", [False, True], ids=["1200", "390"])
def test_the_page_is_accessible(empty_app, visitor, monkeypatch, phone):
    with empty_app.app_context():
        coach = factories.coach(factories.laureate("Vikidia"))
    window = visitor(coach, phone=phone)
    window.go("/laureats/vikidia/commentaires")
    window.page.get_by_label("Votre commentaire").fill(TEXT)
    monkeypatch.setattr(Session, "commit", lambda self: (_ for _ in ()).throw(OperationalError("", {}, Exception())))
    window.page.get_by_role("button", name="Commenter").click()
    expect(window.page.get_by_role("heading", name="Votre saisie n’est pas perdue")).to_be_visible()
    assert window.violations() == []
