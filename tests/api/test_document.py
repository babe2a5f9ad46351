"""The document says what the API does: schemathesis asks by it, and believes no answer."""

import os
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode

from aic_tracker import clock
from aic_tracker.accounts import tokens
from aic_tracker.api.views import document
from aic_tracker.db import db
from tests import factories

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "300")) // 20  # of each operation, right and wrong


def test_it_is_open_to_all_and_valid(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/openapi.json")
    assert (answer.status_code, answer.json["openapi"]) == (200, "3.1.0")
    assert answer.headers["Cache-Control"].startswith("public")


def test_it_names_every_resource_and_nothing_else(app: Flask) -> None:
    asked = {
        (document.document_path(rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    told = {
        (path, verb) for path, verbs in document.document()["paths"].items() for verb in verbs if verb != "parameters"
    }
    assert told == asked


def test_the_page_for_people_shows_each_request(app: Flask) -> None:
    page = app.test_client().get("/api").text
    for path in document.document()["paths"]:
        assert path in page


@pytest.fixture
def secret(empty_app: Flask) -> str:
    """A coach's, in a season with something of everything."""
    with empty_app.app_context():
        laureate = factories.laureate("Vikidia")
        referent = factories.referent(laureate)
        factories.objective(factories.priority(factories.roadmap(laureate)))
        factories.action(laureate)
        factories.checkpoint(laureate)
        factories.time_entry(laureate, referent, clock.today())
        coach, wide = factories.coach(laureate), {"may_write": True, "laureate_ids": []}
        _token, made = tokens.make(coach, name="Essai", lasts=timedelta(days=30), now=clock.now(), **wide)  # type: ignore[arg-type]
        db.session.commit()
    return made


def assert_about_text(problem: Any) -> None:
    """What no JSON Schema says of a text: characters that mislead or that nobody sees (`aic_tracker/inputs.py`)."""
    said = [words for field in problem["errors"].values() for words in field]
    assert all(words.startswith(("Ce texte", "Écrivez", "De 1 à")) for words in said), said


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_answer_is_one_that_the_document_announces(empty_app: Flask, secret: str, mode: Any) -> None:
    headers, asked = {"Authorization": f"Bearer {secret}"}, 0
    empty_app.config["TRUSTED_HOSTS"] = None
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", empty_app)
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            phases=[Phase.generate],
            database=None,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            nonlocal asked
            case.path_parameters = {**case.path_parameters, **({"slug": "vikidia"} if asked % 2 else {})}
            answer = case.call(headers=headers)
            if answer.status_code == 422 and mode is GenerationMode.POSITIVE:
                assert_about_text(answer.json())
            else:
                case.validate_response(answer, headers=headers)
            asked += 1

        ask()
    assert asked >= EXAMPLES * 5
