"""What one typed survives the end of the session, the closing of the page and a click on a menu, in a browser."""

import os
import re
from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Dialog, expect

from aic_tracker import clock
from aic_tracker.accounts.models import User, UserSession
from aic_tracker.db import db
from aic_tracker.mail.models import OutgoingMail
from tests import factories
from tests.journeys.windows import Visitor

TEXT = "Une remarque écrite avec soin,\net que l’on regretterait d’avoir perdue."
THREAD = "/laureats/vikidia/commentaires"
OPINION = "/laureats/vikidia/bilan/avis?accompagnement=1"
Open = Callable[..., Visitor]


@pytest.fixture
def coach(empty_app: Flask) -> User:
    with empty_app.app_context():
        return factories.coach(factories.laureate("Vikidia", starts_on=date(2025, 4, 1)), email="camille@example.org")


def end_sessions(app: Flask) -> None:
    with app.app_context():
        db.session.execute(sa.update(UserSession).values(expires_at=clock.now()))
        db.session.commit()


def sign_in(app: Flask, window: Visitor, email: str) -> None:
    """From the sign-in page that one was led to, through the mail, opened in the same browser."""
    window.page.get_by_label("Adresse électronique").fill(email)
    window.page.get_by_role("button", name="Recevoir un lien de connexion").click()
    expect(window.page.get_by_text("un lien vient d’être envoyé")).to_be_visible()
    with app.app_context():
        mail = db.session.scalars(sa.select(OutgoingMail.content).order_by(OutgoingMail.id.desc())).first() or b""
    found = re.search(r"(/connexion/[\w-]+)", mail.replace(b"=\r\n", b"").decode("ascii", "replace"))
    assert found is not None
    window.go(found[1])
    window.page.get_by_role("button", name="Me connecter").click()


