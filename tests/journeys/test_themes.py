"""The theme that each person chooses, and the colours that some impose on every page."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests import factories
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.looks

PAGES = (
    "/laureats/vikidia",
    "/laureats/vikidia/feuille-de-route",
    "/laureats/vikidia/points/3/conduire",
    "/accessibilite",
)
THEME = "document.documentElement.getAttribute('data-fr-theme')"
# The words of pictures whose colour is not the one of texts.
UNREADABLE = """() => {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.setProperty('color', 'CanvasText');
  const text = getComputedStyle(probe).color;
  probe.remove();
  const words = [...document.querySelectorAll('.app-chart__svg text')];
  return words.filter(one => getComputedStyle(one).fill !== text).length;
}"""
# What a colour alone told apart, and what is written on its own colour.
ALIKE = """() => {
  const all = (chosen, root = document) => [...root.querySelectorAll(chosen)];
  const look = (one) => getComputedStyle(one);
  const drawn = (one) => [look(one).fill, look(one).strokeDasharray, look(one).strokeWidth].join();
  const keys = all('.app-legend svg').map((one) => all('*', one).map(drawn).join());
  const bars = all('.app-progress__bar').map((one) => all('rect', one).map((part) => look(part).fill));
  return [
    keys.length - new Set(keys).size,
    bars.filter((fills) => new Set(fills).size < fills.length).length,
    all('mark').filter((one) => look(one).color === look(one).backgroundColor).length,
  ];
}"""


@pytest.fixture
def project(empty_app: Flask) -> SimpleNamespace:
    with empty_app.app_context():
        vikidia = factories.laureate("Vikidia")
        coach = factories.coach(vikidia, name="Camille Coach")
        factories.checkpoint(vikidia, number=3)
        factories.objective(factories.priority(factories.roadmap(vikidia)))
        referent = factories.referent(vikidia)
        factories.time_entry(vikidia, referent, date(2026, 1, 5), 1)
        for day in range(2, 12):
            factories.time_entry(vikidia, referent, date(2026, 2, day), 4)
        return SimpleNamespace(coach=coach)


def test_a_chosen_theme_is_kept_from_page_to_page(project: SimpleNamespace, visitor: Callable[..., Visitor]) -> None:
    window = visitor(project.coach)
    window.go(PAGES[0])
    assert window.page.evaluate(THEME) == "light"
    window.page.get_by_role("button", name="Paramètres d’affichage").click()
    dialog = window.page.get_by_role("dialog", name="Paramètres d’affichage")
    dialog.get_by_text("Thème sombre").click()
    expect(window.page.locator("html")).to_have_attribute("data-fr-theme", "dark")
    dialog.get_by_role("button", name="Fermer").click()
    window.go(PAGES[1])
    assert window.page.evaluate(THEME) == "dark"
    assert window.console == []


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_accessible_in_the_dark(project: SimpleNamespace, visitor: Callable[..., Visitor], path: str) -> None:
    window = visitor(project.coach)
    window.page.emulate_media(color_scheme="dark")
    window.look(path)
    assert window.page.evaluate(THEME) == "dark"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_are_readable_in_imposed_colours(
    project: SimpleNamespace, visitor: Callable[..., Visitor], scheme: str
) -> None:
    window = visitor(project.coach)
    window.page.emulate_media(color_scheme=scheme, forced_colors="active")  # type: ignore[arg-type]
    window.go("/laureats/vikidia/calendrier")
    assert window.page.locator(".app-chart__svg text").count() > 3
    assert window.page.evaluate(UNREADABLE) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/laureats/vikidia/temps", "/laureats/vikidia/feuille-de-route", "/recherche?q=vikidia"]
)
def test_nothing_is_told_by_a_colour_that_is_imposed(
    project: SimpleNamespace, visitor: Callable[..., Visitor], path: str, scheme: str
) -> None:
    window = visitor(project.coach)
    window.page.emulate_media(color_scheme=scheme, forced_colors="active")  # type: ignore[arg-type]
    window.go(path)
    assert window.page.locator(".app-legend svg, .app-progress__bar, mark").count() > 0
    assert window.page.evaluate(ALIKE) == [0, 0, 0]


def test_paper_is_white_whatever_the_screen(project: SimpleNamespace, visitor: Callable[..., Visitor]) -> None:
    window = visitor(project.coach)
    window.page.emulate_media(color_scheme="dark")
    window.go(PAGES[1])
    themes = []
    for event in ("beforeprint", "afterprint"):
        window.page.evaluate("name => window.dispatchEvent(new Event(name))", event)
        themes.append(window.page.evaluate(THEME))
    assert themes == ["light", "dark"]


def test_without_javascript_nothing_is_offered_that_would_not_work(
    project: SimpleNamespace, visitor: Callable[..., Visitor]
) -> None:
    window = visitor(project.coach, javascript=False)
    window.go(PAGES[0])
    expect(window.page.get_by_role("button", name="Paramètres d’affichage")).to_have_count(0)
