"""The second factor: set up, asked for, lost."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask

from aic_tracker import clock, config
from aic_tracker.accounts import links, second_factor
from aic_tracker.accounts.models import RecoveryCode, Role, SecondFactor, User, UserSession
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from tests import factories
from tests.support.client import Client, text_of

SignedIn = Callable[[User], Client]
At = Callable[[str], None]
PAGE = "/mon-compte/double-authentification"


def code_of(secret: str, ahead: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()) + 30 * ahead)


def set_up(client: Client) -> tuple[str, list[str]]:
    """Go through the pages; the secret, and the recovery codes."""
    assert client.submit(PAGE).location == f"{PAGE}/activer"
    found = re.search(r'app-secret">([A-Z2-7 ]+)<', client.get(f"{PAGE}/activer").text)
    assert found is not None
    secret = found[1].replace(" ", "")
    done = client.submit(f"{PAGE}/activer", {"code": code_of(secret, -1)})
    assert done.status_code == 200
    return secret, re.findall(r"<code>([\w-]+)</code>", done.text)


@pytest.fixture
def half_in(app: Flask) -> Callable[[User], Client]:
    """A browser that used its link, and is asked for the code."""

    def come(user: User) -> Client:
        client: Client = app.test_client()  # type: ignore[assignment]
        url = links.sign_in_url(user, now=clock.now()).removeprefix("http://aic.test")
        db.session.commit()
        assert client.submit(url).location == "/connexion/code"
        return client

    return come


@pytest.fixture
def required(app: Flask) -> Iterator[None]:
    before = config.current()
    config.use(replace(before, accounts=replace(before.accounts, second_factor_required=True)))
    yield
    config.use(before)


HalfIn = Callable[[User], Client]


def test_it_is_set_up_with_a_square_a_key_and_a_code(signed_in: SignedIn) -> None:
    user = factories.user(email="camille@example.org")
    client = signed_in(user)
    assert "Activer la double authentification" in text_of(client.get(PAGE))
    client.submit(PAGE)
    page = html.unescape(client.get(f"{PAGE}/activer").text)
    assert "data:image/svg+xml" in page
    _secret, codes = set_up(client)
    assert len(set(codes)) == 10
    text = text_of(client.get(PAGE))
    assert "est active" in text
    assert "10 codes de secours" in text
    verbs = db.session.scalars(sa.select(JournalEntry.verb)).all()
    assert verbs == ["user.second_factor_set"]


def test_neither_the_secret_nor_the_codes_can_be_read_in_the_database(signed_in: SignedIn) -> None:
    secret, codes = set_up(signed_in(factories.user()))
    assert secret not in db.session.scalars(sa.select(SecondFactor.secret)).one()
    hashes = db.session.scalars(sa.select(RecoveryCode.code_hash)).all()
    assert all(re.fullmatch("[0-9a-f]{64}", h) for h in hashes)
    assert not {code.replace("-", "") for code in codes} & set(hashes)


def test_a_wrong_code_confirms_nothing(signed_in: SignedIn) -> None:
    client = signed_in(factories.user())
    client.submit(PAGE)
    for wrong in ("", "000", "abcdef", "１２３４５６"):
        response = client.submit(f"{PAGE}/activer", {"code": wrong})
        assert response.status_code == 422
    assert db.session.scalars(sa.select(SecondFactor.confirmed_at)).one() is None


def test_a_link_alone_opens_nothing_once_it_is_set(signed_in: SignedIn, half_in: HalfIn) -> None:
    user = factories.user()
    secret, _codes = set_up(signed_in(user))
    client = half_in(user)
    for path in ("/mon-compte", "/laureats", PAGE):
        assert client.get(path).location.startswith("/connexion")
    assert "Votre code" in text_of(client.get("/connexion/code"))
    with client.session_transaction() as cookies:
        half = cookies["token"]
    assert client.submit("/connexion/code", {"code": code_of(secret)}).location == "/"
    assert client.get("/mon-compte").status_code == 200
    with client.session_transaction() as cookies:
        assert cookies["token"] != half


def test_sessions_opened_before_it_are_asked_for_the_code_too(app: Flask, signed_in: SignedIn, half_in: HalfIn) -> None:
    user = factories.user()
    other: Client = app.test_client()  # type: ignore[assignment]
    url = links.sign_in_url(user, now=clock.now()).removeprefix("http://aic.test")
    db.session.commit()
    other.submit(url)
    assert other.get("/mon-compte").status_code == 200
    set_up(signed_in(user))
    assert other.get("/mon-compte").status_code == 303


def test_a_code_serves_once(signed_in: SignedIn, half_in: HalfIn, at: At) -> None:
    user = factories.user()
    secret, _codes = set_up(signed_in(user))
    first, second = half_in(user), half_in(user)
    code = code_of(secret)
    assert first.submit("/connexion/code", {"code": f"{code[:3]} {code[3:]}"}).status_code == 303
    refused = second.submit("/connexion/code", {"code": code})
    assert refused.status_code == 422
    assert "chacun ne sert qu’une fois" in text_of(refused)
    at("2026-03-02T10:01")
    assert second.submit("/connexion/code", {"code": code_of(secret)}).status_code == 303


@pytest.mark.parametrize(("ahead", "status"), [(-2, 422), (1, 303), (2, 422)])
def test_a_clock_half_a_minute_off_is_forgiven(
    signed_in: SignedIn, half_in: HalfIn, ahead: int, status: int, at: At
) -> None:
    user = factories.user()
    secret, _codes = set_up(signed_in(user))
    at("2026-03-02T10:10")
    assert half_in(user).submit("/connexion/code", {"code": code_of(secret, ahead)}).status_code == status


def test_a_recovery_code_serves_once_instead(signed_in: SignedIn, half_in: HalfIn) -> None:
    user = factories.user()
    _secret, codes = set_up(signed_in(user))
    assert half_in(user).submit("/connexion/code", {"code": codes[0].upper()}).status_code == 303
    assert half_in(user).submit("/connexion/code", {"code": codes[0]}).status_code == 422
    assert second_factor.codes_left(user) == 9


def test_five_tries_in_a_quarter_of_an_hour(signed_in: SignedIn, half_in: HalfIn, at: At) -> None:
    user = factories.user()
    secret, _codes = set_up(signed_in(user))
    at("2026-03-02T11:00")
    client = half_in(user)
    for _ in range(5):
        assert client.submit("/connexion/code", {"code": "000000"}).status_code == 422
    right = client.submit("/connexion/code", {"code": code_of(secret)})
    assert right.status_code == 422
    assert "attendez un quart d’heure" in text_of(right)
    at("2026-03-02T11:15")
    assert client.submit("/connexion/code", {"code": code_of(secret)}).status_code == 303


def test_it_is_taken_off_with_a_code(signed_in: SignedIn, at: At) -> None:
    user = factories.user()
    client = signed_in(user)
    secret, _codes = set_up(client)
    assert client.submit(f"{PAGE}/desactiver", {"code": "000000"}).status_code == 422
    assert second_factor.is_set(user)
    assert client.submit(f"{PAGE}/desactiver", {"code": code_of(secret)}).location == PAGE
    db.session.expire_all()
    assert not second_factor.is_set(user)
    assert second_factor.codes_left(user) == 0


def test_new_recovery_codes_replace_the_former_ones(signed_in: SignedIn, half_in: HalfIn) -> None:
    user = factories.user()
    client = signed_in(user)
    secret, former = set_up(client)
    response = client.submit(f"{PAGE}/codes", {"code": code_of(secret)})
    latter = re.findall(r"<code>([\w-]+)</code>", response.text)
    assert len(latter) == 10
    assert half_in(user).submit("/connexion/code", {"code": former[0]}).status_code == 422
    assert half_in(user).submit("/connexion/code", {"code": latter[0]}).status_code == 303


def test_the_administration_takes_it_off_when_all_is_lost(signed_in: SignedIn) -> None:
    user = factories.user(name="Camille")
    set_up(signed_in(user))
    admin = signed_in(factories.admin())
    url = f"/administration/comptes/{user.id}"
    assert "Retirer la double authentification" in text_of(admin.get(url))
    assert admin.submit(f"{url}/retirer-double-authentification").location == url
    db.session.expire_all()
    assert not second_factor.is_set(user)
    told = db.session.scalars(sa.select(JournalEntry.summary).order_by(JournalEntry.id.desc())).first()
    assert told == "a retiré la double authentification de Camille"
    assert signed_in(factories.coach()).submit(f"{url}/retirer-double-authentification").status_code == 404


def test_the_command_takes_it_off_too(app: Flask, signed_in: SignedIn) -> None:
    user = factories.admin(email="camille@example.org")
    set_up(signed_in(user))
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=["user", "reset-second-factor", "camille@example.org"])
    assert result.exit_code == 0, result.output
    db.session.expire_all()
    assert not second_factor.is_set(user)


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("role", list(Role))
def test_when_it_is_required_the_team_sets_it_up_first(signed_in: SignedIn, role: Role) -> None:
    client = signed_in(factories.user(role))
    response = client.get("/")
    if role in (Role.REFERENT, Role.EXPERT, Role.JUROR):
        assert response.location != PAGE
        assert client.get("/", follow_redirects=True).status_code == 200
        return
    assert response.location == PAGE
    assert "Votre rôle demande la double authentification" in text_of(client.get(PAGE))
    set_up(client)
    assert client.get("/").status_code == 200


def test_another_secret_of_the_application_leaves_the_recovery_codes(
    signed_in: SignedIn, half_in: HalfIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = factories.user()
    secret, codes = set_up(signed_in(user))
    client = half_in(user)
    monkeypatch.setattr(second_factor.encryption, "unseal", lambda _sealed: None)
    assert client.submit("/connexion/code", {"code": code_of(secret)}).status_code == 422
    assert client.submit("/connexion/code", {"code": codes[3]}).status_code == 303


def test_the_code_page_is_for_who_is_halfway_in(client: Client, signed_in: SignedIn) -> None:
    assert client.get("/connexion/code").location == "/connexion"
    assert signed_in(factories.user()).get("/connexion/code").location == "/connexion"
    assert client.submit("/connexion/code", {"code": "123456"}).location == "/connexion"


def test_a_forged_post_neither_sets_nor_removes_it(signed_in: SignedIn) -> None:
    user = factories.user()
    client = signed_in(user)
    assert client.post(PAGE).status_code == 422
    secret, _codes = set_up(client)
    client.post(f"{PAGE}/desactiver", data={"code": code_of(secret)})
    db.session.expire_all()
    assert second_factor.is_set(user)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(UserSession)) == 1
