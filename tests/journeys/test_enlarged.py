"""Text enlarged twice on a wide screen: nothing is cut, no figure is broken, the menu stands above its page."""

from collections.abc import Callable

import pytest
from flask import Flask

from aic_tracker.accounts.models import User
from tests import factories
from tests.journeys.conftest import Visitor
from tests.journeys.windows import STYLED, TWICE_AS_LARGE

pytestmark = pytest.mark.looks

# A figure on more than one line, words past the edge of what scrolls or hides them.
BROKEN = """() => [...document.querySelectorAll('.app-figure__value')]
  .filter((one) => one.getBoundingClientRect().height > 1.5 * parseFloat(getComputedStyle(one).lineHeight))
  .map((one) => one.textContent)"""
CUT = """() => [...document.querySelectorAll('.fr-header__brand-top, .fr-sidemenu__inner')]
  .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className)"""


@pytest.fixture
def coach(empty_app: Flask) -> User:
    with empty_app.app_context():
        vikidia = factories.laureate("Vikidia")
        factories.objective(factories.priority(factories.roadmap(vikidia)))
        return factories.coach(vikidia, name="Camille Coach")


@pytest.mark.parametrize(
    "path", ["/pilotage", "/laureats/vikidia", "/laureats/vikidia/bilan", "/laureats/vikidia/temps"]
)
def test_nothing_is_cut_nor_broken(coach: User, visitor: Callable[..., Visitor], path: str) -> None:
    window = visitor(coach)
    window.go(path)
    window.page.evaluate(STYLED, TWICE_AS_LARGE)
    assert window.page.evaluate(BROKEN) == []
    assert window.page.evaluate(CUT) == []
    assert window.overflow() == []


def test_at_its_usual_size_the_menu_stays_beside(coach: User, visitor: Callable[..., Visitor]) -> None:
    window = visitor(coach)
    window.go("/laureats/vikidia")
    menu, content = (window.page.locator(chosen).bounding_box() for chosen in (".app-side", ".app-content"))
    assert menu is not None
    assert content is not None
    assert menu["x"] + menu["width"] <= content["x"] + 1
    assert abs(menu["y"] - content["y"]) < 16
