"""One's calendar, in a browser."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from tests import factories

PATH = "/mon-compte/calendrier"


@pytest.fixture
def referent(empty_app: Flask) -> User:
    with empty_app.app_context():
        person = factories.referent(factories.laureate("Vikidia"))
        db.session.refresh(person)
    return person


def test_the_calendar_page_is_accessible(visitor: Callable, referent: User) -> None:
    window = visitor(referent)
    window.look(PATH)
    window.page.get_by_role("button", name="Créer mon adresse").click()
    assert window.page.locator("code").inner_text().endswith(".ics")
    window.check(PATH)


def test_an_address_is_made_and_dropped(visitor: Callable, referent: User) -> None:
    window = visitor(referent, javascript=False)
    window.go(PATH)
    window.page.get_by_role("button", name="Créer mon adresse").click()
    window.page.get_by_text("elle ne sera plus montrée").wait_for()
    window.go(PATH)
    window.page.get_by_role("button", name="Supprimer mon adresse").click()
    window.page.get_by_text("Votre adresse est supprimée").wait_for()
    expect(window.page.get_by_role("button", name="Créer mon adresse")).to_be_visible()
