"""Sessions, the second factor and the links of other browsers, in a real browser."""

import re
from collections.abc import Callable

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import expect

from aic_tracker import clock
from aic_tracker.accounts import links
from aic_tracker.accounts.models import Role
from aic_tracker.db import db
from tests import factories
from tests.journeys.windows import Visitor

Open = Callable[..., Visitor]
PAGE = "/mon-compte/double-authentification"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize("phone", [False, True], ids=["1200", "390"])
def test_a_second_factor_is_set_then_asked_for_without_javascript(visitor: Open, empty_app: Flask, phone: bool) -> None:
    with empty_app.app_context():
        user = factories.user(Role.COACH, name="Camille Sorbier")
        url = links.sign_in_url(user, now=clock.now())
        db.session.commit()
    window = visitor(phone=phone, javascript=False)
    page = window.page
    window.go(url.removeprefix("http://aic.test"))
    page.get_by_role("button", name="Me connecter").click()
    window.go(PAGE)
    page.get_by_role("button", name="Activer").click()
    secret = re.sub(r"\s", "", page.locator(".app-secret").inner_text())
    code = pyotp.TOTP(secret).at(int(clock.now().timestamp()) - 30)
    page.get_by_label("Code à six chiffres").fill(code)
    page.get_by_role("button", name="Activer").click()
    recovery = page.locator(".app-codes code").first.inner_text()
    expect(page.locator(".app-codes code")).to_have_count(10)
    page.get_by_role("main").get_by_role("link", name="C’est fait").click()
    with empty_app.app_context():
        url = links.sign_in_url(user, now=clock.now())
        db.session.commit()
    with_script = visitor(phone=phone)
    page = with_script.page
    with_script.go(url.removeprefix("http://aic.test"))
    page.get_by_role("button", name="Me connecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre code")
    assert with_script.violations() == []
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Me connecter").click()
    with_script.go("/mon-compte/sessions")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mes sessions")
    assert with_script.console == []
