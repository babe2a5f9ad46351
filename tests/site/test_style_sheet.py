"""Only the rules of the DSFR that our pages use, all of them, and in their order."""

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask

from aic_tracker.site import assets
from aic_tracker.site.style_sheet import Block, blocks, names_in, pruned
from tests.support.client import Client

ROOT = Path(__file__).resolve().parents[2]
PLACES = (("templates", "*.html"), ("aic_tracker", "*.py"), ("static/js", "*.js"))
CLASS = re.compile(r"\bfr-[a-z]+(?:[_-]+[a-z0-9@]+)*(?![a-z0-9_@{-])")


def light(css: str, *texts: str, referring: str = "") -> str:
    return pruned(css, names_in(texts), referring)


@pytest.mark.parametrize(
    ("rule", "written"),
    [
        ("a{color:red}", ""),
        (".fr-btn{color:red}", 'class="fr-btn"'),
        (".fr-btn:hover,.fr-btn:active{color:red}", 'class="fr-btn"'),
        (".fr-btn:not(.fr-btn--sm,.fr-card *){color:red}", 'class="fr-btn"'),
        (".fr-badge--success{color:red}", 'class="fr-badge--{{ kind }}" {{ badge("success") }}'),
        (".fr-col-7{color:red}", 'f"fr-col-{width}"'),
        (".fr-inline\\@md{color:red}", 'class="fr-inline@md"'),
        (".fr-collapse--expanded{color:red}", 'class="fr-collapse"'),
        (".fr-input--error{color:red}", 'class="fr-input{% if f.errors %} fr-input--error{% endif %}"'),
        ('[class*=" fr-icon-"]::before{content:"},{"}', ""),
        ("@media (forced-colors:active){.fr-btn{color:red}}", 'class="fr-btn"'),
        (":root[data-fr-theme=dark] .fr-btn{color:red}", 'class="fr-btn"'),
        ("@media print{.fr-btn{color:red}}", 'class="fr-btn"'),
        ("@font-face{font-family:A;src:url(a.woff2)}", ""),
    ],
)
def test_what_a_page_may_use_stays(rule: str, written: str) -> None:
    assert light(rule, written) == rule


@pytest.mark.parametrize(
    ("rule", "written"),
    [
        (".fr-btn{color:red}", ""),
        (".fr-btn .fr-tab{color:red}", 'class="fr-btn"'),
        (".fr-badge--success{color:red}", 'class="fr-badge--{{ kind }}" {{ badge("info") }}'),
        (".fr-modal--opened{color:red}", 'class="fr-btn"'),
        ("@media (min-width:48em){.fr-btn{color:red}}", ""),
        ("@media screen and (min-width:0\\0) and (min-resolution:72dpi){.fr-btn{color:red}}", 'class="fr-btn"'),
    ],
)
def test_what_no_page_uses_goes(rule: str, written: str) -> None:
    assert light(rule, written) == ""


def test_a_selector_goes_from_those_that_stay() -> None:
    assert light(".fr-btn,.fr-tab:is(a,b),a{color:red}", 'class="fr-btn"') == ".fr-btn,a{color:red}"


def test_a_property_stays_while_something_refers_to_it_however_far() -> None:
    css = ":root{--a:var(--b);--b:1;--c:2;--d:var(--c);--e:3}p{color:var(--a)}"
    assert light(css) == ":root{--a:var(--b);--b:1}p{color:var(--a)}"
    assert light(css, referring="x{color:var(--e)}") == ":root{--a:var(--b);--b:1;--e:3}p{color:var(--a)}"


def test_a_property_stays_in_each_theme_and_a_string_is_no_declaration() -> None:
    image = 'url("data:image/svg+xml;utf8,<p a:b/>")'
    css = f":root{{--a:1;--z:0}}:root[data-fr-theme=dark]{{--a:2;--z:1}}p{{--a:{image};x:var(--a)}}"
    assert light(css) == css.replace(";--z:0", "").replace(";--z:1", "")


def test_no_class_is_put_together_around_a_hole() -> None:
    """`fr-{{ type }}-group` names nothing that can be looked for: write the whole names."""
    found = [
        str(path.relative_to(ROOT))
        for folder, pattern in PLACES
        for path in (ROOT / folder).rglob(pattern)
        if re.search(r"\bfr-[\w-]*\{\{[^}]*\}\}[\w-]|\bfr-\{", path.read_text())
    ]
    assert found == []


def test_every_class_that_is_written_has_all_its_rules() -> None:
    """Read apart: for each class written in full, and each rule of the wheel that asks for it alone."""
    root = assets._wheel("dsfr")[0]
    whole = "".join((root / name).read_text() for name in assets.SHEETS)
    ours = assets._sheet().body.decode()
    written = {
        name for folder, p in PLACES for path in (ROOT / folder).rglob(p) for name in CLASS.findall(path.read_text())
    }
    have, asked = _alone(ours), {key for key in _alone(whole) if key[1] in written}
    assert len(written) > 200
    assert len(asked) > 300
    assert asked - have == set()


def _alone(css: str, condition: str = "") -> set[tuple[str, str, str]]:
    """Condition, class and selector of each rule whose selectors ask for one class of the DSFR."""
    found = set()
    for block in blocks(css):
        if block.body is None or r"0\0" in block.prelude or block.prelude.startswith("@font"):
            continue
        if block.prelude.startswith("@"):
            found |= _alone(block.body, condition + block.prelude)
            continue
        for selector in block.prelude.split(","):
            classes = set(re.findall(r"\.(fr-(?:[\w-]|\\@)+)", selector))
            if len(classes) == 1 and "(" not in selector and ")" not in selector:
                found.add((condition, classes.pop().replace("\\", ""), selector))
    return found


def test_blocks_are_read_in_order_with_their_statements() -> None:
    css = '@charset "UTF-8";/*! kept */a{b:c}@media x{d{e:f}}'
    assert list(blocks(css)) == [
        Block('@charset "UTF-8";', None),
        Block("/*! kept */", None),
        Block("a", "b:c"),
        Block("@media x", "d{e:f}"),
    ]


def test_the_sheet_is_a_third_of_the_wheels(app: Flask, client: Client) -> None:
    with app.test_request_context():
        address = assets.asset_url("dsfr", assets.SHEET)
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert len(answer.data) < 30_000
    assert "fonts/Marianne-Regular.woff2" in gzip.decompress(answer.data).decode()
    assert client.get(address.replace("used-", "used-0")).status_code == 404
