"""Asking for links: bound to the browser that asked, counted, and silent about who has an account."""

import statistics
import time
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from aic_tracker import clock
from aic_tracker.accounts import links, operations, throttling
from aic_tracker.accounts.models import SignInLink, Throttle, User
from aic_tracker.db import db
from aic_tracker.mail.models import OutgoingMail
from tests import factories
from tests.accounts.test_sign_in import ask, link_in_the_mail
from tests.support.client import Client, text_of

At = Callable[[str], None]
EMAIL = "camille@example.org"


@pytest.fixture
def browsers(app: Flask) -> Callable[[], Client]:
    return lambda: app.test_client()  # type: ignore[return-value]


def sent() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(OutgoingMail)) or 0


def test_a_link_opened_in_another_browser_says_so_and_asks_from_there(browsers: Callable[[], Client]) -> None:
    factories.user(email=EMAIL)
    here, elsewhere = browsers(), browsers()
    ask(here, EMAIL, "/connexion?next=/mon-compte")
    link = link_in_the_mail()
    for response in (elsewhere.get(link), elsewhere.submit(link)):
        assert response.status_code == 403
        assert "demandé depuis un autre navigateur" in text_of(response)
        assert EMAIL not in response.text
        assert 'action="/connexion?next=/mon-compte"' in response.text
    assert elsewhere.get("/mon-compte").status_code == 303
    assert here.submit(link).status_code == 303
    ask(elsewhere, EMAIL, "/connexion?next=/mon-compte")
    assert elsewhere.submit(link_in_the_mail()).location == "/mon-compte"


def test_links_of_invitations_and_of_the_command_open_anywhere(browsers: Callable[[], Client]) -> None:
    user = factories.user(email=EMAIL)
    url = links.sign_in_url(user, now=clock.now()).removeprefix("http://aic.test")
    operations.invite_again(user, actor=factories.admin(), now=clock.now())
    db.session.commit()
    for path in (url, link_in_the_mail()):
        assert browsers().submit(path).status_code == 303


def test_three_links_leave_in_a_quarter_of_an_hour_and_the_answer_stays_the_same(
    browsers: Callable[[], Client], at: At
) -> None:
    factories.user(email=EMAIL)
    assert {ask(browsers(), EMAIL) for _ in range(5)} == {"/connexion/lien-envoye"}
    assert sent() == 3
    at("2026-03-02T10:14")
    ask(browsers(), EMAIL)
    assert sent() == 3
    at("2026-03-02T10:15")
    ask(browsers(), EMAIL)
    assert sent() == 4


def test_ten_links_leave_in_a_day(browsers: Callable[[], Client], at: At) -> None:
    factories.user(email=EMAIL)
    for hour in range(8, 23):
        at(f"2026-03-02T{hour:02}:00")
        ask(browsers(), EMAIL)
    assert sent() == 10
    at("2026-03-03T08:00")
    ask(browsers(), EMAIL)
    assert sent() == 11


def test_a_hundred_links_an_hour_leave_for_one_network(client: Client, at: At) -> None:
    for n in range(101):
        links.request_sign_in(f"p{n}@example.org", next_path="/", now=clock.now(), network="192.0.2.1")
    user = factories.user(email=EMAIL)
    ask_from = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.1"}}
    assert client.submit("/connexion", {"email": user.email}, **ask_from).status_code == 303
    assert sent() == 0
    assert client.submit("/connexion", {"email": user.email}).status_code == 303
    assert sent() == 1
    at("2026-03-02T11:00")
    client.submit("/connexion", {"email": user.email}, **ask_from)
    assert sent() == 2


def test_an_address_announced_by_the_visitor_counts_for_nothing(client: Client) -> None:
    for n in range(3):
        client.submit("/connexion", {"email": f"p{n}@example.org"}, headers={"X-Forwarded-For": f"192.0.2.{n}"})
    counts = db.session.scalars(sa.select(Throttle.count).where(Throttle.key.startswith("network:"))).all()
    assert counts == [3]


def test_somebody_who_insists_shuts_nobody_out(
    browsers: Callable[[], Client], signed_in: Callable[..., Client]
) -> None:
    user = factories.user(email=EMAIL)
    mine, signed = browsers(), signed_in(user)
    ask(mine, EMAIL)
    first = link_in_the_mail()
    assert mine.submit(first).status_code == 303
    ask(mine, EMAIL)
    pending = link_in_the_mail()
    for _ in range(20):
        ask(browsers(), EMAIL)
    assert signed.get("/mon-compte").status_code == 200
    assert mine.submit(pending).status_code == 303  # links already sent go on working
    before = sent()
    ask(mine, EMAIL)  # and a browser that came in before still gets its own
    assert sent() == before + 1
    url = links.sign_in_url(user, now=clock.now()).removeprefix("http://aic.test")
    db.session.commit()
    assert browsers().submit(url).status_code == 303


def test_the_counters_name_nobody_and_are_forgotten(client: Client, at: At) -> None:
    ask(client, EMAIL)
    keys = db.session.scalars(sa.select(Throttle.key)).all()
    assert keys
    assert not [key for key in keys if "camille" in key or "127.0.0.1" in key]
    at("2026-03-03T12:00")
    throttling.forget(clock.now())
    assert db.session.scalars(sa.select(Throttle.key)).all() == []


def test_nothing_is_left_of_an_unknown_address(client: Client) -> None:
    ask(client, "personne@example.org")
    for table in (User, SignInLink, OutgoingMail):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_the_time_of_the_answer_does_not_tell_who_has_an_account(app: Flask) -> None:
    """Roughly, over thirty requests each. Without the same work, one takes a tenth of the other."""
    factories.user(email=EMAIL)
    known, unknown = [], []
    for n in range(30):
        for email, times in ((EMAIL, known), (f"personne{n}@example.org", unknown)):
            db.session.execute(sa.delete(Throttle))
            db.session.commit()
            start = time.perf_counter()
            links.request_sign_in(email, next_path="/", now=clock.now(), browser="b", network="n")
            db.session.commit()
            times.append(time.perf_counter() - start)
    ratio = statistics.median(known) / statistics.median(unknown)
    assert 0.4 < ratio < 2.5
