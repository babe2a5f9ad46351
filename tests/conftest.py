"""One application per process, on the database of `--database`; the clock stands still; each test starts empty."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, event

from aic_tracker import clock, config, create_app
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import PARIS
from aic_tracker.db import db
from tests.support import postgres
from tests.support.client import Client
from tests.support.databases import Cluster, Databases, Files
from tests.support.emptying import empty_tables

# A slow machine is no fault of the property that it checks.
hypothesis.settings.register_profile("suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("suite")


@event.listens_for(Engine, "connect")
def _wait_for_no_disk(connection: Any, _record: Any) -> None:
    """What is tested survives a kill, which no cache of the system minds; a power cut is nobody's to test here."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


# A Monday at ten in Paris.
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=PARIS)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.addoption("--again", action="store_true", help="ask only what another database may answer otherwise")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--again"):
        return
    again = [item for item in items if "databases" in item.fixturenames and item.get_closest_marker("looks") is None]  # type: ignore[attr-defined]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(again)])
    items[:] = again


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {config.getoption('--database')}"


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    if request.config.getoption("--database") == "sqlite":
        return Files(tmp_path_factory.mktemp("sqlite"))
    cluster = postgres.start()
    if cluster is None:
        pytest.exit("PostgreSQL is not installed: run `make test`", returncode=1)
    return Cluster(cluster)


@pytest.fixture(scope="session")
def new_database_url(databases: Databases) -> Callable[[str], str]:
    """Makes an empty database of the tested kind, given a name."""
    return databases.bare


@pytest.fixture(scope="session")
def settings(new_database_url: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> config.Settings:
    return config.load(
        {
            "DATABASE_URL": new_database_url("suite"),
            "AIC_APP_SECRET": "a secret that only tests know, and long enough",
            "AIC_APP_BASE_URL": "http://aic.test",
            "AIC_APP_INSTANCE": str(tmp_path_factory.mktemp("instance")),
            "AIC_SMTP_HOST": "127.0.0.1",
            # The declaration that precedes a grant is asked where it is tested: tests/aid/test_declaration_first.py.
            "AIC_AID_DECLARATION_DAYS": "0",
        }
    )


@pytest.fixture(scope="session")
def migrated(settings: config.Settings, databases: Databases) -> Iterator[tuple[Flask, str]]:
    """The application on a database migrated once, and the URL of a copy that stays without a row."""
    app = create_app(settings)
    app.test_client_class = Client
    with app.app_context():
        upgrade()
        db.engine.dispose()
    yield app, databases.copy(settings.database.url, "template")
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def suite_app(migrated: tuple[Flask, str]) -> Flask:
    return migrated[0]


@pytest.fixture(scope="session")
def migrated_database_url(migrated: tuple[Flask, str], databases: Databases) -> Callable[[str], str]:
    """Makes a database with its tables and no row, given a name."""
    return lambda name: databases.copy(migrated[1], name)


@pytest.fixture(autouse=True)
def _still_clock() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def at() -> Iterator[Callable[[str], None]]:
    """Moves the clock: `at("2026-04-01T08:00")`, Paris time."""
    with ExitStack() as stack:

        def move(moment: str) -> None:
            stack.enter_context(clock.at(datetime.fromisoformat(moment).replace(tzinfo=PARIS)))

        yield move


@pytest.fixture
def empty_app(suite_app: Flask, settings: config.Settings) -> Iterator[Flask]:
    """The application, its tables emptied afterwards, and no context pushed: for tests with a live server."""
    config.use(settings)
    yield suite_app
    with suite_app.app_context():
        empty_tables()
        db.session.commit()


@pytest.fixture
def app(empty_app: Flask) -> Iterator[Flask]:
    """The application, inside its context: rows are made and read directly."""
    with empty_app.app_context():
        yield empty_app
        db.session.rollback()


@pytest.fixture
def client(app: Flask) -> Client:
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def signed_in(app: Flask) -> Callable[[User], Client]:
    """A browser of its own for each person: `signed_in(coach).get("/")`."""

    def sign_in(user: User) -> Client:
        client: Client = app.test_client()  # type: ignore[assignment]
        client.sign_in(user)
        return client

    return sign_in


@pytest.fixture
def demo_app(empty_app: Flask, settings: config.Settings) -> Iterator[Flask]:
    """The same database seen by an application in demonstration mode; no context pushed."""
    app = create_app(replace(settings, demo=True))
    app.test_client_class = Client
    yield app
    with app.app_context():
        db.engine.dispose()
    config.use(settings)
