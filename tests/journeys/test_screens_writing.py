"""Eight objectives: pasted, then typed one after the other; the gestures are those that docs/gestes.md tells."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from aic_tracker.accounts.models import User
from tests import factories
from tests.journeys.windows import Visitor

Open = Callable[..., Visitor]
GESTURES = Path(__file__).parents[2] / "docs/gestes.md"
EIGHT = [f"Objectif numéro {n}" for n in range(1, 9)]


class Counter:
    """Clicks, fields filled and kinds of pages, as a person would count them."""

    def __init__(self, window: Visitor) -> None:
        self.page = window.page
        self.clicks = self.fields = 0
        self.pages: set[str] = set()

    def click(self, role: str, name: str, *, exact: bool = False) -> None:
        self.page.get_by_role(role, name=name, exact=exact).first.click()  # type: ignore[arg-type]
        self.clicks += 1
        self.pages.add(self.page.locator("h1").first.inner_text())

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_role("textbox", name=label).first.fill(text)
        self.fields += 1

    @property
    def counted(self) -> tuple[int, int, int]:
        return self.clicks, self.fields, len(self.pages)


def told(gesture: str) -> tuple[int, int, int]:
    """What docs/gestes.md says of it."""
    line = next(line for line in GESTURES.read_text(encoding="utf-8").splitlines() if line.startswith(f"| {gesture} |"))
    clicks, fields, pages = re.findall(r"\| (\d+) ", line + " ")[:3]
    return int(clicks), int(fields), int(pages)


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
