"""An appui asked for, scoped and approved, each from the home: what it costs is what docs/gestes.md tells."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from flask import Flask
from playwright.sync_api import expect

from aic_tracker.laureates.models import MemberRole
from tests import factories
from tests.journeys.gestures import Counter, told
from tests.journeys.windows import Visitor

Open = Callable[..., Visitor]
WIDTHS = pytest.mark.parametrize("phone", [True, False], ids=["390 px", "1200 px"])


@pytest.fixture
def people(empty_app: Flask) -> SimpleNamespace:
    with empty_app.app_context():
        laureate = factories.laureate("Vikidia")
        factories.expert(name="Ada Juriste")
        return SimpleNamespace(
            laureate=laureate,
            referent=factories.referent(laureate),
            coach=factories.coach(laureate, MemberRole.LEAD_COACH),
        )


@WIDTHS
def test_a_referent_asks_for_an_appui(visitor: Open, people: SimpleNamespace, phone: bool) -> None:
    window = visitor(people.referent, phone=phone)
    window.go("/")
    hand = Counter(window)
    hand.click("link", "Demander un appui")
    hand.choose("Type d’appui", "Analyse juridique")
    hand.fill("Intitulé", "Choix d’une licence")
    hand.fill("Besoin", "Choisir une licence compatible.")
    hand.click("button", "Envoyer la demande")
    expect(window.page.get_by_role("heading", name="Choix d’une licence")).to_be_visible()
    assert hand.counted == told("Un appui demandé, depuis l’accueil")
    assert window.console == []


@WIDTHS
def test_a_coach_scopes_what_was_asked(visitor: Open, people: SimpleNamespace, empty_app: Flask, phone: bool) -> None:
    with empty_app.app_context():
        factories.assignment(people.laureate)
    window = visitor(people.coach, phone=phone)
    window.go("/")
    hand = Counter(window)
    hand.click("link", "Cadrer")
    hand.fill("Cadrage", "Comparer les licences.")
    hand.choose("Experte ou expert", "Ada Juriste")
    hand.fill("Jours prévus", "5")
    hand.fill("Tarif journalier", "0")
    for label, day in (("Premier jour", date(2026, 3, 9)), ("Dernier jour", date(2026, 4, 30))):
        window.page.get_by_label(label, exact=False).first.fill(day.isoformat())
        hand.fields += 1
    hand.click("button", "Enregistrer le cadrage")
    expect(window.page.get_by_text("Cadré").first).to_be_visible()
    assert hand.counted == told("Un appui cadré, depuis l’accueil")
    assert window.console == []


@WIDTHS
def test_a_coach_approves_what_was_scoped(
    visitor: Open, people: SimpleNamespace, empty_app: Flask, phone: bool
) -> None:
    with empty_app.app_context():
        factories.scoped_assignment(people.laureate, factories.expert())
    window = visitor(people.coach, phone=phone)
    window.go("/")
    hand = Counter(window)
    hand.click("link", "Approuver")
    hand.click("button", "Approuver")
    expect(window.page.get_by_text("Approuvé").first).to_be_visible()
    assert hand.counted == told("Un appui approuvé, depuis l’accueil")
    assert window.console == []
