"""Signing in, accounts and the demonstration, in a real browser."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import expect

from aic_tracker import clock
from aic_tracker.accounts import links
from aic_tracker.accounts.models import Role
from aic_tracker.db import db
from aic_tracker.mail.models import MailStatus, OutgoingMail
from tests import factories
from tests.journeys.conftest import serve
from tests.journeys.windows import Visitor

Open = Callable[..., Visitor]


def link_of_last_mail() -> str:
    content = db.session.scalars(sa.select(OutgoingMail.content).order_by(OutgoingMail.id.desc())).first() or b""
    found = re.search(rb"/connexion/[\w-]+", content.replace(b"=\r\n", b""))
    assert found is not None
    return found[0].decode()


def test_one_signs_in_then_out_without_javascript(visitor: Open, empty_app: Flask) -> None:
    with empty_app.app_context():
        factories.user(Role.EXPERT, name="Farida Olivier", email="farida@example.org")
    window = visitor(javascript=False)
    page = window.page
    window.go("/mon-compte")
    page.get_by_role("button", name="Recevoir un lien").click()
    expect(page).to_have_title(re.compile("^Erreur\N{NO-BREAK SPACE}: "))
    page.get_by_label("Adresse électronique").fill("farida@example.org")
    page.get_by_role("button", name="Recevoir un lien").click()
    expect(page.get_by_text("Consultez vos courriels").first).to_be_visible()
    with empty_app.app_context():
        link = link_of_last_mail()
    window.go(link)
    page.get_by_role("button", name="Me connecter").click()
    expect(page).to_have_url(re.compile(r"/mon-compte$"))
    page.get_by_label("Prénom et nom").fill("Farida O.")
    page.get_by_role("button", name="Enregistrer mon nom").click()
    expect(page.get_by_text("Votre nom est enregistré.").first).to_be_visible()
    page.get_by_role("main").get_by_role("button", name="Me déconnecter").click()
    expect(page.get_by_text("Vous êtes déconnecté·e.").first).to_be_visible()
    window.go(link)
    expect(page.get_by_text("Ce lien n’est plus valable").first).to_be_visible()


def test_an_account_is_opened_and_closed_without_javascript(visitor: Open, empty_app: Flask) -> None:
    with empty_app.app_context():
        admin = factories.admin()
    window = visitor(admin, javascript=False)
    page = window.page
    window.go("/administration/comptes")
    page.get_by_role("link", name="Ouvrir un compte").click()
    page.get_by_label("Prénom et nom").fill("Camille Sorbier")
    page.get_by_label("Adresse électronique").fill("camille@example.org")
    page.get_by_label("Rôle").select_option("referent")
    page.get_by_role("button", name="Ouvrir le compte").click()
    page.get_by_role("link", name="Camille Sorbier").click()
    page.get_by_role("link", name="Désactiver le compte").click()
    page.get_by_role("button", name="Désactiver le compte").click()
    expect(page.get_by_text("Le compte de Camille Sorbier est désactivé.").first).to_be_visible()


@pytest.fixture
def demo_url(demo_app: Flask) -> Iterator[str]:
    with demo_app.app_context():
        user = factories.user(Role.EXPERT, name="Farida Olivier", email="expert.juridique@example.org")
        links.request_sign_in(user.email, next_path="/mon-compte", now=clock.now())
        sent = {"status": MailStatus.SENT, "sent_at": clock.now() + timedelta(seconds=5)}
        db.session.execute(sa.update(OutgoingMail).values(**sent))
        db.session.commit()
    yield from serve(demo_app)


@pytest.mark.parametrize("phone", [False, True], ids=["1200", "390"])
def test_the_demonstration_is_entered_in_one_click_and_shows_its_mails(
    visitor: Open, demo_url: str, phone: bool
) -> None:
    window = visitor(phone=phone)
    window.base_url, page = demo_url, window.page
    # Before any page is there: a frame already open may ask the network first.
    page.route("http://aic.test/**", lambda route: route.fulfill(body="the site"))
    window.go("/demo")
    page.get_by_role("button", name="Farida Olivier").click()
    window.go("/demo/mails")
    page.get_by_role("link", name="votre lien de connexion").click()
    assert window.violations() == []
    page.frame_locator("iframe").get_by_role("link", name="Me connecter").click()
    page.wait_for_url("http://aic.test/connexion/*")
    assert window.console == []
