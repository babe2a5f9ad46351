"""Pages travel compressed, and their length tells nothing."""

import gzip

from flask import Flask
from flask.testing import FlaskClient

from aic_tracker.web import compression
from aic_tracker.web.compression import MOST_HIDDEN
from tests.support.client import Client

ASKED = {"Accept-Encoding": "gzip"}


def test_a_page_travels_compressed_and_reads_the_same(client: Client) -> None:
    answer = client.get("/connexion", headers=ASKED)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Length"] == str(len(answer.data))
    page = gzip.decompress(answer.data)
    assert len(answer.data) < len(page) / 2
    assert page.rstrip().endswith(b"</html>")


def test_who_asks_for_nothing_receives_the_page_as_it_is(client: Client) -> None:
    answer = client.get("/connexion")
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert answer.text.rstrip().endswith("</html>")


def _site(page: str) -> FlaskClient:
    """A site of one page."""
    site = Flask("site")
    compression.init_app(site)
    site.add_url_rule("/", "page", lambda: page)
    return site.test_client()


def test_the_same_page_has_any_of_a_hundred_lengths() -> None:
    client = _site("<p>La même page</p>" * 100)
    lengths = {len(client.get("/", headers=ASKED).data) for _ in range(400)}
    assert len(lengths) > MOST_HIDDEN / 2
    assert max(lengths) - min(lengths) <= MOST_HIDDEN


def test_an_answer_too_short_to_gain_is_left_alone() -> None:
    assert "Content-Encoding" not in _site("<p>Court</p>").get("/", headers=ASKED).headers


def test_a_style_sheet_is_not_compressed_twice(client: Client) -> None:
    page = client.get("/connexion").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert gzip.decompress(client.get(address, headers=ASKED).data).startswith(b"@charset")
