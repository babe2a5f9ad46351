"""Every error under /api is a problem document, with the headers that go with it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from aic_tracker import config
from tests import factories
from tests.api.conftest import Program

Programs = Callable[..., Program]
DEEP = b'{"title": ' + b"[" * 1000 + b"]" * 1000 + b"}"


@pytest.fixture
def held(program: Programs) -> Program:
    laureate = factories.laureate("Vikidia")
    factories.objective(factories.priority(factories.roadmap(laureate)))
    return program(factories.coach(laureate))


def problem(answer: Any, code: int) -> dict[str, Any]:
    assert (answer.status_code, answer.mimetype) == (code, "application/problem+json"), answer.text
    assert answer.json["status"] == code
    assert answer.json["title"]
    said: dict[str, Any] = answer.json
    return said


@pytest.mark.parametrize(
    "body",
    [b"{", b"", b"\xff", b'{"title": NaN}', b'{"title": "a", "title": "b"}', DEEP, b'{"title": 1e999999}'],
    ids=["broken", "empty", "not-utf-8", "nan", "doubled", "deep", "infinite"],
)
def test_what_is_no_readable_json_is_told_so(held: Program, body: bytes) -> None:
    assert held.post("/laureats/vikidia/actions", body).status_code in (400, 422)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "title"),
        ({"title": ""}, "title"),
        ({"title": 3}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"title": "Écrire\u202e"}, "title"),
        ({"title": "Écrire", "due_on": "demain"}, "due_on"),
        ({"title": "Écrire", "due_on": "2026-02-30"}, "due_on"),
        ({"title": "Écrire", "owner": 2**63}, "owner"),
        ({"title": "Écrire", "objective": True}, "objective"),
        ({"title": "Écrire", "inconnu": 1}, "inconnu"),
    ],
)
def test_a_refused_value_is_named(held: Program, body: dict[str, Any], field: str) -> None:
    said = problem(held.post("/laureats/vikidia/actions", body), 422)
    assert field in said["errors"]
    assert held.get("/laureats/vikidia/actions").json["items"] == []


def test_a_form_is_not_a_body(held: Program) -> None:
    answer = held.post("/laureats/vikidia/actions", b"title=x", Content_Type="application/x-www-form-urlencoded")
    problem(answer, 415)


def test_a_method_that_is_not_there_says_those_that_are(held: Program) -> None:
    answer = held.ask("DELETE", "/laureats")
    problem(answer, 405)
    assert "GET" in answer.headers["Allow"]


def test_what_does_not_exist_and_what_is_not_theirs_are_told_alike(program: Programs) -> None:
    mine, other = factories.laureate("Vikidia"), factories.laureate("Infoclimat")
    held = program(factories.referent(mine))
    answers = [held.get(f"/laureats/{slug}") for slug in (other.slug, "n-existe-pas")]
    assert [problem(answer, 404) for answer in answers] == [answers[0].json] * 2
    problem(held.get("/rien"), 404)


def test_an_unknown_filter_is_refused_rather_than_ignored(held: Program) -> None:
    assert "saison" in problem(held.get("/laureats?saison=1"), 422)["errors"]
    assert "fields" in problem(held.get("/laureats?fields=name,surnom"), 422)["errors"]


@pytest.mark.parametrize("cursor", ["1", "abc", "MQ.AAAA", "%00"])
def test_a_cursor_made_by_hand_opens_nothing(held: Program, cursor: str) -> None:
    assert "next" in problem(held.get(f"/laureats?cursor={cursor}"), 404)["detail"]


def test_what_a_rule_refuses_is_told_in_its_words(held: Program) -> None:
    objective = held.get("/laureats/vikidia/feuille-de-route").json["priorities"][0]["objectives"][0]
    path = f"/laureats/vikidia/objectifs/{objective['id']}"
    version = held.get(path).headers["ETag"]
    said = problem(held.post(f"{path}/avancement", {"status": "blocked"}, If_Match=version), 409)
    assert said["errors"] == {"reason": ["Dites ce qui bloque."]}


@pytest.mark.parametrize("field", ["owner", "objective"])
def test_what_is_not_of_the_project_is_refused(held: Program, field: str) -> None:
    said = problem(held.post("/laureats/vikidia/actions", {"title": "Écrire", field: 999_999}), 409)
    assert field in said["errors"]


def test_too_long_a_body_is_refused(held: Program) -> None:
    problem(held.post("/laureats/vikidia/actions", b" " * (3 * 1024 * 1024)), 413)


def test_pages_keep_their_own_errors(app: Flask) -> None:
    answer = app.test_client().get("/n-existe-pas")
    assert answer.mimetype == "text/html"
    refused = app.test_client().put("/connexion")
    assert "GET" in refused.headers["Allow"]


def test_a_token_that_asks_too_much_is_told_when_to_come_back(held: Program, at: Callable[[str], None]) -> None:
    before = config.current()
    config.use(replace(before, api=replace(before.api, requests_per_minute=2)))
    try:
        assert [held.get("/laureats").status_code for _ in range(3)] == [200, 200, 429]
        answer = held.get("/laureats")
        problem(answer, 429)
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
        at("2026-03-02T10:01")
        assert held.get("/laureats").status_code == 200
    finally:
        config.use(before)
