"""Typed text as HTML that can be trusted."""

import pytest

from aic_tracker.web.markdown import markdown


def test_the_usual_marks_are_read() -> None:
    html = markdown("# Titre\n\n- **gras**\n- ~~non~~\n\n1. un\n\n| a | b |\n|---|---|\n| c | d |")
    for part in ("<h3>Titre</h3>", "<strong>gras</strong>", "<s>non</s>", "<ol>", "<td>c</td>"):
        assert part in html
    assert "un<br>" in markdown("un\ndeux")
    assert markdown("") == markdown(None) == ""


def test_titles_leave_the_page_its_own() -> None:
    assert "<h4>" in markdown("## Deux")
    assert "<h6>" in markdown("###### Six")


def test_links_say_where_they_come_from_to_nobody() -> None:
    html = markdown("[site](https://example.org) <mailto:a@example.org>")
    assert 'href="https://example.org" rel="noopener nofollow"' in html
    assert 'href="mailto:a@example.org"' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "<img src=x onerror=alert(1)>",
        '<a href="/" onclick="alert(1)">x</a>',
        "![image](https://example.org/i.png)",
        "<style>*{display:none}</style>",
    ],
)
def test_nothing_active_goes_through(text: str) -> None:
    html = markdown(text)
    for bad in ("<script", "<img", "<style", '<a href="/"', 'href="javascript', 'href="data'):
        assert bad not in html


def test_template_marks_are_text() -> None:
    assert "{{7*7}}" in markdown("{{7*7}}")
