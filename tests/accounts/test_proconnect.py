"""Signing in with an OpenID Connect provider, over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest
import requests
import sqlalchemy as sa
from flask import Flask

from aic_tracker import clock, config, create_app
from aic_tracker.accounts import operations
from aic_tracker.accounts.models import Identity, Role, SecondFactor, UserSession
from aic_tracker.db import db
from tests import factories
from tests.support import openid
from tests.support.client import Client, text_of
from tests.support.openid import Provider

# The provider of the tests runs in this process, and uses what Authlib deprecates.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
EMAIL = "camille@example.org"


@pytest.fixture(scope="module")
def shared_provider() -> Iterator[Provider]:
    with openid.provider() as provider:
        yield provider


@pytest.fixture
def provider(shared_provider: Provider) -> Provider:
    fresh = Provider(issuer=shared_provider.issuer)
    vars(shared_provider).update(vars(fresh))
    return shared_provider


@contextmanager
def app_of(provider: Provider, settings: config.Settings, **values: object) -> Iterator[Flask]:
    known = {"issuer": provider.issuer, "client_id": "aic", "client_secret": "s3cret", **values}
    app = create_app(replace(settings, proconnect=replace(settings.proconnect, **known)))
    app.test_client_class = Client
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    config.use(settings)


@pytest.fixture
def agent_app(empty_app: Flask, provider: Provider, settings: config.Settings) -> Iterator[Flask]:
    with app_of(provider, settings) as app:
        yield app


@pytest.fixture
def browser(agent_app: Flask) -> Client:
    return agent_app.test_client()  # type: ignore[return-value]


def tell(provider: Provider, subject: str, **claims: object) -> None:
    claims = {"email": EMAIL, "email_verified": True, **claims}
    assert requests.put(f"{provider.issuer}/users/{subject}", json=claims, timeout=5).status_code == 204


def leave(browser: Client, path: str = "/connexion/proconnect") -> str:
    response = browser.get(path)
    assert response.status_code == 303, text_of(response)
    return response.location


def agree(url: str, subject: str = "sub-1") -> str:
    """Say yes at the provider; where it sends the browser back to, on this site."""
    answer = requests.post(url, data={"sub": subject}, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}" == "http://aic.test"
    return f"{back.path}?{back.query}"


def changed(url: str, **values: str) -> str:
    parts = urlsplit(url)
    query = {key: value[0] for key, value in parse_qs(parts.query).items()} | values
    return urlunsplit(parts._replace(query=urlencode(query)))


def sessions() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(UserSession)) or 0


@pytest.mark.parametrize("role", [Role.COACH, Role.DIRECTION, Role.ADMIN])
def test_an_agent_comes_in_and_is_known_from_then_on(browser: Client, provider: Provider, role: Role) -> None:
    user = factories.user(role, email=EMAIL)
    tell(provider, "sub-1")
    assert "S’identifier avec ProConnect" in text_of(browser.get("/connexion"))
    response = browser.get(agree(leave(browser, "/connexion/proconnect?next=/mon-compte")))
    assert (response.status_code, response.location) == (303, "/mon-compte")
    assert EMAIL in text_of(browser.get("/mon-compte"))
    assert len(provider.verifiers) == 1
    identity = db.session.scalars(sa.select(Identity)).one()
    assert (identity.user_id, identity.issuer, identity.subject) == (user.id, provider.issuer, "sub-1")
    # Another address at the provider, later: the same person.
    tell(provider, "sub-1", email="autre@example.org", email_verified=False)
    assert browser.get(agree(leave(browser))).status_code == 303
    assert db.session.scalars(sa.select(UserSession.user_id).distinct()).all() == [user.id]


def test_the_address_is_compared_as_accounts_keep_it(browser: Client, provider: Provider) -> None:
    factories.coach(email=EMAIL)
    tell(provider, "sub-1", email="Camille@Example.ORG")
    assert browser.get(agree(leave(browser))).status_code == 303
    assert sessions() == 1


@pytest.mark.parametrize("role", [Role.REFERENT, Role.EXPERT, None])
def test_who_is_no_agent_is_told_so(browser: Client, provider: Provider, role: Role | None) -> None:
    if role:
        factories.user(role, email=EMAIL)
    tell(provider, "sub-1")
    response = browser.get(agree(leave(browser)))
    assert response.status_code == 403
    assert "Aucun compte d’agent n’est ouvert ici" in text_of(response)
    assert sessions() == 0
    assert db.session.scalars(sa.select(Identity)).all() == []


def test_a_deactivated_account_stays_shut(browser: Client, provider: Provider) -> None:
    user = factories.coach(email=EMAIL)
    tell(provider, "sub-1")
    browser.get(agree(leave(browser)))
    operations.deactivate(user, actor=factories.admin(), now=clock.now())
    db.session.commit()
    assert browser.get(agree(leave(browser))).status_code == 403


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_is_not_verified_opens_nothing(browser: Client, provider: Provider, verified: object) -> None:
    factories.coach(email=EMAIL)
    tell(provider, "sub-1", email_verified=verified)
    response = browser.get(agree(leave(browser)))
    assert response.status_code == 403
    assert "n’est pas vérifiée" in text_of(response)
    assert sessions() == 0


def test_a_provider_may_be_trusted_for_its_addresses(
    empty_app: Flask, provider: Provider, settings: config.Settings
) -> None:
    with app_of(provider, settings, vouches_for_email=True) as app:
        factories.coach(email=EMAIL)
        requests.put(f"{provider.issuer}/users/sub-1", json={"email": EMAIL}, timeout=5)
        browser: Client = app.test_client()  # type: ignore[assignment]
        assert browser.get(agree(leave(browser))).status_code == 303
        assert sessions() == 1


def test_two_identities_do_not_share_an_account(browser: Client, provider: Provider, agent_app: Flask) -> None:
    factories.coach(email=EMAIL)
    tell(provider, "sub-1")
    tell(provider, "sub-2")
    assert browser.get(agree(leave(browser), "sub-1")).status_code == 303
    other: Client = agent_app.test_client()  # type: ignore[assignment]
    response = other.get(agree(leave(other), "sub-2"))
    assert response.status_code == 403
    assert "déjà relié à une autre identité" in text_of(response)


def test_a_new_address_undoes_the_link(browser: Client, provider: Provider) -> None:
    user = factories.coach(email=EMAIL)
    tell(provider, "sub-1")
    browser.get(agree(leave(browser)))
    values = {"name": user.name, "role": user.role, "engaged": False}
    operations.edit_user(user, email="b@example.org", **values, actor=factories.admin(), now=clock.now())  # type: ignore[arg-type]
    db.session.commit()
    assert browser.get(agree(leave(browser))).status_code == 403


def test_a_return_that_nobody_asked_for_is_refused(browser: Client, provider: Provider, agent_app: Flask) -> None:
    factories.coach(email=EMAIL)
    tell(provider, "sub-1")
    stolen = agree(leave(browser))
    victim: Client = agent_app.test_client()  # type: ignore[assignment]
    for path in (stolen, changed(stolen, state="made-up"), "/connexion/proconnect/retour"):
        response = victim.get(path)
        assert response.status_code == 400
        assert "ne répond pas à une demande faite dans ce navigateur" in text_of(response)
    assert browser.get(stolen).status_code == 303
    assert browser.get(stolen).status_code == 400  # once
    assert sessions() == 1


def test_another_nonce_is_refused(browser: Client, provider: Provider) -> None:
    factories.coach(email=EMAIL)
    tell(provider, "sub-1")
    response = browser.get(agree(changed(leave(browser), nonce="another" * 5)))
    assert response.status_code == 502
    assert "n’est pas valide" in text_of(response)
    assert sessions() == 0


@pytest.mark.parametrize(
    "misbehaviour",
    [
        {"is_signing": False},
        {"has_another_key": True},
        {"claims": {"sub": "sub-2"}},
        {"claims": {"aud": "somebody else"}},
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"exp": 1}},
    ],
    ids=lambda value: "-".join(value) + "".join(value.get("claims", {})),
)
def test_what_is_not_soundly_signed_for_us_is_not_believed(
    browser: Client, provider: Provider, misbehaviour: dict[str, object]
) -> None:
    factories.coach(email=EMAIL)
    tell(provider, "sub-1")
    vars(provider).update(misbehaviour)
    response = browser.get(agree(leave(browser)))
    assert response.status_code == 502
    assert "n’est pas valide" in text_of(response)
    assert sessions() == 0


def test_an_identity_token_that_is_over_is_refused(empty_app: Flask, settings: config.Settings) -> None:
    with openid.provider(lasts=timedelta(hours=-1)) as late, app_of(late, settings) as app:
        factories.coach(email=EMAIL)
        tell(late, "sub-1")
        browser: Client = app.test_client()  # type: ignore[assignment]
        response = browser.get(agree(leave(browser)))
        assert response.status_code in (403, 502)
        assert sessions() == 0


def test_a_code_that_the_provider_does_not_know_is_refused(browser: Client, provider: Provider) -> None:
    tell(provider, "sub-1")
    response = browser.get(changed(agree(leave(browser)), code="made-up"))
    assert response.status_code == 403
    assert "annulée, ou refusée" in text_of(response)


def test_saying_no_at_the_provider_is_understood(browser: Client, provider: Provider) -> None:
    answer = requests.post(leave(browser), data={"action": "deny"}, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    response = browser.get(f"{back.path}?{back.query}&error_description=<script>")
    assert response.status_code == 403
    assert "annulée, ou refusée" in text_of(response)
    assert "<script>" not in response.text


@pytest.mark.parametrize("moment", ["leaving", "returning"])
def test_a_provider_that_is_down_is_told(browser: Client, provider: Provider, moment: str) -> None:
    tell(provider, "sub-1")
    path = "/connexion/proconnect"
    if moment == "returning":
        path = agree(leave(browser))
    provider.is_down = True
    response = browser.get(path)
    assert response.status_code in (403, 503)
    assert sessions() == 0
    assert browser.get("/connexion").status_code == 200


def test_nobody_listens_there(empty_app: Flask, settings: config.Settings) -> None:
    with app_of(Provider(issuer="http://localhost:9"), settings) as app:
        response = app.test_client().get("/connexion/proconnect")
        assert response.status_code == 503
        assert "ne répond pas" in text_of(response)


def test_signing_out_leads_to_the_provider(browser: Client, provider: Provider) -> None:
    factories.coach(email=EMAIL)
    tell(provider, "sub-1")
    browser.get(agree(leave(browser)))
    response = browser.submit("/deconnexion")
    assert response.status_code == 200
    url = response.headers["Refresh"].removeprefix("0; url=")
    assert url.startswith(f"{provider.issuer}/oauth2/end_session?")
    query = parse_qs(urlsplit(url).query)
    assert query["post_logout_redirect_uri"] == ["http://aic.test/connexion"]
    assert query["id_token_hint"][0].count(".") == 2
    # As ProConnect does, it refuses what is too short to be drawn at random.
    assert requests.get(url, timeout=5).status_code == 200
    assert len(query["state"][0]) >= 32
    assert browser.get("/mon-compte").status_code == 303
    assert db.session.scalars(sa.select(UserSession.id_token)).all() == [None]


def test_what_is_drawn_at_random_is_as_long_as_proconnect_asks(browser: Client, provider: Provider) -> None:
    address = leave(browser)
    query = parse_qs(urlsplit(address).query)
    assert [name for name in ("state", "nonce") if len(query[name][0]) < 32] == []
    for name in ("state", "nonce"):
        refused = requests.get(changed(address, **{name: "a" * 31}), timeout=5)
        assert (refused.status_code, refused.text) == (400, f"Y000400: {name} too short")


def test_a_second_factor_is_asked_for_here_too(browser: Client, provider: Provider) -> None:
    user = factories.coach(email=EMAIL)
    factories.save(SecondFactor(user_id=user.id, secret="sealed", confirmed_at=clock.now(), last_step=0))
    tell(provider, "sub-1")
    assert browser.get(agree(leave(browser))).location == "/connexion/code"
    assert browser.get("/mon-compte").status_code == 303


def test_without_settings_there_is_no_such_door(client: Client) -> None:
    assert "S’identifier avec" not in text_of(client.get("/connexion"))
    assert client.get("/connexion/proconnect").status_code == 404
    assert client.get("/connexion/proconnect/retour?code=a&state=b").status_code == 404
