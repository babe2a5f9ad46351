"""The guide's examples are run as they are written."""

import re
import shlex
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests import factories
from tests.api.conftest import Program

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
EXAMPLES = re.findall(r"^curl .*(?:\n {5}.*)*", GUIDE.read_text("utf-8").replace("\\\n", "\n"), re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_does_what_it_says(program: Callable[..., Program], app: Any, example: str) -> None:
    laureate = factories.laureate("Vikidia")
    factories.objective(factories.priority(factories.roadmap(laureate)))
    held = program(factories.coach(laureate))
    words = shlex.split(example.replace("$JETON", held.secret).replace("$AIC", ""))
    method, headers, body, path = "GET", {}, None, words[-1]
    for option, value in pairwise(words):
        if option == "-X":
            method = value
        elif option == "-H":
            name, _, said = value.partition(": ")
            headers[name] = said
        elif option == "-d":
            body = value
    answer = app.test_client().open(path, method=method, headers=headers, data=body)
    assert answer.status_code == (201 if method == "POST" else 200), answer.text


def test_the_guide_has_examples() -> None:
    assert len(EXAMPLES) >= 4
