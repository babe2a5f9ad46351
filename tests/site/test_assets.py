"""Styles, scripts and fonts are kept by browsers for good, and nothing else can be fetched."""

import gzip
import re

import pytest
from flask import Flask

from aic_tracker.site.assets import asset_url
from tests.support.client import Client


def url(app: Flask, pack: str, name: str) -> str:
    with app.test_request_context():
        return asset_url(pack, name)


@pytest.mark.parametrize(
    ("pack", "name", "kind"),
    [
        ("dsfr", "dsfr.min.css", "text/css; charset=utf-8"),
        ("dsfr", "dsfr.module.min.js", "text/javascript; charset=utf-8"),
        ("dsfr", "fonts/Marianne-Regular.woff2", "font/woff2"),
        ("dsfr", "favicon/favicon.svg", "image/svg+xml"),
        ("htmx", "htmx-2.min.js", "text/javascript; charset=utf-8"),
        ("app", "css/app.css", "text/css; charset=utf-8"),
    ],
)
def test_an_asset_is_served_for_good_with_its_type(app: Flask, client: Client, pack: str, name: str, kind: str) -> None:
    answer = client.get(url(app, pack, name))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == kind
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_style_sheet_travels_compressed(app: Flask, client: Client) -> None:
    address = url(app, "dsfr", "dsfr.min.css")
    small = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert len(small.data) < 120_000
    assert gzip.decompress(small.data) == client.get(address).data
    assert client.get(address, headers={"If-None-Match": client.get(address).headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "name", ["README.md", "../__init__.py", "absent.css", "%2e%2e/apps.py", "fonts", "/etc/passwd"]
)
def test_nothing_else_can_be_fetched(app: Flask, client: Client, name: str) -> None:
    folder = url(app, "dsfr", "dsfr.min.css").removesuffix("dsfr.min.css")
    assert client.get(folder + name).status_code in {404, 308}


def test_another_version_is_not_found(app: Flask, client: Client) -> None:
    assert client.get(re.sub(r"/[0-9a-f]{12}/", "/000000000000/", url(app, "app", "css/app.css"))).status_code == 404
    assert client.get("/fichiers/autre/1/x.css").status_code == 404
