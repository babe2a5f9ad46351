"""What surrounds every page."""

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, flash, g, render_template, render_template_string
from flask_login import login_user
from sqlalchemy.exc import OperationalError

from aic_tracker.accounts import sessions
from aic_tracker.accounts.models import Role, User
from aic_tracker.clock import now
from tests import factories
from tests.support.client import Client, text_of

ERRORS = sorted(path.stem for path in (Path(__file__).parents[2] / "templates/errors").glob("*.html"))


def person(role: Role) -> User:
    return User(id=1, email="a@example.org", name="Camille Durand", role=role, is_active=True, created_at=now())


def page(app: Flask, user: User | None, template: str = '{% extends "layouts/base.html" %}') -> str:
    with app.test_request_context("/"):
        if user:
            login_user(user)
        # What the guard of a laureate's page leaves for the menu.
        g.laureate = SimpleNamespace(name="Vikidia", slug="vikidia", tagline="")
        return render_template_string(template, laureate=g.laureate)


def test_the_header_says_who_is_signed_in_and_how_to_leave(app: Flask) -> None:
    html = page(app, person(Role.REFERENT))
    assert "Camille Durand" in html
    assert "Référent·e projet" in html
    assert 'method="post" action="/deconnexion"' in html
    assert 'name="csrf_token"' in html


def test_a_visitor_has_no_search(app: Flask) -> None:
    assert 'role="search"' not in page(app, None)


def test_a_visitor_sees_no_menu(app: Flask) -> None:
    html = page(app, None)
    assert "Se déconnecter" not in html
    assert "Menu principal" not in html


def test_a_page_of_a_laureate_names_it_and_says_where_one_is(app: Flask) -> None:
    html = page(
        app,
        person(Role.COACH),
        '{% extends "layouts/laureate.html" %}{% block page %}Points{% endblock %}{% block content %}Ici{% endblock %}',
    )
    assert "<title>Points — Vikidia — Suivi AIC</title>" in html
    assert 'aria-current="page">Points</a>' in html
    assert html.count("Ici") == 1


def test_messages_are_announced(app: Flask) -> None:
    with app.test_request_context("/"):
        flash("Objectif <ajouté>.")
        html = render_template("layouts/base.html")
    assert "fr-alert--success" in html
    assert "Objectif &lt;ajouté&gt;." in html


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_page_says_what_happened_and_what_to_do(app: Flask, code: str) -> None:
    with app.test_request_context("/"):
        html = render_template(f"errors/{code}.html")
    assert html.count("<h1>") == 1
    # What cannot be read is an error of the program.
    assert f"Erreur {'500' if code == 'unreadable' else code}" in html


def test_an_unknown_address_is_told_in_french(client: Client) -> None:
    answer = client.get("/nulle-part")
    assert answer.status_code == 404
    assert "Page introuvable" in text_of(answer)


def test_without_a_database_even_a_wrong_address_is_answered(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_token: str, _now: datetime) -> None:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    client.sign_in(factories.user())
    monkeypatch.setattr(sessions, "find", gone)
    answer = client.get("/nulle-part")
    assert answer.status_code == 503
    assert "Service indisponible" in text_of(answer)
