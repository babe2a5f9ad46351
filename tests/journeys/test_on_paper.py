"""Pages as they are printed: whose they are, and nothing to press."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from flask import Flask

from tests import factories
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.looks

PATHS = ("/feuille-de-route", "/bilan", "/points/3", "")
WHOSE = "getComputedStyle(document.querySelector('.app-printed'), '::before').content"
# What is drawn of what serves to act or to comment.
PRESSABLE = """[...document.querySelectorAll('button, .fr-btn, [type=submit], textarea, summary')]
  .filter(one => one.checkVisibility() && one.getClientRects().length).map(one => one.outerHTML.slice(0, 90))"""
LONELY = """[...document.querySelectorAll('main :is(h1, h2, h3, h4)')]
  .filter(one => one.checkVisibility() && getComputedStyle(one).breakAfter !== 'avoid').map(one => one.textContent)"""


@pytest.fixture
def project(empty_app: Flask) -> SimpleNamespace:
    with empty_app.app_context():
        vikidia = factories.laureate("Vikidia")
        coach = factories.coach(vikidia, name="Camille Coach")
        factories.checkpoint(vikidia, number=3)
        factories.objective(factories.priority(factories.roadmap(vikidia)))
        return SimpleNamespace(coach=coach)


@pytest.mark.parametrize("path", PATHS)
def test_a_printed_page_says_whose_it_is_and_shows_nothing_to_press(
    project: SimpleNamespace, visitor: Callable[..., Visitor], path: str
) -> None:
    window = visitor(project.coach)
    window.go(f"/laureats/vikidia{path}")
    window.page.emulate_media(media="print")
    assert window.page.evaluate(WHOSE) == '"Vikidia — imprimé par Camille Coach"'
    assert window.page.evaluate(PRESSABLE) == []
    assert window.page.evaluate(LONELY) == []


def test_on_screen_nothing_more_is_shown(project: SimpleNamespace, visitor: Callable[..., Visitor]) -> None:
    window = visitor(project.coach)
    window.go("/laureats/vikidia/points/3")
    assert window.page.evaluate(WHOSE) == "none"


def test_a_page_of_no_project_says_who_printed_it(project: SimpleNamespace, visitor: Callable[..., Visitor]) -> None:
    window = visitor(project.coach)
    window.go("/laureats")
    window.page.emulate_media(media="print")
    assert window.page.evaluate(WHOSE) == '"Suivi AIC, imprimé par Camille Coach"'
