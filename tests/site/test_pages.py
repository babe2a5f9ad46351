"""Pages open to everybody, and what answers when something is wrong."""

import pytest
from flask import Flask, render_template
from flask_login import login_user

from aic_tracker.accounts.models import Role
from tests import factories
from tests.support.client import Client, text_of


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/accessibilite", "partiellement conforme"),
        ("/mentions-legales", "direction interministérielle du numérique"),
        ("/donnees-personnelles", "Vos droits"),
    ],
)
def test_what_the_law_asks_is_said_to_everybody(client: Client, path: str, said: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert said in text_of(page)
    assert page.text.count("<h1") == 1
    assert f'href="{path}"' in client.get("/connexion").text


@pytest.mark.parametrize("path", ["/accessibilite", "/plan-du-site", "/nulle-part"])
def test_a_page_open_to_everybody_has_the_menu_of_who_is_signed_in(client: Client, path: str) -> None:
    client.sign_in(factories.user(Role.COACH))
    page = client.get(path).text
    for part in ('href="/laureats"', 'href="/envois"', 'role="search"'):
        assert part in page, part


def test_the_site_map_leads_each_to_their_own_parts(client: Client) -> None:
    assert 'href="/connexion"' in client.get("/plan-du-site").text
    client.sign_in(factories.user(Role.ADMIN))
    page = client.get("/plan-du-site")
    assert "Saisons" in text_of(page)
    assert "Registre des aides" not in text_of(page)


def test_robots_are_kept_out(client: Client) -> None:
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_each_error_has_its_page(client: Client, app: Flask) -> None:
    client.sign_in(factories.user(Role.COACH))
    assert "Page introuvable" in text_of(client.get("/nulle-part"))
    assert "Action impossible ici" in text_of(client.post("/accessibilite"))
    assert client.post("/accessibilite").status_code == 405
    too_much = client.submit("/mon-compte", {"name": "x" * 3_000_000})
    assert too_much.status_code == 413
    assert "Envoi trop lourd" in text_of(too_much)


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 413, 500, 503])
def test_every_error_page_stands_with_or_without_an_account(app: Flask, code: int) -> None:
    for user in (None, factories.user()):
        with app.test_request_context("/"):
            if user:
                login_user(user)
            page = render_template(f"errors/{code}.html")
        assert f"Erreur {code}" in page
        assert page.count("<h1") == 1


def test_an_unforeseen_error_is_logged_and_says_nothing_of_itself(
    client: Client, app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> str:
        raise ZeroDivisionError("the inside of the house")

    monkeypatch.setitem(app.view_functions, "pages.robots", fail)
    response = client.get("/robots.txt")
    assert response.status_code == 500
    assert "Erreur inattendue" in text_of(response)
    assert "inside" not in response.text
    assert "ZeroDivisionError" in caplog.text
