"""/.well-known/security.txt, as RFC 9116 asks for it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from aic_tracker import clock, config
from tests.support.client import Client

URL = "/.well-known/security.txt"


@pytest.fixture
def reached_at(settings: config.Settings, empty_app: Flask) -> Iterator[object]:
    def use(contact: str) -> dict[str, str]:
        config.use(replace(settings, app=replace(settings.app, security_contact=contact)))
        text = empty_app.test_client().get(URL).text
        return dict(line.split(": ", 1) for line in text.splitlines())

    yield use
    config.use(settings)


def test_it_says_where_to_write_until_when_and_for_which_site(client: Client) -> None:
    answer = client.get(URL)
    assert answer.content_type == "text/plain; charset=utf-8"
    said = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert list(said) == ["Contact", "Expires", "Preferred-Languages", "Canonical"]
    assert said["Contact"] == "mailto:contact@example.org"
    assert said["Canonical"] == f"http://aic.test{URL}"
    left = datetime.fromisoformat(said["Expires"]) - clock.now()
    assert timedelta(days=30) < left < timedelta(days=365)


def test_another_address_may_be_given(reached_at: object) -> None:
    assert reached_at("securite@example.org")["Contact"] == "mailto:securite@example.org"  # type: ignore[operator]
    assert reached_at("https://example.org/failles")["Contact"] == "https://example.org/failles"  # type: ignore[operator]


def test_what_is_no_address_is_refused(tmp_path: object) -> None:
    environment = {"AIC_DEMO": "1", "AIC_APP_INSTANCE": str(tmp_path), "AIC_APP_SECURITY_CONTACT": "moi"}
    with pytest.raises(config.ConfigError, match="security_contact"):
        config.load(environment)
