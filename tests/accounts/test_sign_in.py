"""Signing in with a one-time link, and out."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from aic_tracker import clock
from aic_tracker.accounts import links, operations, rules
from aic_tracker.accounts.models import Role, SignInLink, User
from aic_tracker.db import db
from aic_tracker.mail.models import OutgoingMail
from tests import factories
from tests.support.client import Client, text_of


def link_in_the_mail() -> str:
    content = db.session.scalars(sa.select(OutgoingMail.content).order_by(OutgoingMail.id.desc())).first()
    assert content is not None
    found = re.search(r"(/connexion/[\w-]+)", content.replace(b"=\r\n", b"").decode("ascii", "replace"))
    assert found is not None
    return found[1]


def ask(client: Client, email: str, path: str = "/connexion") -> str:
    """Fill the form; the address of the page that follows."""
    response = client.submit(path, {"email": email})
    assert response.status_code == 303
    return response.location


def test_a_link_asked_for_signs_in_and_leads_where_one_was_going(client: Client) -> None:
    factories.user(name="Camille Roux", email="camille@example.org")
    refused = client.get("/mon-compte?a=é")
    assert refused.status_code == 303
    sent = ask(client, " Camille@Example.org", refused.location)
    assert "Si cette adresse est connue, un lien vient d’être envoyé" in text_of(client.get(sent))

    link = link_in_the_mail()
    assert "Bonjour Camille Roux" in text_of(client.get(link))
    response = client.submit(link)
    assert (response.status_code, response.location) == (303, "/mon-compte?a=%C3%A9")
    assert "camille@example.org" in text_of(client.get("/mon-compte"))
    assert db.session.scalars(sa.select(User.last_sign_in_at)).one() == clock.now()


def test_only_the_hash_of_the_token_is_kept(client: Client) -> None:
    factories.user(email="camille@example.org")
    ask(client, "camille@example.org")
    link = db.session.scalars(sa.select(SignInLink)).one()
    token = link_in_the_mail().rpartition("/")[2]
    assert len(token) == 43  # 256 bits
    assert token not in link.token_hash
    assert re.fullmatch("[0-9a-f]{64}", link.token_hash)


@pytest.mark.parametrize("email", ["inconnue@example.org", "partie@example.org"])
def test_an_unknown_or_deactivated_address_gets_the_same_answer_and_no_mail(client: Client, email: str) -> None:
    factories.user(email="partie@example.org", is_active=False)
    factories.user(email="camille@example.org")
    assert ask(client, email) == ask(client, "camille@example.org")
    assert db.session.scalars(sa.select(OutgoingMail.recipient)).all() == ["camille@example.org"]


@pytest.mark.parametrize("email", ["", "camille", "a@example.org, b@example.org", "a@b.org\r\nBcc: c@example.org"])
def test_what_is_not_an_address_is_explained_and_kept(client: Client, email: str) -> None:
    response = client.submit("/connexion", {"email": email})
    assert response.status_code == 422
    assert "<title>Erreur" in response.text
    assert "Indiquez" in text_of(response) or "Écrivez" in text_of(response)


def test_opening_the_link_changes_nothing_until_the_button(client: Client) -> None:
    factories.user(email="camille@example.org")
    ask(client, "camille@example.org")
    link = link_in_the_mail()
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert client.get("/mon-compte").status_code == 303
    assert client.submit(link).status_code == 303


def test_a_link_serves_once(client: Client, app: Flask) -> None:
    factories.user(email="camille@example.org")
    ask(client, "camille@example.org")
    link = link_in_the_mail()
    client.submit(link)
    other: Client = app.test_client()  # type: ignore[assignment]
    for response in (other.get(link), other.submit(link)):
        assert response.status_code == 410
        assert "Demander un nouveau lien" in text_of(response)
    assert other.get("/mon-compte").status_code == 303


def test_a_link_serves_ten_minutes(client: Client, at: Callable[[str], None]) -> None:
    factories.user(email="camille@example.org")
    ask(client, "camille@example.org")
    link = link_in_the_mail()
    at("2026-03-02T10:09:59")
    assert client.get(link).status_code == 200
    at("2026-03-02T10:10:00")
    assert client.get(link).status_code == 410
    assert client.submit(link).status_code == 410


def test_a_made_up_link_says_the_same_as_a_used_one(client: Client) -> None:
    assert client.get("/connexion/abc").status_code == 410
    assert client.submit("/connexion/%F0%9F%92%A9").status_code == 410


def test_a_deactivation_voids_the_links_and_the_session_at_once(
    client: Client, signed_in: Callable[[User], Client]
) -> None:
    user = factories.user(email="camille@example.org")
    session = signed_in(user)
    assert session.get("/mon-compte").status_code == 200
    ask(client, "camille@example.org")
    operations.deactivate(user, actor=factories.admin(), now=clock.now())
    db.session.commit()
    assert client.submit(link_in_the_mail()).status_code == 410
    assert session.get("/mon-compte").status_code == 303


def test_a_forged_post_signs_nobody_in(client: Client) -> None:
    factories.user(email="camille@example.org")
    ask(client, "camille@example.org")
    link = link_in_the_mail()
    assert client.post(link).status_code == 422
    assert client.submit(link).status_code == 303


def test_two_posts_at_the_same_moment_let_one_in(empty_app: Flask) -> None:
    with empty_app.app_context():
        user = factories.user()
        url = links.sign_in_url(user, now=clock.now())
        db.session.commit()
    token = url.rpartition("/")[2]
    barrier, outcomes = threading.Barrier(4), []

    def use_it() -> None:
        with empty_app.app_context():
            barrier.wait()
            outcomes.append(links.consume(token, now=clock.now()) is not None)
            db.session.commit()

    threads = [threading.Thread(target=use_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False, False, False, True]


def test_signing_in_starts_a_session_that_keeps_nothing_of_the_one_before(client: Client) -> None:
    factories.user(email="camille@example.org")
    with client.session_transaction() as cookies:
        cookies["planted"] = "by somebody else"
    ask(client, "camille@example.org")
    client.submit(link_in_the_mail())
    with client.session_transaction() as cookies:
        assert "planted" not in cookies
        assert cookies.permanent
    cookie = client.get_cookie("session")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert timedelta(hours=20) == rules.SESSION_LASTS


def test_signing_out_ends_the_session(signed_in: Callable[[User], Client]) -> None:
    client = signed_in(factories.user(Role.EXPERT))
    assert client.get("/deconnexion").status_code == 405
    assert client.submit("/deconnexion").status_code == 303
    assert client.get("/mon-compte").status_code == 303


@pytest.mark.parametrize(
    "hostile",
    [
        "https://evil.org",
        "//evil.org",
        "///evil.org",
        "/\\evil.org",
        "\\\\evil.org",
        "/\t/evil.org",
        "/\n//evil.org",
        " /laureats",
        "javascript:alert(1)",
        "/connexion/abc",
        "/deconnexion",
        "laureats",
        "",
        "/" + "a" * 500,
        "/a\x00b",
        "/a\u202eb",
    ],
)
def test_a_hostile_destination_becomes_the_home_page(client: Client, hostile: str) -> None:
    assert rules.local_path(hostile) == "/"
    factories.user(email="camille@example.org")
    client.submit("/connexion", {"email": "camille@example.org"}, query_string={"next": hostile})
    assert db.session.scalars(sa.select(SignInLink.next_path)).one() == "/"


@given(st.text(max_size=60))
def test_whatever_is_asked_the_destination_stays_on_this_site(asked: str) -> None:
    path = rules.local_path(asked)
    assert path.startswith("/")
    assert path[1:2] not in ("/", "\\")


def test_a_page_of_this_site_is_kept_with_its_query() -> None:
    assert rules.local_path("/laureats?q=été&page=2#bas") == "/laureats?q=été&page=2#bas"
    assert rules.local_path("/connexions") == "/connexions"
