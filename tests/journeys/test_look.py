"""Pages look as with the DSFR's whole sheet, in every theme; and the first one is light."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from playwright.sync_api import Page

from aic_tracker import clock
from aic_tracker.site.assets import SHEETS, _wheel
from tests import factories as make
from tests.journeys.conftest import DESKTOP, PHONE, Visitor

pytestmark = pytest.mark.looks

LOOKS = ("light", "dark", "forced colours")
MOST_AT_FIRST = 150_000
PAGES = (
    "/connexion",
    "/laureats",
    "/laureats/vikidia",
    "/laureats/vikidia/diagnostic",
    "/laureats/vikidia/feuille-de-route",
    "/laureats/vikidia/objectifs/nouveau",
    "/laureats/vikidia/points/1/conduire",
    "/laureats/vikidia/temps",
    "/envois",
)
# What the browser computes for each element, before it and after it; what changed since, when something is kept.
COMPUTED = """async look => {
  document.documentElement.getBoundingClientRect();
  await document.fonts.ready;
  const styles = [...document.querySelectorAll("body, body *")].flatMap(element =>
    [null, "::before", "::after"].map(part => [element, part, getComputedStyle(element, part).cssText]));
  window.kept ||= {};
  if (!(look in window.kept)) { window.kept[look] = styles; return []; }
  return styles.flatMap(([element, part, now], place) => {
    const before = window.kept[look][place][2];
    if (before === now) return [];
    const known = new Set(before.split("; "));
    return [[element.outerHTML.slice(0, 90), part, ...now.split("; ").filter(one => !known.has(one))].join(" | ")];
  }).slice(0, 5);
}"""
# The sheets of the wheel in place of ours.
WHOLE = """async addresses => {
  const ours = document.querySelector("link[href*='dsfr-used']");
  const loaded = addresses.map(address => new Promise(done => {
    const link = document.createElement("link");
    link.rel = "stylesheet"; link.href = address; link.onload = done;
    ours.before(link);
  }));
  await Promise.all(loaded);
  ours.remove();
}"""


@pytest.fixture
def world(empty_app: Flask):
    with empty_app.app_context():
        laureate = make.laureate("Vikidia", starts_on=clock.today() - timedelta(days=100))
        coach = make.coach(laureate, name="Camille Diallo")
        priority = make.priority(make.roadmap(laureate))
        for title in ("Recruter une personne", "Ouvrir les données"):
            make.objective(priority, title, target=Decimal(60), current=Decimal(7), due_on=clock.today(), baseline=0)
        make.action(laureate, owner_id=coach.id, due_on=clock.today())
        make.checkpoint(laureate, on=clock.today(), number=1)
        make.time_entry(laureate, make.referent(laureate), clock.today())
        return coach


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_every_element_looks_as_with_the_whole_sheet(size, world, visitor: Callable[..., Visitor]) -> None:
    page = (window := visitor(world)).page
    page.set_viewport_size(size)
    addresses = [f"/fichiers/dsfr/{_wheel('dsfr')[1]}/{name}" for name in SHEETS]
    for path in PAGES:
        window.go(path)
        # The number of what awaits comes by itself, once the page is there.
        page.wait_for_load_state("networkidle")
        for look in LOOKS:
            _put_on(page, look)
            assert page.evaluate(COMPUTED, look) == []
        page.evaluate(WHOLE, addresses)
        for look in LOOKS:
            _put_on(page, look)
            assert page.evaluate(COMPUTED, look) == [], f"{path}, {look}: with the whole sheet"


def _put_on(page: Page, look: str) -> None:
    page.emulate_media(forced_colors="active" if look == "forced colours" else "none")
    page.evaluate(
        "theme => { document.documentElement.dataset.frTheme = theme }", "dark" if look == "dark" else "light"
    )


def test_the_first_view_is_light(visitor: Callable[..., Visitor]) -> None:
    window = visitor()
    session = window.page.context.new_cdp_session(window.page)
    session.send("Network.enable")
    sizes: dict[str, float] = {}
    names: dict[str, str] = {}
    session.on("Network.responseReceived", lambda told: names.update({told["requestId"]: told["response"]["url"]}))
    session.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
    window.page.goto(window.base_url + "/connexion", wait_until="networkidle")
    told = sorted((size, names.get(one, "")) for one, size in sizes.items())
    assert len(told) > 8, told
    assert sum(sizes.values()) <= MOST_AT_FIRST, told
