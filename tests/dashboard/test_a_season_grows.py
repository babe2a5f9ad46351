"""What the pages of all laureates ask of the database does not grow with the laureates, nor do those of one."""

import sys
from pathlib import Path

from flask import Flask

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from tests.support.client import Client
from tests.support.emptying import empty_tables
from tests.support.statements import counted

sys.path.append(str(Path(__file__).parents[2] / "benchmarks" / "seasons"))
from rows import seed
from volume import Volume

PAGES = (
    "/",
    "/laureats",
    "/pilotage",
    "/pilotage/calendrier",
    "/pilotage/saison/saison-1",
    "/pilotage/temps",
    "/envois",
    "/ce-qui-m-attend",
    "/laureats/projet-1",
    "/laureats/projet-1/feuille-de-route",
    "/laureats/projet-1/calendrier",
    "/laureats/projet-1/temps",
    "/laureats/projet-1/journal",
)


def test_no_page_asks_more_of_the_database_when_the_season_grows(app: Flask, client: Client) -> None:
    alone, some, many = (_asked_for(laureates, app, client) for laureates in (1, 30, 300))
    # The home counts the laureates of others, and the portfolio shows what is to decide, where there are any.
    assert some == alone | {"/": alone["/"] + 1}
    assert many == some | {"/pilotage": some["/pilotage"] + 1}


def _asked_for(laureates: int, app: Flask, client: Client) -> dict[str, int]:
    empty_tables()
    db.session.commit()
    seed(Volume(laureates, clock.today()))
    app.test_cli_runner().invoke(app.cli.commands["rebuild"], catch_exceptions=False)
    client.sign_in(db.session.get_one(User, 1))
    return {path: _statements(client, path) for path in PAGES}


def _statements(client: Client, path: str) -> int:
    client.get(path)
    with counted() as statements:
        assert client.get(path).status_code == 200, path
    return len(statements)
