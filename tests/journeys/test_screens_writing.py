"""Eight objectives: pasted, then typed one after the other; the gestures are those that docs/gestes.md tells."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect

from aic_tracker.accounts.models import User
from tests import factories
from tests.journeys.gestures import Counter, told
from tests.journeys.windows import Visitor

Open = Callable[..., Visitor]
EIGHT = [f"Objectif numéro {n}" for n in range(1, 9)]


@pytest.fixture
def coach(empty_app: Flask) -> User:
    with empty_app.app_context():
        laureate = factories.laureate("Vikidia")
        factories.priority(factories.roadmap(laureate, published=False), title="Structurer la gouvernance")
        return factories.coach(laureate)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_eight_objectives_are_pasted(visitor: Open, coach: User, javascript: bool) -> None:
    window = visitor(coach, javascript=javascript)
    window.go("/laureats/vikidia/feuille-de-route")
    hand = Counter(window)
    hand.click("link", "Coller des objectifs")
    hand.fill("Objectifs", "\n".join(EIGHT))
    hand.click("button", "Voir l’aperçu")
    hand.click("button", "Ajouter les 8 objectifs")
    expect(window.page.locator(".app-objective")).to_have_count(8)
    assert hand.counted == told("Huit objectifs, collés") <= (3, 1, 2)


def test_eight_objectives_are_typed_one_after_the_other(visitor: Open, coach: User) -> None:
    window = visitor(coach)
    window.go("/laureats/vikidia/feuille-de-route")
    hand = Counter(window)
    hand.click("link", "Ajouter un objectif")
    for n, title in enumerate(EIGHT, start=1):
        hand.fill("Intitulé", title)
        hand.click("button", "Enregistrer et ajouter un autre" if n < 8 else "Enregistrer", exact=True)
    expect(window.page.locator(".app-objective")).to_have_count(8)
    assert hand.counted == told("Huit objectifs, à la main")
    clicks, fields, pages = hand.counted
    assert clicks <= 10
    assert fields <= 24
    assert pages <= 2
