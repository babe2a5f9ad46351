"""Every screen of a tracker, found by following its links as each person; and those to look at, to have seen it all."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect, Rule

from tests.support.client import Seat

# Screens of one address that tell nothing new one after the other, before the others are left aside.
PATIENCE = 3
EMPTY = {"area", "base", "br", "circle", "col", "embed", "hr", "img", "input", "line", "link"}
EMPTY |= {"meta", "param", "path", "rect", "source", "track", "use", "wbr"}
# Attributes that change how an element looks, or what it is for who listens.
SAYING = ("role", "disabled", "required", "multiple", "open", "aria-current", "aria-describedby", "aria-hidden")

Shape = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Screen:
    actor: str
    path: str
    rule: str
    endpoint: str
    shape: Shape

    def __str__(self) -> str:
        return f"{self.path} as {self.actor or 'nobody'}"


@dataclass
class Found:
    """`screens`: those that were opened. `files`: rules that gave something else than a page."""

    app: Flask
    screens: list[Screen] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    _told: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))  # by rule

    def follow(self, actor: str, seat: Seat, starts: Iterable[str]) -> None:
        """Open what these addresses lead to, as this person."""
        browser, adapter = seat.browser(self.app), self.app.url_map.bind("localhost")
        seen = set(starts)
        waiting, silent = deque((path, True) for path in starts), Counter[tuple[str, ...]]()
        while waiting:
            path, is_asked_for = waiting.popleft()
            at = urlsplit(path)
            try:
                rule, _ = adapter.match(at.path, method="GET", return_rule=True)
            except (HTTPException, RequestRedirect):
                rule = Rule("/nowhere", endpoint="nowhere")
            kind = (rule.rule, *sorted({name for name, _ in parse_qsl(at.query)}))
            # Of files, one is enough: they are read elsewhere.
            if silent[kind] >= (1 if rule.rule in self.files else PATIENCE) and not is_asked_for:
                continue
            with browser.get(path) as answer:
                text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
            if answer.mimetype != "text/html":
                self.files |= {rule.rule} if answer.status_code == 200 else set()
                silent[kind] += 1
                continue
            page = Page(text)
            is_new = not page.shape <= self._told[rule.rule]
            silent[kind] = 0 if is_new else silent[kind] + 1
            self._told[rule.rule] |= page.shape
            if answer.status_code < 300 or is_asked_for:
                self.screens.append(Screen(actor, path, rule.rule, rule.endpoint, frozenset(page.shape)))
            for link in page.links(at.path):
                if link not in seen:
                    seen.add(link)
                    waiting.append((link, False))

    def to_look_at(self) -> list[Screen]:
        """The fullest screen of each rule, then whatever holds an element that none of them does."""
        by_rule: dict[str, Screen] = {}
        for screen in self.screens:
            if screen.rule not in by_rule or len(screen.shape) > len(by_rule[screen.rule].shape):
                by_rule[screen.rule] = screen
        chosen = list(by_rule.values())
        covered = set().union(*(screen.shape for screen in chosen))
        while fullest := max(self.screens, key=lambda screen: len(screen.shape - covered)).shape - covered:
            chosen.append(next(screen for screen in self.screens if fullest <= screen.shape))
            covered |= fullest
        return chosen


class Page(HTMLParser):
    """The links of a page, where its questions lead, and its shape: each kind of element in each kind of parent."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.shape: set[tuple[str, str]] = set()
        self._links: list[str] = []
        self._open: list[tuple[str, str]] = []
        self.feed(html)

    def links(self, base: str) -> list[str]:
        own = (re.sub("#.*", "", link) for link in self._links)
        whole = (base + link if link.startswith("?") else link for link in own)
        return [link for link in whole if link.startswith("/") and not link.startswith("//")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a":
            self._links.append(given.get("href") or "")
        if tag == "form" and (given.get("method") or "get").lower() == "get":
            self._links.append(given.get("action") or "")
        said = [name for name in SAYING if name in given]
        kind = " ".join([tag, *sorted((given.get("class") or "").split()), *said, given.get("type") or ""])
        self.shape.add((self._open[-1][1] if self._open else "", kind))
        if tag not in EMPTY:
            self._open.append((tag, kind))

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, -1, -1):
            if self._open[depth][0] == tag:
                del self._open[depth:]
                return
