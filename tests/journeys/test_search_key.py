"""The one shortcut of the site can be put off (RGAA 12.10)."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests import factories
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.looks


def test_the_key_that_leads_to_the_search_can_be_put_off(empty_app: Flask, visitor: Callable[..., Visitor]) -> None:
    with empty_app.app_context():
        coach = factories.coach()
    window = visitor(coach)
    window.go("/laureats")
    window.page.keyboard.press("/")
    expect(window.page.locator("#recherche-q")).to_be_focused()
    window.go("/recherche?q=open")
    window.page.get_by_text("mène à la recherche").click()
    window.go("/laureats")
    window.page.keyboard.press("/")
    expect(window.page.locator("#recherche-q")).not_to_be_focused()
