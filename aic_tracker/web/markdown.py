"""Text typed in Markdown, as HTML that can be trusted: no raw HTML, no image, no title above `###`."""

import re
from typing import Any

import nh3
from markupsafe import Markup

from aic_tracker import markup

# The reader shows raw HTML as text; nh3 is the second lock.
TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
FIRST_LEVEL = 3  # a page has its own h1 and h2
_HEADING = re.compile(r"<(/?)h([1-6])>")


def markdown(text: str | None) -> Markup:
    """Safe HTML of a Markdown text, cut with a word where it would cost too much to lay out.

    Its first title is an `h3`; links open where they are, with `rel=noopener`.
    """
    html, is_cut = markup.html(text or "")
    clean = nh3.clean(
        _HEADING.sub(_shifted, html),
        tags=TAGS,
        attributes=ATTRIBUTES,
        # Of a table that a person types, the first line is its head.
        set_tag_attribute_values={"th": {"scope": "col"}},
        url_schemes=SCHEMES,
        link_rel="noopener nofollow",
    )
    return Markup(clean) + (Markup("<p><em>{}</em></p>").format(markup.CUT) if is_cut else "")  # what nh3 lets through


def _shifted(found: re.Match[str]) -> Any:
    return f"<{found[1]}h{min(int(found[2]) + FIRST_LEVEL - 1, 6)}>"
