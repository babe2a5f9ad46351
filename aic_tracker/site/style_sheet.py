"""The rules of the DSFR's style sheet that our pages use: a third of what it weighs, without a change to see.

A rule stays when every class that it asks for is written in a template, in our Python or in our scripts, or is set by
the DSFR's own script on a component in use. A custom property stays while something refers to it. What only Internet
Explorer reads goes. Order, conditions (print, dark theme, forced colours, width) and values are those of the sheet.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

# A name may go on in a template (`fr-badge--{{ kind }}`) or in Python (`f"fr-col-{n}"`): then any that begins so.
WRITTEN = re.compile(r"\bfr-[a-z0-9_@-]*[{]?", re.IGNORECASE)
WORD = re.compile(r"(?<=[\"'])[a-z0-9]+(?:-[a-z0-9]+)*(?=[\"'])")
CLASS = re.compile(r"\.((?:[\w-]|\\.)+)")
NEGATION = re.compile(r":not\((?:[^()]|\([^()]*\))*\)")
PROPERTY, REFERENCE = re.compile(r"^\s*(--[\w-]+)\s*:"), re.compile(r"--[\w-]+")
FOR_INTERNET_EXPLORER = r"0\0"
# What the DSFR's script may write on any page, and a component's states.
SET_BY_SCRIPT = (
    "fr-collapsing",
    "fr-transition-none",
    "fr-no-scroll",
    "fr-scroll-divider",
    "fr-prevent-conceal",
    "fr-table__shadow",
    "fr-table__shadow--left",
    "fr-table__shadow--right",
    "fr-nav__item--align-right",
)
STATES = ("expanded", "opened", "shown", "hidding", "selected", "scrolling", "checked", "active")
DECLARATIONS = ("@font-face", "@page")


@dataclass(frozen=True)
class Block:
    """`prelude { body }`; a statement without a body has none."""

    prelude: str
    body: str | None


@dataclass(frozen=True)
class Names:
    """Classes, whole; the beginnings of those that are put together, and the words that may end them."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]
    words: frozenset[str]

    def hold(self, name: str) -> bool:
        return name in self.whole or self._is_state(name) or any(map(self._ends, self._cut(name)))

    def _cut(self, name: str) -> Iterator[str]:
        return (name.removeprefix(beginning) for beginning in self.beginnings if name.startswith(beginning))

    def _ends(self, rest: str) -> bool:
        return rest in self.words or rest.isdecimal()

    def _is_state(self, name: str) -> bool:
        component, _, state = name.partition("--")
        return state in STATES and component in self.whole


def names_in(texts: Iterable[str]) -> Names:
    texts = list(texts)
    written = {name for text in texts for name in WRITTEN.findall(text)}
    # `fr-input{% if … %}`: whole as well.
    whole = {name.rstrip("{") for name in written} | set(SET_BY_SCRIPT)
    beginnings = {name for name in whole if name.endswith("-")} - {"fr-"}
    words = {word for text in texts for word in WORD.findall(text)}
    return Names(frozenset(whole), tuple(sorted(beginnings)), frozenset(words))


def pruned(css: str, names: Names, referring: str = "") -> str:
    """The sheet without what nothing uses. `referring`: other sheets and scripts, whose custom properties stay."""
    kept = _rewritten(css, lambda prelude: _selectors(prelude, names))
    while True:
        # The name that begins a declaration refers to nothing.
        uses = re.sub(r"(?<=[{;])--[\w-]+(?=:)", "", kept) + referring
        references = set(REFERENCE.findall(uses))
        lighter = _without_properties(kept, references)
        if lighter == kept:
            return kept
        kept = lighter


def _selectors(prelude: str, names: Names) -> str:
    return ",".join(one for one in _split(prelude) if _is_used(one, names))


def _is_used(selector: str, names: Names) -> bool:
    asked = NEGATION.sub("", selector)
    return all(names.hold(name.replace("\\", "")) for name in CLASS.findall(asked) if name.startswith("fr-"))


def _split(prelude: str) -> Iterator[str]:
    """At the commas that stand in no parenthesis, bracket or string."""
    depth, start, quote = 0, 0, ""
    for place, sign in enumerate(prelude):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == "," and not depth:
            yield prelude[start:place]
            start = place + 1
    yield prelude[start:]


def _rewritten(css: str, selectors: Callable[[str], str]) -> str:
    parts = []
    for block in blocks(css):
        if block.body is None:
            parts.append(block.prelude)
        elif block.prelude.startswith(DECLARATIONS) or "keyframes" in block.prelude:
            parts.append(f"{block.prelude}{{{block.body}}}")
        elif block.prelude.startswith("@"):
            inside = "" if FOR_INTERNET_EXPLORER in block.prelude else _rewritten(block.body, selectors)
            parts.append(f"{block.prelude}{{{inside}}}" if inside else "")
        elif prelude := selectors(block.prelude):
            parts.append(f"{prelude}{{{block.body}}}")
    return "".join(parts)


def _without_properties(css: str, references: set[str]) -> str:
    parts = []
    for block in blocks(css):
        if block.body is None:
            parts.append(block.prelude)
        elif block.prelude.startswith(("@media", "@supports")):
            inside = _without_properties(block.body, references)
            parts.append(f"{block.prelude}{{{inside}}}" if inside else "")
        elif "--" not in block.body or block.prelude.startswith("@"):
            parts.append(f"{block.prelude}{{{block.body}}}")
        elif body := ";".join(one for one in _declarations(block.body) if _refers(one, references)):
            parts.append(f"{block.prelude}{{{body}}}")
    return "".join(parts)


def _refers(declaration: str, references: set[str]) -> bool:
    name = PROPERTY.match(declaration)
    return name is None or name[1] in references


def _declarations(body: str) -> list[str]:
    # A semicolon of an address in a string (`data:image/svg+xml;utf8,…`) ends nothing.
    return re.findall(r"(?:[^;\"'(]|\"[^\"]*\"|'[^']*'|\((?:[^()\"']|\"[^\"]*\"|'[^']*'|\([^()]*\))*\))+", body)


TOKEN = re.compile(r"/\*.*?\*/|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\\.|[{};]", re.DOTALL)


def blocks(css: str) -> Iterator[Block]:
    """Those of the first level, in order; comments go, save those that a licence asks to keep."""
    depth, start, opened, css = 0, 0, 0, re.sub(r"/\*(?!!).*?\*/", "", css, flags=re.DOTALL)
    for token in TOKEN.finditer(css):
        sign = token[0]
        if sign.startswith("/*") and not depth:
            yield Block(css[start : token.end()], None)
            start = token.end()
        elif sign == "{":
            depth += 1
            opened = token.start() if depth == 1 else opened
        elif sign == "}":
            depth -= 1
            if not depth:
                yield Block(css[start:opened].strip(), css[opened + 1 : token.start()])
                start = token.end()
        elif sign == ";" and not depth:
            yield Block(css[start : token.end()], None)
            start = token.end()
