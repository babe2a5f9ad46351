"""An address built once is the one that would be built again."""

from typing import Any

import pytest
from flask import Flask, url_for
from werkzeug.routing import BuildError

from aic_tracker.web import addresses

ASKED: list[tuple[str, dict[str, Any]]] = [
    ("dashboard.home", {}),
    ("dashboard.laureate", {"slug": "projet-1"}),
    ("dashboard.laureate", {"slug": "é à/&?"}),
    ("checkpoints.show", {"slug": "projet-1", "number": 1}),
    ("checkpoints.show", {"slug": "projet-1", "number": 1, "_anchor": "point 1"}),
    ("search.search", {"q": "é", "page": 1}),
    ("search.search", {"q": "é", "page": "1"}),
    ("search.search", {"q": ["a", "b"]}),
    ("search.search", {"q": None}),
    ("dashboard.home", {"_external": True}),
]


@pytest.mark.parametrize("root", ["", "/suivi"])
def test_an_address_kept_is_the_one_that_flask_builds(app: Flask, root: str) -> None:
    for _ in range(2):
        for endpoint, values in ASKED:
            with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
                assert url_for(endpoint, **values) == Flask.url_for(app, endpoint, **values), (endpoint, values)


def test_a_relative_address_is_of_the_blueprint_of_each_request(app: Flask) -> None:
    with app.test_request_context("/laureats"):
        assert url_for(".home") == "/"
    with app.test_request_context("/envois"), pytest.raises(BuildError):
        url_for(".home")


def test_a_long_value_is_not_kept(app: Flask) -> None:
    site: Any = app
    with app.test_request_context("/"):
        before = site._built.cache_info().currsize
        url_for("search.search", q="a" * (addresses.LONGEST + 1))
        assert site._built.cache_info().currsize == before
        url_for("search.search", q="a" * addresses.LONGEST)
        assert site._built.cache_info().currsize == before + 1
