"""What is wrong in the code of a page, by what criterion 8.2 of the RGAA asks: nesting, closing, attributes, ids."""

from collections import Counter
from html.parser import HTMLParser

EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# What ends an open paragraph by itself, so that its own closing tag closes nothing.
BLOCKS = {"address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figure", "footer", "form"}
BLOCKS |= {"h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre"}
BLOCKS |= {"section", "table", "ul"}
ONLY_IN = {
    "li": {"ul", "ol", "menu"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "tr": {"thead", "tbody", "tfoot", "table"},
    "td": {"tr"},
    "th": {"tr"},
    "legend": {"fieldset"},
    "summary": {"details"},
    "figcaption": {"figure"},
    "option": {"select", "optgroup", "datalist"},
}
NOT_IN_ITSELF = {"a", "button", "form", "label"}


class _Code(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.ids: Counter[str] = Counter()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)
        parent = self._open[-1] if self._open else ""
        if tag in BLOCKS and "p" in self._open:
            self._say(f"<{tag}> in a paragraph")
        if tag in ONLY_IN and parent not in ONLY_IN[tag]:
            self._say(f"<{tag}> in <{parent}>")
        if tag in NOT_IN_ITSELF and tag in self._open:
            self._say(f"<{tag}> in <{tag}>")
        if parent in ("ul", "ol") and tag not in ("li", "script", "template"):
            self._say(f"<{tag}> in <{parent}>")
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self._say(f"</{tag}> closes nothing")
            if tag in self._open:
                while self._open.pop() != tag:
                    pass

    def _note(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) > len(set(names)):
            self._say(f"twice the same attribute of <{tag}>")
        self.ids.update(value or "" for name, value in attrs if name == "id")

    def _say(self, fault: str) -> None:
        line, _ = self.getpos()
        self.faults.append(f"line {line}: {fault}")


def html_faults(text: str) -> list[str]:
    """One line each; a void element may be closed or not, everything else is."""
    code = _Code()
    code.feed(text)
    code.close()
    left = [f"<{tag}> never closed" for tag in code._open]
    return code.faults + left + [f"id {name!r} {times} times" for name, times in code.ids.items() if times > 1]