def picture(window: Visitor, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        for width in (1200, 390, 320):
            window.page.set_viewport_size({"width": width, "height": 900})
            window.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_comment_sent_after_the_session_ended_comes_back_filled(
    empty_app: Flask, visitor: Open, coach: User, javascript: bool
) -> None:
    window = visitor(coach, javascript=javascript)
    window.go(THREAD)
    window.page.get_by_label("Votre commentaire").fill(TEXT)
    end_sessions(empty_app)
    window.page.get_by_role("button", name="Commenter").click()
    expect(window.page.get_by_text("votre saisie est gardée")).to_be_visible()
    if javascript:
        picture(window, "sign-in")
    sign_in(empty_app, window, "camille@example.org")
    expect(window.page.get_by_text("Votre saisie a été gardée")).to_be_visible()
    expect(window.page.get_by_label("Votre commentaire")).to_have_value(TEXT)
    if javascript:
        assert window.violations() == []
        picture(window, "again")
    window.page.get_by_role("button", name="Commenter").click()
    expect(window.page.get_by_text("que l’on regretterait d’avoir perdue")).to_be_visible()
    window.go("/mon-compte/brouillons")
    expect(window.page.get_by_role("heading", name="Aucun brouillon")).to_be_visible()
    assert window.console == []


def test_another_person_who_signs_in_there_sees_nothing_of_it(empty_app: Flask, visitor: Open, coach: User) -> None:
    with empty_app.app_context():
        factories.coach(email="dominique@example.org")
    window = visitor(coach)
    window.go(THREAD)
    window.page.get_by_label("Votre commentaire").fill(TEXT)
    end_sessions(empty_app)
    window.page.get_by_role("button", name="Commenter").click()
    sign_in(empty_app, window, "dominique@example.org")
    expect(window.page.get_by_role("heading", name="Commentaires sur")).to_be_visible()
    assert "regretterait" not in window.page.content()
    window.page.go_back()
    assert "regretterait" not in window.page.content()
    window.go("/mon-compte/brouillons")
    expect(window.page.get_by_role("heading", name="Aucun brouillon")).to_be_visible()


def test_a_text_typed_during_a_point_leads_the_whole_page_to_sign_in(
    empty_app: Flask, visitor: Open, coach: User
) -> None:
    with empty_app.app_context():
        laureate = db.session.scalars(sa.select(factories.Laureate)).one()
        factories.checkpoint(laureate, on=date(2026, 3, 2), number=1)
    window = visitor(coach)
    window.go("/laureats/vikidia/points/1/conduire")
    expect(window.page.locator("#minutes textarea")).to_be_visible()
    asked = Asked(window)
    end_sessions(empty_app)
    window.page.locator("#minutes textarea").press_sequentially("Nous avons parlé du budget.")
    expect(window.page.get_by_text("votre saisie est gardée")).to_be_visible()
    assert asked.times == 0
    sign_in(empty_app, window, "camille@example.org")
    expect(window.page.locator("#minutes textarea")).to_have_value("Nous avons parlé du budget.")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_long_form_keeps_a_draft(empty_app: Flask, visitor: Open, coach: User, javascript: bool) -> None:
    window = visitor(coach, javascript=javascript)
    window.go(OPINION)
    field = window.page.get_by_label("Avis de l’équipe")
    if javascript:
        field.press_sequentially("Un avis.")
        expect(window.page.get_by_text("Brouillon gardé à")).to_be_visible()
        picture(window, "draft-kept")
    else:
        field.fill("Un avis.")
        window.page.get_by_role("button", name="Enregistrer le brouillon").click()
        expect(window.page.get_by_text("Voici votre brouillon")).to_be_visible()
    window.go("/")
    window.go(OPINION)
    expect(field).to_have_value("")
    if javascript:
        assert window.violations() == []
        picture(window, "draft-offered")
    window.page.get_by_role("link", name="Reprendre le brouillon").click()
    expect(field).to_have_value("Un avis.")
    if javascript:
        picture(window, "draft-drawn")
    window.page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(window.page.get_by_text("L’avis de l’équipe est enregistré.")).to_be_visible()
    window.go(OPINION)
    expect(window.page.get_by_text("Vous avez un brouillon")).to_have_count(0)
    assert window.console == []


def test_the_list_of_drafts(empty_app: Flask, visitor: Open, coach: User) -> None:
    window = visitor(coach)
    window.go(OPINION)
    window.page.get_by_label("Avis de l’équipe").press_sequentially("Un avis qui n’est pas encore arrêté.")
    expect(window.page.get_by_text("Brouillon gardé à")).to_be_visible()
    window.go("/mon-compte/brouillons")
    expect(window.page.get_by_text("Un avis qui n’est pas encore arrêté.")).to_be_visible()
    assert window.violations() == []
    picture(window, "drafts")
    window.page.get_by_role("button", name="Effacer").click()
    expect(window.page.get_by_text("est effacé")).to_be_visible()


class Asked:
    """Counts what the browser asks before leaving, and answers that one stays."""

    def __init__(self, window: Visitor) -> None:
        self.times = 0
        window.hear("dialog", self._stay)

    def _stay(self, dialog: Dialog) -> None:
        assert dialog.type == "beforeunload"
        self.times += 1
        dialog.dismiss()


def test_leaving_a_changed_form_asks(visitor: Open, coach: User) -> None:
    window = visitor(coach)
    window.go(THREAD)
    asked = Asked(window)
    window.page.get_by_label("Votre commentaire").press_sequentially("Un mot")
    window.page.get_by_role("link", name="Feuille de route").first.click()
    expect(window.page.get_by_label("Votre commentaire")).to_have_value("Un mot")
    assert asked.times == 1


def test_a_refused_form_is_still_asked_for(visitor: Open, coach: User) -> None:
    window = visitor(coach)
    window.go("/laureats/vikidia/points/nouveau")
    window.page.get_by_label("Ordre du jour").fill("Le budget")
    window.page.get_by_role("button", name=re.compile("Ajouter|Planifier|Enregistrer")).last.click()
    expect(window.page.get_by_role("alert")).to_be_visible()
    asked = Asked(window)
    window.page.get_by_role("link", name="Feuille de route").first.click()
    expect(window.page.get_by_label("Ordre du jour")).to_have_value("Le budget")
    assert asked.times == 1


def test_neither_sending_nor_a_kept_draft_nor_a_filter_asks(visitor: Open, coach: User) -> None:
    window = visitor(coach)
    asked = Asked(window)
    window.go(THREAD)
    window.page.get_by_label("Votre commentaire").press_sequentially("Un mot")
    window.page.get_by_role("button", name="Commenter").click()
    expect(window.page.get_by_text("Un mot")).to_be_visible()
    window.go(OPINION)
    window.page.get_by_label("Avis de l’équipe").press_sequentially("Un avis.")
    expect(window.page.get_by_text("Brouillon gardé à")).to_be_visible()
    window.go("/laureats/vikidia/conversation")
    window.page.get_by_label("Sujet").select_option(index=1)
    window.go("/mon-compte")
    window.page.get_by_label("Nom").press_sequentially("x")
    window.go("/")
    assert asked.times == 0
