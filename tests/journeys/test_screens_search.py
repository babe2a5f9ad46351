"""A word found again: in one gesture, by the keyboard alone, on a telephone, without JavaScript."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect

from aic_tracker.accounts.models import User
from aic_tracker.search import queries
from tests import factories
from tests.journeys.gestures import Counter, told
from tests.journeys.windows import Visitor

Open = Callable[..., Visitor]


@pytest.fixture
def coach(empty_app: Flask) -> User:
    with empty_app.app_context():
        laureate = factories.laureate("Vikidia")
        person = factories.coach(laureate)
        factories.action(laureate, "Relire la zébrasoupe")
        return person


def test_a_word_is_found_again_in_one_gesture(visitor: Open, coach: User) -> None:
    window = visitor(coach)
    window.go("/laureats")
    hand = Counter(window)
    hand.fill("Rechercher", "zebrasoupe", role="searchbox")
    hand.click("button", "Rechercher", exact=True)
    expect(window.page.get_by_text("1 réponse", exact=True)).to_be_visible()
    expect(window.page.get_by_role("link", name="Relire la zébrasoupe")).to_be_visible()
    assert hand.counted == told("Retrouver un mot") == (1, 1, 1)


def test_the_keyboard_alone_finds_a_word_and_opens_it(visitor: Open, coach: User) -> None:
    window = visitor(coach)
    window.go("/laureats")
    keys = window.page.keyboard
    keys.press("/")
    keys.type("zebrasoupe")
    keys.press("Enter")
    answer = window.page.get_by_role("link", name="Relire la zébrasoupe")
    expect(answer).to_be_visible()
    for _ in range(60):
        if answer.evaluate("link => link === document.activeElement"):
            break
        keys.press("Tab")
    expect(answer).to_be_focused()
    keys.press("Enter")
    expect(window.page.get_by_role("heading", level=1)).to_contain_text("Vikidia")


@pytest.mark.parametrize("javascript", [True, False])
def test_on_a_telephone_a_word_is_found_with_or_without_javascript(
    visitor: Open, coach: User, javascript: bool
) -> None:
    window = visitor(coach, phone=True, javascript=javascript)
    window.go("/laureats")
    if javascript:
        window.page.get_by_role("button", name="Rechercher", exact=True).first.click()
    window.page.locator("#recherche-q").fill("zebrasoupe")
    window.page.locator("#recherche-q").press("Enter")
    expect(window.page.get_by_role("link", name="Relire la zébrasoupe")).to_be_visible()
    assert window.overflow() == []
    window.page.get_by_role("link", name="Actions (1)").click()
    expect(window.page.get_by_role("link", name="Relire la zébrasoupe")).to_be_visible()


def test_the_latest_of_many_answers_are_shown_on_a_page_that_is_accessible(
    visitor: Open, coach: User, monkeypatch: pytest.MonkeyPatch, empty_app: Flask
) -> None:
    monkeypatch.setattr(queries, "MOST", 2)
    with empty_app.app_context():
        laureate = factories.laureate("Zébrasoupe")
        for n in range(3):
            factories.action(laureate, f"Goûter la zébrasoupe {n}")
    window = visitor(coach)
    window.look("/recherche?q=zebrasoupe")
    expect(window.page.get_by_text("Plus de 3 réponses")).to_be_visible()
    expect(window.page.get_by_text("Seules les plus récentes")).to_be_visible()
