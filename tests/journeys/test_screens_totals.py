"""What the direction wants at once: the late objectives of all, the days that a laureate received. One click each."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import expect

from aic_tracker.accounts.models import User
from tests import factories
from tests.journeys.gestures import Counter, told
from tests.journeys.windows import Visitor

Open = Callable[..., Visitor]


@pytest.fixture
def direction(empty_app: Flask) -> User:
    with empty_app.app_context():
        laureate = factories.laureate("Vikidia")
        late = factories.priority(factories.roadmap(laureate))
        factories.objective(late, "Recruter une personne", due_on=date(2026, 2, 1))
        referent = factories.referent(laureate, name="Inès Martin")
        factories.time_entry(laureate, referent, date(2026, 2, 3), 3)
        support = factories.scoped_assignment(laureate, factories.expert(name="Ada Expert"), status="in_progress")
        factories.assignment_day(support, referent.id, date(2026, 2, 4), 2)
        return factories.direction()


def test_late_objectives_of_all_the_laureates_are_one_click_from_home(visitor: Open, direction: User) -> None:
    window = visitor(direction)
    window.go("/")
    hand = Counter(window)
    hand.click("link", "Objectifs en retard")
    expect(window.page.get_by_text("1 objectif, de 1 lauréat")).to_be_visible()
    expect(window.page.get_by_role("link", name="Recruter une personne")).to_be_visible()
    assert hand.counted == told("Objectifs en retard de tous les lauréats, pour la direction") == (1, 0, 1)


def test_the_days_that_a_laureate_received_are_one_click_from_its_page(visitor: Open, direction: User) -> None:
    window = visitor(direction)
    window.go("/laureats/vikidia")
    hand = Counter(window)
    hand.click("link", "Jours reçus et donnés en 2026")
    expect(window.page.locator(".app-figure").first).to_contain_text("0,5 j")
    assert hand.counted == told("Jours reçus par un lauréat cette année") == (1, 0, 1)


@pytest.mark.parametrize(
    "path", ["/pilotage/objectifs", "/pilotage/temps", "/pilotage", "/laureats/vikidia/temps/totaux"]
)
def test_these_pages_are_accessible_and_fit_their_window(visitor: Open, direction: User, path: str) -> None:
    visitor(direction).look(path)
