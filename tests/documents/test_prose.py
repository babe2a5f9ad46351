"""Markdown as a document reads it: the same as a screen, without HTML nor pictures."""

from aic_tracker.paper import prose


def said(text: str) -> list[tuple[str, str]]:
    """The kind of each block with its text, and its emphasis between brackets."""
    return [(block["kind"], "".join(_run(run) for run in block.get("runs", []))) for block in prose.blocks(text)]


def _run(run: dict) -> str:
    marks = "".join(mark for mark, on in (("b", run["strong"]), ("i", run["em"]), ("s", run["struck"])) if on)
    return f"[{marks}:{run['text']}]" if marks else run["text"]


def test_emphasis_and_line_breaks_are_kept():
    assert said("Un **mot** et *un*\nautre ~~ici~~") == [("paragraph", "Un [b:mot] et [i:un]\nautre [s:ici]")]


def test_html_is_text_and_a_picture_is_its_source():
    assert said("<b>x</b>") == [("paragraph", "<b>x</b>")]
    assert said("![alt](https://a.test/x.png)") == [("paragraph", "!alt (https://a.test/x.png)")]


def test_a_link_shows_its_address_once():
    assert said("[le code](https://a.test)") == [("paragraph", "le code (https://a.test)")]
    assert said("<https://a.test>") == [("paragraph", "https://a.test")]


def test_lists_quotes_code_and_tables_nest():
    text = "- un\n  - deux\n\n> cité\n\n```\n#x\n```\n\n| a | b |\n|---|---|\n| c | d |"
    kinds = [block["kind"] for block in prose.blocks(text)]
    assert kinds == ["list", "quote", "code", "table"]
    (item,) = prose.blocks(text)[0]["blocks"]
    assert [block["kind"] for block in item["blocks"]] == ["paragraph", "list"]
    rows = prose.blocks(text)[-1]["rows"]
    assert [[cell[0]["text"] for cell in row] for row in rows] == [["a", "b"], ["c", "d"]]


def test_nothing_typed_gives_nothing():
    assert prose.blocks("") == prose.bullets([]) == []
