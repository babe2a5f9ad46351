"""Several things done at once: what it costs is what docs/gestes.md tells."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect

from aic_tracker.accounts.models import User
from aic_tracker.laureates.models import MemberRole
from tests import factories
from tests.journeys.gestures import Counter, told
from tests.journeys.windows import Visitor

Open = Callable[..., Visitor]
SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
WIDTHS = pytest.mark.parametrize("phone", [True, False], ids=["390 px", "1200 px"])


@pytest.fixture
def coach(empty_app: Flask) -> User:
    with empty_app.app_context():
        laureate = factories.laureate("Vikidia")
        priority = factories.priority(factories.roadmap(laureate), title="Structurer la gouvernance")
        for title in ("Écrire les statuts", "Élargir le bureau", "Tenir une assemblée"):
            factories.objective(priority, title)
        factories.referent(laureate, name="Robin Lefèvre")
        return factories.coach(laureate)


@SCRIPTS
@WIDTHS
def test_an_owner_is_placed_on_three_objectives(visitor: Open, coach: User, phone: bool, javascript: bool) -> None:
    window = visitor(coach, phone=phone, javascript=javascript)
    window.go("/laureats/vikidia/feuille-de-route")
    hand = Counter(window)
    hand.click("link", "Modifier plusieurs objectifs")
    if javascript:
        assert window.violations() == []
    for title in ("Écrire les statuts", "Élargir le bureau", "Tenir une assemblée"):
        hand.tick(title)
    hand.choose("Responsable", "Robin Lefèvre")
    hand.click("button", "Modifier la sélection")
    expect(window.page.locator("main")).to_contain_text("3 objectifs modifiés.")
    expect(window.page.locator(".app-objective", has_text="Robin Lefèvre")).to_have_count(3)
    assert hand.counted == told("Une responsable placée sur trois objectifs")
    assert window.console == []


def test_one_button_ticks_them_all_then_none(visitor: Open, coach: User) -> None:
    window = visitor(coach)
    window.go("/laureats/vikidia/feuille-de-route/selection")
    every = window.page.get_by_role("button", name="Tout cocher")
    every.click()
    expect(window.page.locator("input[type=checkbox]:checked")).to_have_count(3)
    every.click()
    expect(window.page.locator("input[type=checkbox]:checked")).to_have_count(0)


@pytest.fixture
def referent(empty_app: Flask) -> User:
    with empty_app.app_context():
        laureate = factories.laureate("Vikidia")
        person = factories.referent(laureate)
        factories.member(factories.laureate("Infoclimat"), person)
        return person


@SCRIPTS
@WIDTHS
def test_a_month_of_time_is_declared_from_the_app(visitor: Open, referent: User, phone: bool, javascript: bool) -> None:
    window = visitor(referent, phone=phone, javascript=javascript)
    window.go("/")
    hand = Counter(window)
    hand.click("link", "Déclarer mon mois")
    if javascript:
        assert window.violations() == []
    hand.click("button", "Confirmer")
    expect(window.page.locator("main")).to_contain_text("est noté.")
    expect(window.page.locator("main")).to_contain_text("Déjà noté")
    assert hand.counted == told("Temps du mois, depuis l’application") <= (2, 0, 1)
    assert window.console == []


@pytest.fixture
def direction(empty_app: Flask) -> User:
    with empty_app.app_context():
        alice = factories.coach(name="Alice Martin")
        factories.coach(name="Diane Roux")
        for name in ("Infoclimat", "PrimTux", "uMap", "Vikidia"):
            factories.member(factories.laureate(name), alice, MemberRole.LEAD_COACH)
        return factories.direction()


@SCRIPTS
@WIDTHS
def test_four_projects_go_to_another_coach(visitor: Open, direction: User, phone: bool, javascript: bool) -> None:
    window = visitor(direction, phone=phone, javascript=javascript)
    window.go("/laureats")
    hand = Counter(window)
    hand.click("link", "Réattribuer des projets")
    if javascript:
        assert window.violations() == []
    hand.click("link", "Alice Martin")
    if javascript:
        assert window.violations() == []
    hand.choose("Confier ces projets à", "Diane Roux")
    hand.click("button", "Confier ces projets")
    expect(window.page.locator("main")).to_contain_text("Aucun projet à réattribuer")
    assert hand.counted == told("Quatre projets d’une personne de l’équipe, réattribués") <= (4, 1, 2)
    assert window.console == []
