"""How surely somebody signed in, as ProConnect says it: six levels, of which four had a second factor."""

import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import sqlalchemy as sa
from flask import Flask

from aic_tracker import clock, config
from aic_tracker.accounts import assurance
from aic_tracker.accounts.models import SecondFactor
from aic_tracker.audit.models import AuditEntry, Event
from aic_tracker.db import db
from tests import factories
from tests.accounts.test_proconnect import EMAIL, agree, app_of, changed, leave, provider, shared_provider, tell
from tests.support.client import Client
from tests.support.openid import LEVELS, Provider

__all__ = ["provider", "shared_provider"]
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
TWO = ("eidas0-mfa", "eidas1-mfa", "eidas2", "eidas3")
ONE = ("eidas0", "eidas1")
# Of another provider, of an older documentation, and what is no text.
NOT_OURS = ("urn:oasis:names:tc:SAML:2.0:ac:classes:Password", "eidas4", "EIDAS2", "eidas2 ", "", None, 3, ["eidas3"])


@pytest.fixture
def agent_app(empty_app: Flask, provider: Provider, settings: config.Settings) -> Iterator[Flask]:
    with app_of(provider, settings, second_factor_counts=True) as app:
        yield app


def sign_in(app: Flask, provider: Provider, acr: object) -> tuple[Client, str]:
    """A browser that came back from the provider, and where it is sent."""
    provider.acr = acr
    tell(provider, "sub-1")
    browser: Client = app.test_client()  # type: ignore[assignment]
    answer = browser.get(agree(leave(browser)))
    assert answer.status_code == 303
    return browser, answer.location


def coach_with_factor() -> None:
    user = factories.coach(email=EMAIL)
    factories.save(SecondFactor(user_id=user.id, secret="sealed", confirmed_at=clock.now(), last_step=0))


def told() -> list[dict[str, object]]:
    db.session.rollback()
    entries = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.event == Event.SIGNED_IN).order_by(AuditEntry.seq)
    )
    return [entry.details for entry in entries]


def test_the_levels_are_those_of_the_documentation() -> None:
    assert set(assurance.LEVELS) == LEVELS
    assert {level for level in LEVELS if assurance.is_of_two_factors(level)} == set(TWO)


@pytest.mark.parametrize("acr", TWO)
def test_a_second_factor_used_there_is_not_asked_for_again(agent_app: Flask, provider: Provider, acr: str) -> None:
    coach_with_factor()
    browser, path = sign_in(agent_app, provider, acr)
    assert path == "/"
    assert browser.get("/mon-compte").status_code == 200
    assert told() == [{"by": "proconnect", "awaits_code": False, "level": acr}]


@pytest.mark.parametrize("acr", [*ONE, *NOT_OURS], ids=str)
def test_any_other_level_is_no_second_factor(agent_app: Flask, provider: Provider, acr: object) -> None:
    coach_with_factor()
    browser, path = sign_in(agent_app, provider, acr)
    assert path == "/connexion/code"
    assert browser.get("/mon-compte").status_code == 303
    assert told()[0].get("level", "") == (acr if acr in ONE else "")


@pytest.mark.parametrize(("acr", "opens"), [("eidas1", False), ("eidas1-mfa", True)])
def test_where_two_factors_are_required_those_of_the_provider_are_enough(
    empty_app: Flask,
    provider: Provider,
    settings: config.Settings,
    acr: str,
    opens: bool,
) -> None:
    required = replace(settings, accounts=replace(settings.accounts, second_factor_required=True))
    with app_of(provider, required, second_factor_counts=True) as app:
        factories.coach(email=EMAIL)
        browser, _path = sign_in(app, provider, acr)
        assert (browser.get("/laureats").status_code == 200) is opens


def test_a_site_asks_for_its_own_all_the_same_unless_it_is_told_otherwise(
    empty_app: Flask, provider: Provider, settings: config.Settings
) -> None:
    with app_of(provider, settings) as app:
        coach_with_factor()
        _browser, path = sign_in(app, provider, "eidas3")
        assert path == "/connexion/code"
        assert told()[0]["level"] == "eidas3"


def test_the_level_is_asked_for_and_not_demanded(agent_app: Flask, provider: Provider) -> None:
    browser: Client = agent_app.test_client()  # type: ignore[assignment]
    query = parse_qs(urlsplit(leave(browser)).query)
    assert json.loads(query["claims"][0]) == {"id_token": {"acr": None}}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"claims": '{"id_token":{"acr":{"essential":true,"values":["eidas2","eidas4"]}}}'}, "unknown levels eidas4"),
        ({"acr_values": "eidas1 high"}, "unknown levels high"),
        ({"claims": "acr"}, "claims is no JSON object"),
        ({"max_age": "60"}, "unknown parameters max_age"),
        ({"response_type": "token"}, "neither a code nor openid"),
    ],
)
def test_the_provider_of_the_tests_refuses_what_the_real_one_refuses(
    agent_app: Flask,
    provider: Provider,
    values: dict[str, str],
    said: str,
) -> None:
    browser: Client = agent_app.test_client()  # type: ignore[assignment]
    refused = requests.get(changed(leave(browser), **values), timeout=5)
    assert (refused.status_code, refused.text) == (400, f"Y000400: {said}")
