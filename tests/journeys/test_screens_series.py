"""One place on all the points to come, and minutes read again before they leave: on a phone, scripts or not."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.checkpoints import operations
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate
from aic_tracker.mail.models import OutgoingMail
from tests import factories
from tests.journeys.gestures import Counter, told
from tests.journeys.windows import PHONE, Visitor

Open = Callable[..., Visitor]
POINTS = "/laureats/vikidia/points"


@pytest.fixture
def coach(empty_app: Flask) -> User:
    """In the seventh month: six points without minutes, six to come, with a coach and a referent."""
    with empty_app.app_context():
        laureate = factories.laureate("Vikidia")
        coach = factories.coach(laureate, name="Camille Coach", email="camille@example.org")
        factories.referent(laureate, name="Rosa Référente", email="rosa@example.org")
        db.session.refresh(laureate, ["periods"])
        operations.propose_points(laureate.periods[0], actor=coach, now=clock.now())
        db.session.commit()
        return coach


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_one_place_is_set_on_all_points_to_come(visitor: Open, coach: User, empty_app: Flask, javascript: bool) -> None:
    window = visitor(coach, javascript=javascript)
    window.page.set_viewport_size(PHONE)
    window.go(POINTS)
    hand = Counter(window)
    hand.click("link", "Modifier la série")
    if javascript:
        assert window.violations() == []
    hand.fill("Lieu ou lien", "https://visio.example.org/aic")
    hand.click("button", "Voir ce qui change")
    expect(window.page.get_by_role("region", name="Ce qui change")).to_contain_text("visio.example.org")
    if javascript:
        assert window.violations() == []
    hand.click("button", "Modifier les 6 points")
    expect(window.page.locator("main")).to_contain_text("6 points modifiés.")
    assert hand.counted == told("Un lieu sur tous les points à venir") <= (3, 1, 2)
    with empty_app.app_context():
        places = [point.place for point in db.session.query(Checkpoint).order_by(Checkpoint.starts_at)]
        assert places == [""] * 6 + ["https://visio.example.org/aic"] * 6


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_date_that_would_be_refused_is_said_and_a_form_that_changed_is_shown_anew(
    visitor: Open, coach: User, javascript: bool
) -> None:
    window = visitor(coach, javascript=javascript)
    page = window.page
    page.set_viewport_size(PHONE)
    window.go(f"{POINTS}/serie")
    page.get_by_label("Rythme").select_option("Toutes les deux semaines")
    page.get_by_label("À partir du").fill("2026-02-02")
    page.get_by_role("button", name="Voir ce qui change").last.click()
    change = page.get_by_role("region", name="Ce qui change")
    expect(change).to_contain_text("Cette date est passée")
    expect(change.get_by_role("button")).to_have_count(0)
    if javascript:
        assert window.violations() == []
    page.get_by_label("À partir du").fill("2026-03-16")
    page.get_by_role("button", name="Voir ce qui change").last.click()
    expect(change.get_by_role("button", name="Modifier les 6 points")).to_be_visible()
    page.get_by_label("Lieu ou lien").fill("Salle 3")
    change.get_by_role("button", name="Modifier les 6 points").click()
    expect(page.locator("main")).to_contain_text("relisez, puis modifiez")
    expect(change).to_contain_text("Salle 3")
    change.get_by_role("button", name="Modifier les 6 points").click()
    expect(page.locator("main")).to_contain_text("6 points modifiés.")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_minutes_are_read_again_sent_corrected_and_sent_again(
    visitor: Open, coach: User, empty_app: Flask, javascript: bool
) -> None:
    window = visitor(coach, javascript=javascript)
    page = window.page
    page.set_viewport_size(PHONE)
    window.go(f"{POINTS}/6/clore")
    page.get_by_label("Compte rendu", exact=True).fill("Nous avons avancé.")
    page.get_by_role("button", name="Clore, puis relire avant l’envoi").last.click()
    expect(page.locator("h1")).to_contain_text("Envoyer le compte rendu")
    expect(page.get_by_role("region", name="Le courriel")).to_contain_text("Nous avons avancé.")
    if javascript:
        assert window.violations() == []
    page.locator("label", has_text="Camille Coach").click()
    page.get_by_label("Autres adresses").fill("maire@exemple.fr")
    page.get_by_role("button", name="Envoyer le compte rendu").click()
    expect(page.locator("main")).to_contain_text("Aucun compte n’a pour adresse maire@exemple.fr")
    if javascript:
        assert window.violations() == []
    page.locator("label", has_text="J’envoie ce compte rendu").click()
    page.get_by_role("button", name="Envoyer le compte rendu").click()
    expect(page.locator("main")).to_contain_text("part à 2 personnes")
    page.get_by_role("link", name="Corriger le compte rendu").click()
    page.get_by_label("Compte rendu", exact=True).fill("Nous avons bien avancé.")
    page.get_by_role("button", name="Enregistrer la correction").last.click()
    expect(page.get_by_role("region", name="Le courriel")).to_contain_text("(version 2)")
    expect(page.get_by_label("Autres adresses")).to_have_value("maire@exemple.fr")
    page.locator("label", has_text="J’envoie ce compte rendu").click()
    page.get_by_role("button", name="Envoyer le compte rendu corrigé").click()
    expect(page.locator("main")).to_contain_text("Version 2, corrigée")
    if javascript:
        assert window.violations() == []
    with empty_app.app_context():
        queued = db.session.query(OutgoingMail).filter_by(kind="minutes").order_by(OutgoingMail.id)
        assert [(mail.recipient, "version 2" in mail.subject) for mail in queued] == [
            ("rosa@example.org", False),
            ("maire@exemple.fr", False),
            ("camille@example.org", True),
            ("rosa@example.org", True),
            ("maire@exemple.fr", True),
        ]


def test_going_back_after_a_sending_ticks_nobody_in_the_place_of_who_has_it(
    visitor: Open, coach: User, empty_app: Flask
) -> None:
    with empty_app.app_context():
        laureate = db.session.query(Laureate).one()
        factories.referent(laureate, name="Zoé Faure", email="zoe@example.org")
    window = visitor(coach)
    page = window.page
    window.go(f"{POINTS}/6/clore")
    page.get_by_label("Compte rendu", exact=True).fill("Nous avons avancé.")
    page.get_by_role("button", name="Clore, puis relire avant l’envoi").last.click()
    for name, is_chosen in (("Camille Coach", True), ("Rosa Référente", True), ("Zoé Faure", False)):
        box = page.get_by_role("checkbox", name=name)
        if box.is_checked() is not is_chosen:
            page.locator("label", has_text=name).click()
        expect(box).to_be_checked(checked=is_chosen)
    page.get_by_role("button", name="Envoyer le compte rendu").click()
    expect(page.locator("main")).to_contain_text("part à 2 personnes")
    page.go_back()
    expect(page.get_by_role("checkbox", name="Camille Coach")).to_have_count(0)
    expect(page.get_by_role("checkbox", name="Zoé Faure")).not_to_be_checked()
    page.get_by_role("button", name="Envoyer le compte rendu").click()
    expect(page.locator("main")).to_contain_text("Cochez au moins une personne")
    with empty_app.app_context():
        queued = db.session.query(OutgoingMail).filter_by(kind="minutes")
        assert {mail.recipient for mail in queued} == {"camille@example.org", "rosa@example.org"}
