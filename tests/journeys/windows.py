"""Browser windows kept from one test to the next: a new one costs four times what it costs to empty one."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, BrowserContext, Error, Page, ViewportSize

from tests.support.html_faults import html_faults

DESKTOP: ViewportSize = {"width": 1200, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
# What a page enlarged four times on a desktop has to do with (WCAG 1.4.10).
NARROWEST: ViewportSize = {"width": 320, "height": 640}

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# Colours over pictures and gradients are « incomplete » for axe; only violations are counted.
VIOLATIONS = """async () => (await axe.run({resultTypes: ["violations"]})).violations.map(
    found => `${found.id}: ${found.nodes[0].html.slice(0, 200)}`)"""
# One expression that gives what is wrong, criterion by criterion of the RGAA.
QUESTIONS = Path(__file__).with_name("rgaa_questions.js").read_text(encoding="utf-8")
TWICE_AS_LARGE = "html { font-size: 200% !important }"
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    "p { margin-bottom: 2em !important }"
)
# A sheet of the page's own would be refused by its policy (CSP).
STYLED = """css => { const sheet = new CSSStyleSheet();
    sheet.replaceSync(css); document.adoptedStyleSheets = [sheet] }"""
FORGET = "localStorage.clear(); sessionStorage.clear()"
# axe and Playwright call into every frame; a sandboxed one (the HTML of a mail) answers that it runs no script.
OF_SANDBOXED_FRAMES = ("'postMessage'", "frame is sandboxed")


@dataclass
class Visitor:
    """One person at one browser window; collects what the console says."""

    page: Page
    base_url: str
    console: list[str] = field(default_factory=list)
    _heard: list[tuple[Any, Callable[[Any], None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.hear("console", lambda message: self._note(f"{message.type}: {message.text}"))
        self.hear("pageerror", lambda error: self.console.append(f"error: {error}"))

    def _note(self, line: str) -> None:
        if not any(words in line for words in OF_SANDBOXED_FRAMES):
            self.console.append(line)

    def hear(self, event: Any, told: Callable[[Any], None]) -> None:
        """Listen to the page until the end of the test."""
        self.page.on(event, told)
        self._heard.append((event, told))

    def leave(self) -> None:
        """Nothing of what was done here is left for whoever comes next at this window."""
        for event, told in self._heard:
            self.page.remove_listener(event, told)
        for other in self.page.context.pages[1:]:
            other.close()
        self.page.unroute_all(behavior="ignoreErrors")
        self.page.emulate_media(color_scheme="null", forced_colors="null", media="null", reduced_motion="null")
        self.page.context.clear_cookies()
        # Of the same origin, so that the page asks for nothing any more and its storage can be emptied.
        for _ in range(3):
            try:
                return self.go("/robots.txt")
            except Error as error:  # what the last gesture asked for may begin meanwhile, and takes its place
                if "ERR_ABORTED" not in str(error) and "interrupted" not in str(error):
                    raise
        raise AssertionError(f"{self.page.url} does not come to rest")

    def go(self, path: str) -> None:
        self.page.goto(self.base_url + path)

    def look(self, path: str) -> None:
        """Open a page: one title, nothing said in the console, accessible at each width, folded parts unfolded."""
        self.console.clear()
        answer = self.page.goto(self.base_url + path)
        assert answer is not None
        if answer.status >= 400:  # which is itself a line of the console
            self.console[:] = [line for line in self.console if f"status of {answer.status}" not in line]
        assert html_faults(answer.text()) == [], f"{path}: RGAA 8.2"
        self.check(path)

    def check(self, name: str) -> None:
        """The same of the page as it stands; `name` is for who reads a failure."""
        assert self.page.locator("h1").count() == 1, name
        self.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        usual = self.page.viewport_size
        for size in (DESKTOP, PHONE):
            self.page.set_viewport_size(size)
            assert self.violations() == [], f"{name} at {size['width']} px"
        assert (found := self.rgaa()) == [], f"{name}: {found}"
        self.page.set_viewport_size(NARROWEST)
        assert self.overflow() == [], f"{name} at {NARROWEST['width']} px"
        assert self.console == [], name
        self.page.set_viewport_size(usual or DESKTOP)

    def violations(self) -> list[str]:
        """What axe finds on the page as it stands, in one line each; a page wider than its window too."""
        self.page.wait_for_load_state()  # a click returns when the next page begins
        if self.page.evaluate("typeof axe === 'undefined'"):
            self.page.evaluate(AXE)
        found: list[str] = self.page.evaluate(VIOLATIONS)
        return found + self.overflow()

    def rgaa(self) -> list[str]:
        """What is wrong by the questions of the RGAA, the keyboard in use, then with larger and with wider text."""
        self.page.set_viewport_size(DESKTOP)
        self.page.keyboard.press("Tab")
        found: list[str] = self.page.evaluate(QUESTIONS)
        for criterion, css in (("10.4", TWICE_AS_LARGE), ("10.12", SPACED)):
            self.page.evaluate(STYLED, css)
            wrong = self.overflow() + self.page.evaluate("rgaaCut()")
            found += [f"RGAA {criterion}: {one}" for one in wrong]
        self.page.evaluate(STYLED, "")
        return found

    def overflow(self) -> list[str]:
        """Whether one has to scroll sideways: what is wide scrolls inside its own frame."""
        root = "document.documentElement"
        width, room = self.page.evaluate(f"[{root}.scrollWidth, {root}.clientWidth]")
        return [f"overflow: {width} px in {room}"] if width > room else []


@dataclass
class Windows:
    """`lend` gives an empty window; `take_back` empties those that were lent."""

    browser: Browser
    base_url: str
    _free: dict[bool, list[BrowserContext]] = field(default_factory=lambda: defaultdict(list))  # by: has scripts
    _lent: list[tuple[bool, Visitor]] = field(default_factory=list)

    def lend(self, *, phone: bool = False, javascript: bool = True, cookie: str = "") -> Visitor:
        """`cookie`: of the session that is open there."""
        free = self._free[javascript]
        page = (free.pop() if free else self._new(javascript)).pages[0]
        page.set_viewport_size(PHONE if phone else DESKTOP)
        if cookie:
            page.context.add_cookies([{"name": "session", "value": cookie, "url": self.base_url}])
        visitor = Visitor(page, self.base_url)
        self._lent.append((javascript, visitor))
        return visitor

    def _new(self, javascript: bool) -> BrowserContext:
        context = self.browser.new_context(
            viewport=DESKTOP, java_script_enabled=javascript, locale="fr-FR", timezone_id="Europe/Paris"
        )
        context.set_default_timeout(30_000)
        context.new_page()
        return context

    def take_back(self) -> None:
        while self._lent:
            javascript, visitor = self._lent.pop()
            visitor.base_url = self.base_url
            visitor.leave()
            if javascript:
                visitor.page.evaluate(FORGET)
            self._free[javascript].append(visitor.page.context)
