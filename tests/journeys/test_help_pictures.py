"""The pictures of the help are drawn from the demonstration, and their screens still show what they say.

`make pictures` draws them again, by the same journey.
"""

import base64
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect

from aic_tracker import clock, config, create_app
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.demo import season
from aic_tracker.site import assets
from aic_tracker.site.help import tasks
from tests.conftest import NOW
from tests.journeys.conftest import serve, session_cookie
from tests.journeys.windows import Visitor, Windows
from tests.support.client import Client

pytestmark = pytest.mark.looks

IS_DRAWING = os.environ.get("PICTURES") == "draw"
MARGIN = 12  # above what the picture begins with
QUALITY = 0.7
# No library of pictures is needed: the browser writes them as small as it reads them.
AS_WEBP = """async ([png, quality]) => {
    const picture = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [picture.width, picture.height];
    canvas.getContext("2d", {alpha: false}).drawImage(picture, 0, 0);
    return canvas.toDataURL("image/webp", quality).split(",")[1] }"""

PICTURES = [task.picture for task in tasks.every() if task.picture]


@dataclass
class Demonstration:
    app: Flask
    settings: config.Settings
    windows: Windows

    def window_of(self, email: str) -> Visitor:
        """Of that person; of nobody without an address."""
        cookie = ""
        if email:
            with self.app.app_context():
                person = db.session.scalars(sa.select(User).where(User.email == email)).one()
            cookie = session_cookie(self.app, person)
        visitor = self.windows.lend(cookie=cookie)
        visitor.page.set_viewport_size({"width": tasks.WIDTH, "height": 1400})
        return visitor


@pytest.fixture(scope="module")
def lasting_demonstration(
    chrome: Browser, settings: config.Settings, migrated_database_url: Callable[[str], str]
) -> Iterator[Demonstration]:
    """Made once, and only read."""
    own = replace(settings, demo=True, database=config.Database(url=migrated_database_url("pictures")))
    app = create_app(own)
    app.test_client_class = Client
    with clock.at(NOW), app.app_context():
        season.load(paris_day(NOW))
        db.session.commit()
    for url in serve(app):
        yield Demonstration(app, own, Windows(chrome, url))
    with app.app_context():
        db.engine.dispose()
    config.use(settings)


@pytest.fixture
def demonstration(lasting_demonstration: Demonstration, settings: config.Settings) -> Iterator[Demonstration]:
    config.use(lasting_demonstration.settings)
    yield lasting_demonstration
    lasting_demonstration.windows.take_back()
    config.use(settings)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_the_screen_shows_what_its_picture_says(demonstration: Demonstration, picture: tasks.Picture) -> None:
    window = demonstration.window_of(picture.who)
    window.go(picture.path)
    frame = _frame(window.page, picture)
    _holds(frame, window.page.get_by_role("heading", name=picture.heading).first, picture.heading)
    for control in picture.controls:
        _holds(frame, _control(window.page, control), control)
    if IS_DRAWING:
        _draw(window.page, picture, frame)


def _frame(page: Page, picture: tasks.Picture) -> FloatRect:
    box = page.locator(picture.top).first.bounding_box()
    assert box is not None, f"{picture.name}: nothing at {picture.top}"
    return {"x": 0, "y": box["y"] - MARGIN, "width": tasks.WIDTH, "height": picture.height}


def _control(page: Page, name: str) -> Locator:
    """The first of that name, which the way to the help may bear too."""
    named = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name))
    return named.and_(page.locator(":not(.app-help *)")).first


def _holds(frame: FloatRect, part: Locator, said: str) -> None:
    expect(part, said).to_be_visible()
    box = part.bounding_box()
    assert box is not None
    assert frame["y"] <= box["y"], f"« {said} » is above the picture"
    assert box["y"] + box["height"] <= frame["y"] + frame["height"], f"« {said} » is below the picture"


def _draw(page: Page, picture: tasks.Picture, frame: FloatRect) -> None:
    png = base64.b64encode(page.screenshot(clip=frame, full_page=True, animations="disabled")).decode()
    page.goto("about:blank")
    small = base64.b64decode(page.evaluate(AS_WEBP, [png, QUALITY]))
    file = assets.OURS / picture.file
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(small)
