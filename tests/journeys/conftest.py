"""A real server on 127.0.0.1 and a real Chromium for whole stories. No database context is held open meanwhile."""

import logging
import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect, sync_playwright
from werkzeug.serving import make_server

from aic_tracker.accounts.models import User
from tests.journeys.windows import DESKTOP, PHONE, Visitor, Windows
from tests.support import browser as chromium
from tests.support.client import open_session
from tests.support.stillness import Stillness

__all__ = ["DESKTOP", "PHONE", "Visitor"]

WRITTEN_TOGETHER = {"test_screens_meeting.py"}

# A page asks for more once it is shown: rows are emptied only when all of that is answered.
still = Stillness()


@pytest.hookimpl(tryfirst=True)  # before what is asked again is chosen by these marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/journeys" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            # Two who write at once meet in the database; how a screen is used is asked on one, whole stories on each.
            if item.path.name.startswith("test_screens_") and item.path.name not in WRITTEN_TOGETHER:
                item.add_marker(pytest.mark.looks)


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    path = chromium.executable()
    if path is None:
        pytest.exit("Chromium is not installed: run `make test`", returncode=1)
    with sync_playwright() as playwright:
        expect.set_options(timeout=30_000)
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGS)
        yield browser
        browser.close()


def serve(app: Flask) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, still.watching(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def live_url(suite_app: Flask) -> Iterator[str]:
    """One address for all the tests of a process: what a browser keeps of it serves again."""
    yield from serve(suite_app)


@pytest.fixture(scope="session")
def windows(chrome: Browser, live_url: str) -> Windows:
    return Windows(chrome, live_url)


@pytest.fixture
def visitor(windows: Windows, empty_app: Flask) -> Iterator[Callable[..., Visitor]]:
    """`visitor(user, phone=True, javascript=False)`: a signed-in browser window (anonymous without a user)."""

    def open_window(user: User | None = None, *, phone: bool = False, javascript: bool = True) -> Visitor:
        cookie = session_cookie(empty_app, user) if user is not None else ""
        return windows.lend(phone=phone, javascript=javascript, cookie=cookie)

    yield open_window
    windows.take_back()
    still.wait()


def session_cookie(app: Flask, user: User) -> str:
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    with app.app_context():
        return str(serializer.dumps({"token": open_session(user)}))
