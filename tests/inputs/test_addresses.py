"""Bad input in the address and the request itself."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from aic_tracker import config, create_app
from aic_tracker.db import db
from aic_tracker.web.security import CONTENT_SECURITY_POLICY
from tests.access.walk import TABLES
from tests.inputs import bad
from tests.inputs.doors import House, actors_of, path_of
from tests.support.client import text_of

pytestmark = pytest.mark.looks

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def rules(app: Flask, method: str) -> list[Rule]:
    # Of what programs ask, tests/api.
    pages = (rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/api/"))
    found = (rule for rule in pages if method in (rule.methods or ()))
    return sorted(found, key=lambda rule: rule.rule)


@pytest.mark.parametrize("identifier", [text for text in bad.IDENTIFIERS if text])
def test_an_identifier_that_names_nothing_is_not_found(house: House, identifier: str) -> None:
    for method in ("GET", "POST"):
        for rule in rules(house.app, method):
            for name in rule.arguments & (TABLES.keys() - {"slug"}):
                actor = actors_of(house.app, rule)[0]
                answer = house.browser(actor).open(path_of(rule, house.world, **{name: identifier}), method=method)
                assert answer.status_code == 404, (method, rule.rule, answer.status_code)
            house.restore()


@pytest.mark.parametrize("page", ["999999", "abc"])
def test_a_page_of_a_list_that_does_not_exist_fails_nowhere(house: House, page: str) -> None:
    for rule in rules(house.app, "GET"):
        for actor in actors_of(house.app, rule)[:1]:
            answer = house.browser(actor).get(f"{path_of(rule, house.world)}?page={page}")
            answer.get_data()
            assert answer.status_code < 500, rule.rule
            assert answer.status_code != 400, rule.rule


def test_a_method_that_a_page_does_not_know_is_refused_in_french(house: House) -> None:
    for rule in rules(house.app, "GET"):
        known = {method for each in house.app.url_map.iter_rules() if each.rule == rule.rule for method in each.methods}
        for method in {"POST", "PUT", "DELETE", "PATCH"} - known:
            answer = house.browser("coach").open(path_of(rule, house.world), method=method)
            # Another route may take it: /connexion/lien-envoye reads like /connexion/<token>.
            if not rule.rule.startswith("/connexion/"):
                assert answer.status_code == 405, (method, rule.rule, answer.status_code)
                assert "Action impossible ici" in text_of(answer)


def test_a_body_over_the_limit_is_refused_by_every_form(house: House) -> None:
    for rule in rules(house.app, "POST"):
        view = house.app.view_functions[rule.endpoint]
        size = max(getattr(view, "body_bytes", 0), 2 * 1024 * 1024) + 1
        actor = actors_of(house.app, rule)[0]
        answer = house.browser(actor).post(
            path_of(rule, house.world), data=b"a=" + b"x" * size, content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code == 413, (rule.rule, answer.status_code)
        assert "Envoi trop lourd" in text_of(answer)


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data"])
def test_a_body_of_another_kind_is_an_empty_form(house: House, kind: str) -> None:
    for rule in rules(house.app, "POST"):
        actor = actors_of(house.app, rule)[0]
        answer = house.browser(actor).post(path_of(rule, house.world), data=b'{"a": [', content_type=kind)
        assert answer.status_code < 500, (rule.rule, answer.status_code)
        assert rule.rule == "/deconnexion" or not house.has_written, rule.rule
        house.restore()


@pytest.fixture
def guarded_app(empty_app: Flask, settings: config.Settings) -> Iterator[Flask]:
    """Served under one name."""
    app = create_app(replace(settings, app=replace(settings.app, trusted_hosts=("aic.test",))))
    yield app
    with app.app_context():
        db.engine.dispose()
    config.use(settings)


@pytest.mark.parametrize(
    "host", ["evil.example.org", "aic.test.evil.org", "aic.test@evil.org", "", "aic.test:99999999"]
)
def test_another_host_is_refused_in_french(guarded_app: Flask, host: str) -> None:
    for path in ("/connexion", "/", "/nulle-part", "/fichiers/app/1/css/app.css"):
        answer = guarded_app.test_client().get(path, headers={"Host": host})
        assert answer.status_code == 400
        assert "Erreur 400" in text_of(answer)
        assert "evil" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_host_it_is_served_under_is_answered(guarded_app: Flask) -> None:
    assert guarded_app.test_client().get("/connexion", headers={"Host": "aic.test"}).status_code == 200


def pages(house: House) -> Iterator[tuple[Rule, Any]]:
    for rule in rules(house.app, "GET"):
        for actor in actors_of(house.app, rule)[:1]:
            yield rule, house.browser(actor).get(path_of(rule, house.world))


def test_every_answer_carries_the_headers(house: House) -> None:
    for rule, answer in pages(house):
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, rule.rule
        assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY, rule.rule
        assert "camera=()" in answer.headers["Permissions-Policy"]
        assert "Strict-Transport-Security" not in answer.headers, f"{rule.rule}: not over plain HTTP"


def test_the_policy_allows_nothing_that_it_does_not_name() -> None:
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'")
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY


def test_a_page_that_is_not_public_is_kept_by_no_cache(house: House) -> None:
    for rule, answer in pages(house):
        guard = house.app.view_functions[rule.endpoint].guard  # type: ignore[attr-defined]
        if guard != "public":
            assert "no-store" in answer.headers["Cache-Control"], rule.rule


def test_over_https_the_browser_is_told_to_stay_there(house: House) -> None:
    for path in ("/connexion", "/nulle-part", "/"):
        answer = house.browser("anonymous").get(path, base_url="https://localhost")
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_refusals_carry_the_headers_too(house: House) -> None:
    browser = house.browser("referent")
    for answer in (browser.get("/nulle-part"), browser.post("/"), browser.post("/mon-compte", data={"name": "x"})):
        assert answer.status_code >= 400
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert answer.headers["Cache-Control"] == "no-store"
