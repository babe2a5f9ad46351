"""A real server on 127.0.0.1 and a real Chromium for whole stories. No database context is held open meanwhile."""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from aic_tracker.accounts.models import User
from tests.support import browser as chromium
from tests.support.client import open_session

DESKTOP = {"width": 1200, "height": 900}
PHONE = {"width": 390, "height": 844}

# Colours over pictures and gradients are « incomplete » for axe; only violations are counted.
AXE_OPTIONS = {"resultTypes": ["violations"]}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/journeys" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    path = chromium.executable()
    if path is None:
        pytest.exit("Chromium is not installed: run `make test`", returncode=1)
    with sync_playwright() as playwright:
        expect.set_options(timeout=10_000)
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGS)
        yield browser
        browser.close()


def serve(app: Flask) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def live_url(empty_app: Flask) -> Iterator[str]:
    yield from serve(empty_app)


@dataclass
class Visitor:
    """One person at one browser window; collects what the console says."""

    page: Page
    base_url: str
    console: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.base_url + path)

    def look(self, path: str) -> None:
        """Open a page: one title, nothing said in the console, accessible at both widths, folded parts unfolded."""
        self.console.clear()
        answer = self.page.goto(self.base_url + path)
        assert answer is not None
        if answer.status >= 400:  # which is itself a line of the console
            self.console[:] = [line for line in self.console if f"status of {answer.status}" not in line]
        self.check(path)

    def check(self, name: str) -> None:
        """The same of the page as it stands; `name` is for who reads a failure."""
        assert self.page.locator("h1").count() == 1, name
        self.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        usual = self.page.viewport_size
        for size in (DESKTOP, PHONE):
            self.page.set_viewport_size(size)
            assert self.violations() == [], f"{name} at {size['width']} px"
        assert self.console == [], name
        self.page.set_viewport_size(usual or DESKTOP)

    def violations(self) -> list[str]:
        """What axe finds on the page as it stands, in one line each; a page wider than its window too."""
        said = len(self.console)
        results = Axe().run(self.page, options=AXE_OPTIONS)
        # axe calls out to every frame, and a sandboxed one is of no origin: that is not the page's doing.
        self.console[said:] = [line for line in self.console[said:] if "'postMessage'" not in line]
        found = [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in results.response["violations"]]
        # What is wide scrolls inside its own frame.
        width = self.page.evaluate("document.documentElement.scrollWidth")
        room = self.page.evaluate("document.documentElement.clientWidth")
        return found + ([f"overflow: {width} px in {room}"] if width > room else [])


@pytest.fixture
def visitor(chrome: Browser, empty_app: Flask, live_url: str) -> Iterator[Callable[..., Visitor]]:
    """`visitor(user, phone=True, javascript=False)`: a signed-in browser window (anonymous without a user)."""
    contexts: list[BrowserContext] = []

    def open_window(user: User | None = None, *, phone: bool = False, javascript: bool = True) -> Visitor:
        context = chrome.new_context(
            viewport=PHONE if phone else DESKTOP,
            java_script_enabled=javascript,
            locale="fr-FR",
            timezone_id="Europe/Paris",
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        if user is not None:
            context.add_cookies([{"name": "session", "value": _session_cookie(empty_app, user), "url": live_url}])
        opened = Visitor(context.new_page(), live_url)
        opened.page.on("console", lambda message: opened.console.append(f"{message.type}: {message.text}"))
        opened.page.on("pageerror", lambda error: opened.console.append(f"error: {error}"))
        return opened

    yield open_window
    for context in contexts:
        context.close()


def _session_cookie(app: Flask, user: User) -> str:
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    with app.app_context():
        return str(serializer.dumps({"token": open_session(user)}))
