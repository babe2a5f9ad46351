"""Sessions kept on the server: when they end, and how their owner closes them."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask, session
from werkzeug.wrappers import Response

from aic_tracker import clock, config, create_app
from aic_tracker.accounts import identity, links, operations, rules, sessions
from aic_tracker.accounts.models import Role, User, UserSession
from aic_tracker.db import db
from tests import factories
from tests.support.client import Client, text_of
from tests.support.statements import counted

SignedIn = Callable[[User], Client]
At = Callable[[str], None]
HOME = "/mon-compte"


@pytest.fixture
def comes_in(app: Flask) -> Callable[..., Client]:
    """A browser that signs in by a real link."""

    def come_in(user: User, **headers: str) -> Client:
        client: Client = app.test_client()  # type: ignore[assignment]
        url = links.sign_in_url(user, now=clock.now())
        db.session.commit()
        assert client.submit(url.removeprefix("http://aic.test"), headers=headers).status_code == 303
        return client

    return come_in


ComesIn = Callable[..., Client]


def test_the_cookie_holds_a_token_of_which_the_hash_alone_is_kept(comes_in: ComesIn) -> None:
    client = comes_in(factories.user())
    with client.session_transaction() as cookies:
        token = cookies["token"]
        assert "_user_id" not in cookies
    assert len(token) == 43  # 256 bits
    assert db.session.scalars(sa.select(UserSession.token_hash)).one() not in (token, "")


@pytest.mark.parametrize("token", ["", "made up", "\ud800", "x" * 5000, None, 7, ["a"]])
def test_a_made_up_token_is_nobody(client: Client, token: object) -> None:
    factories.user()
    with client.session_transaction() as cookies:
        cookies["token"] = token
    assert client.get(HOME).status_code == 303


@pytest.mark.parametrize(("role", "last", "over"), [(Role.COACH, "11:59", "12:00"), (Role.ADMIN, "10:29", "10:30")])
def test_a_session_left_idle_ends(comes_in: ComesIn, at: At, role: Role, last: str, over: str) -> None:
    client = comes_in(factories.user(role))
    at(f"2026-03-02T{over}")
    assert client.get(HOME).status_code == 303
    at("2026-03-02T10:00")
    client = comes_in(factories.user(role))
    at(f"2026-03-02T{last}")
    assert client.get(HOME).status_code == 200


def test_a_session_in_use_lasts_twenty_hours_and_no_more(comes_in: ComesIn, at: At) -> None:
    client = comes_in(factories.user())
    for hour in (*range(11, 24), *range(24, 30)):
        at(f"2026-03-{2 + hour // 24:02}T{hour % 24:02}:00")
        assert client.get(HOME).status_code == 200
    at("2026-03-03T05:59")
    assert client.get(HOME).status_code == 200
    at("2026-03-03T06:00")
    assert client.get(HOME).status_code == 303


def test_being_seen_is_written_at_most_every_five_minutes(comes_in: ComesIn, at: At) -> None:
    client = comes_in(factories.user())
    at("2026-03-02T10:04:59")
    with counted() as statements:
        client.get(HOME)
    assert not [s for s in statements if s.startswith("UPDATE")]
    at("2026-03-02T10:05")
    client.get(HOME)
    with counted() as statements:
        client.get(HOME)
    assert not [s for s in statements if s.startswith("UPDATE")]
    assert db.session.scalars(sa.select(UserSession.seen_at)).one() == clock.now()


def test_a_page_is_read_while_somebody_else_writes(comes_in: ComesIn, at: At) -> None:
    client = comes_in(factories.user())
    seen = db.session.scalars(sa.select(UserSession.seen_at)).one()
    at("2026-03-02T10:30")
    db.session.rollback()
    with db.engine.connect() as other:
        if other.dialect.name == "sqlite":
            other.exec_driver_sql("SELECT 1")  # takes the write lock
        else:
            other.exec_driver_sql("LOCK TABLE user_session IN EXCLUSIVE MODE")
        assert client.get(HOME).status_code == 200
    db.session.rollback()
    assert db.session.scalars(sa.select(UserSession.seen_at)).one() == seen
    assert client.get(HOME).status_code == 200
    db.session.rollback()
    assert db.session.scalars(sa.select(UserSession.seen_at)).one() == clock.now()


def test_a_page_is_read_on_a_database_that_cannot_be_written(
    comes_in: ComesIn, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = comes_in(factories.user())
    at("2026-03-02T10:30")
    refused = sa.exc.OperationalError("UPDATE", {}, sqlite3.OperationalError("attempt to write a readonly database"))

    def refuse(*_: object, **__: object) -> None:
        raise refused

    monkeypatch.setattr(sa.Connection, "commit", refuse)
    assert client.get(HOME).status_code == 200


def test_one_sees_ones_sessions_and_closes_one(comes_in: ComesIn) -> None:
    user = factories.user()
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    here = comes_in(user, **{"User-Agent": firefox})
    phone = comes_in(user, **{"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1"})
    comes_in(factories.user())
    text = text_of(here.get("/mon-compte/sessions"))
    assert "2 sessions ouvertes" in text
    assert "Firefox sur Linux" in text
    assert "Safari sur iPhone" in text
    ids = db.session.scalars(sa.select(UserSession.id).where(UserSession.user_id == user.id)).all()
    assert here.submit(f"/mon-compte/sessions/{max(ids)}/fermer").status_code == 303
    assert phone.get(HOME).status_code == 303
    assert "1 session ouverte" in text_of(here.get("/mon-compte/sessions"))


def test_all_the_others_are_closed_at_once(comes_in: ComesIn) -> None:
    user = factories.user()
    here, *others = [comes_in(user) for _ in range(3)]
    stranger = comes_in(factories.user())
    assert here.submit("/mon-compte/sessions/fermer-les-autres").status_code == 303
    assert [c.get(HOME).status_code for c in (here, *others, stranger)] == [200, 303, 303, 200]


def test_nobody_closes_somebody_elses_session(comes_in: ComesIn) -> None:
    victim, stranger = comes_in(factories.user()), comes_in(factories.user())
    session_id = db.session.scalars(sa.select(UserSession.id).order_by(UserSession.id)).first()
    assert stranger.submit(f"/mon-compte/sessions/{session_id}/fermer").status_code == 404
    assert stranger.submit("/mon-compte/sessions/999999999/fermer").status_code == 404
    assert victim.get(HOME).status_code == 200


def test_a_forged_post_closes_nothing(comes_in: ComesIn) -> None:
    user = factories.user()
    here, other = comes_in(user), comes_in(user)
    session_id = db.session.scalars(sa.select(UserSession.id).order_by(UserSession.id.desc())).first()
    here.post(f"/mon-compte/sessions/{session_id}/fermer")
    here.post("/mon-compte/sessions/fermer-les-autres")
    assert other.get(HOME).status_code == 200


def test_the_list_takes_as_many_statements_whatever_its_length(comes_in: ComesIn) -> None:
    user = factories.user()
    counts = []
    for _ in range(3):
        client = comes_in(user)
        with counted() as statements:
            client.get("/mon-compte/sessions")
        counts.append(len(statements))
    assert len(set(counts)) == 1


def test_signing_out_closes_the_session_even_from_a_page_left_open(comes_in: ComesIn) -> None:
    client = comes_in(factories.user())
    with client.session_transaction() as cookies:
        kept = dict(cookies)
    assert client.post("/deconnexion").status_code == 303
    with client.session_transaction() as cookies:
        cookies.update(kept)  # a cookie kept aside opens nothing any more
    assert client.get(HOME).status_code == 303


@pytest.mark.parametrize("change", ["role", "email", "deactivation"])
def test_what_changes_an_account_closes_its_sessions(comes_in: ComesIn, change: str) -> None:
    user = factories.user(Role.COACH, email="camille@example.org")
    client, admin = comes_in(user), factories.admin()
    values = {"name": user.name, "email": user.email, "role": user.role, "engaged": False}
    if change == "deactivation":
        operations.deactivate(user, actor=admin, now=clock.now())
        operations.reactivate(user, actor=admin)
    else:
        values |= {"role": Role.DIRECTION} if change == "role" else {"email": "autre@example.org"}
        operations.edit_user(user, **values, actor=admin, now=clock.now())  # type: ignore[arg-type]
    db.session.commit()
    assert client.get(HOME).status_code == 303


def test_a_new_name_closes_nothing(comes_in: ComesIn) -> None:
    user = factories.user()
    client = comes_in(user)
    operations.edit_user(
        user,
        name="Autre nom",
        email=user.email,
        role=user.role,
        engaged=False,
        actor=factories.admin(),
        now=clock.now(),
    )
    db.session.commit()
    assert client.get(HOME).status_code == 200


def test_signing_in_again_closes_the_session_before(comes_in: ComesIn, app: Flask) -> None:
    user = factories.user()
    client = comes_in(user)
    url = links.sign_in_url(user, now=clock.now()).removeprefix("http://aic.test")
    db.session.commit()
    client.submit(url)
    assert len(sessions.open_sessions(user, clock.now())) == 1


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge sur Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome sur Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari sur Mac"),
        ("curl/8.0", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)
def test_a_device_is_named_as_its_owner_would(agent: str, label: str) -> None:
    assert rules.device_label(agent) == label


def test_the_cookies_are_bound_to_the_host_over_https(settings: config.Settings) -> None:
    app = create_app(replace(settings, app=replace(settings.app, base_url="https://aic.test")))
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-session"
    with app.test_request_context("/connexion", base_url="https://aic.test"):
        given = identity.known_browser(Response()).headers["Set-Cookie"]
        session["token"] = "kept"
        kept = app.make_response("")
        app.session_interface.save_session(app, session, kept)  # type: ignore[arg-type]
    for cookie in (given, kept.headers["Set-Cookie"]):
        assert cookie.startswith("__Host-")
        for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
            assert part in cookie
        assert "Domain" not in cookie
    config.use(settings)
