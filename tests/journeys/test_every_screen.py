"""Every screen is accessible, silent and fits its window at each width, whoever opens it.

A new screen is found by itself when a link leads to it; one that no link leads to is named in `shown_season`, or below.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser

from aic_tracker import clock, config, create_app
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.site.blueprints import BLUEPRINTS, DEMO_BLUEPRINTS
from tests.conftest import NOW
from tests.journeys import shown_addresses, shown_season
from tests.journeys.conftest import serve
from tests.journeys.screens import Found, Screen
from tests.journeys.windows import Visitor, Windows
from tests.support.client import Client, Seat

# What no page leads to, and is no screen of its own.
ELSEWHERE = {
    "/.well-known/security.txt": "for machines",
    "/aides/registre.csv": "an address that people kept: the page leads to its own",
    "/calendrier/<token>.ics": "for calendars",
    "/ce-qui-m-attend/nombre": "a part of the header",
    "/connexion/code": "between two pages: test_screens_sign_in looks at it",
    "/connexion/proconnect": "leads away",
    "/connexion/proconnect/retour": "where one comes back from away",
    "/demo/mails/<int:mail_id>/html": "the frame of a mail: test_mails_in_a_browser looks at each",
    "/demo/mails/<int:mail_id>/pieces/<int:number>": "an attached file",
    "/mon-temps": "leads to the month of the day",
    "/envois/progression": "a part of /envois",
    "/fichiers/<pack>/<version>/<path:name>": "what pages are made of",
    "/healthz": "for machines",
    "/laureats/<slug>/aides/<int:aid_id>/notification.pdf": "a file, as it was sent",
    "/laureats/<slug>/aides/declarations/<int:declaration_id>.pdf": "a file, as it was signed",
    "/laureats/<slug>/dossier.zip": "a file, for who has just prepared it",
    "/laureats/<slug>/feuille-de-route/versions/comparer": "leads to the comparison",
    "/laureats/<slug>/points/<int:number>/conduire/nouvelles": "a part of the screen of a point",
    "/metrics": "for machines",
    "/mon-compte/session": "for the script of every page",
    "/mon-compte/session/prolonger": "for the script of every page",
    "/pilotage/temps.csv": "an address that people kept: /pilotage/temps leads to its own",
    "/pilotage/temps.xlsx": "an address that people kept: /pilotage/temps leads to its own",
    "/robots.txt": "for machines",
}


@dataclass
class Shown:
    found: Found
    to_look_at: list[Screen]
    seats: dict[str, Seat]
    windows: Windows
    settings: config.Settings

    def wrong_in(self, feature: str) -> list[str]:
        """What is wrong in the screens of a feature, each person at one window."""
        screens = [screen for screen in self.to_look_at if screen.endpoint.split(".")[0] == feature]
        at: dict[str, Visitor] = {}
        wrong = []
        for screen in screens:
            if screen.actor not in at:
                at[screen.actor] = self.windows.lend(cookie=self.seats[screen.actor].cookie)
            try:
                at[screen.actor].look(screen.path)
            except AssertionError as error:
                wrong.append(f"{screen}: {error}")
        self.windows.take_back()
        return wrong


@pytest.fixture(scope="session")
def lasting_season(
    chrome: Browser, settings: config.Settings, migrated_database_url: Callable[[str], str]
) -> Iterator[Shown]:
    """Made once per process, and only read."""
    own = replace(settings, demo=True, database=config.Database(url=migrated_database_url("season")))
    app = create_app(own)
    app.test_client_class = Client
    with clock.at(NOW):
        found, seats = Found(app), {}
        with app.app_context():
            starts = shown_addresses.by_actor(shown_season.fill())
            seats = {email: Seat.of(app, _person(email)) for email in shown_season.ACTORS}
        for email, seat in seats.items():
            found.follow(email, seat, ["/", *starts.get(email, ())])
    for url in serve(app):
        yield Shown(found, found.to_look_at(), seats, Windows(chrome, url), own)
    with app.app_context():
        db.engine.dispose()
    config.use(settings)


def _person(email: str) -> User | None:
    return db.session.scalars(sa.select(User).where(User.email == email)).one() if email else None


@pytest.fixture
def season(lasting_season: Shown, settings: config.Settings) -> Iterator[Shown]:
    config.use(lasting_season.settings)
    yield lasting_season
    config.use(settings)


@pytest.mark.looks
@pytest.mark.parametrize("feature", [bp.name for bp in (*BLUEPRINTS, *DEMO_BLUEPRINTS)] + ["nowhere"])
def test_every_screen_is_accessible_silent_and_fits_its_window(season: Shown, feature: str) -> None:
    wrong = season.wrong_in(feature)
    assert not wrong, "\n".join(wrong)


@pytest.mark.looks
def test_no_screen_is_forgotten(season: Shown) -> None:
    opened = {screen.rule for screen in season.found.screens} | season.found.files
    rules = [rule for rule in season.found.app.url_map.iter_rules() if not rule.endpoint.startswith("api.")]
    asked = {rule.rule for rule in rules if "GET" in (rule.methods or ())}
    assert asked - opened == ELSEWHERE.keys(), "say in shown_season what address opens it, or here where it is seen"
