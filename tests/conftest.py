"""One application per process, on the database of `--database`; the clock stands still; each test starts empty."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime

import hypothesis
import pytest
from flask import Flask
from flask_migrate import upgrade

from aic_tracker import clock, config, create_app
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import PARIS
from aic_tracker.db import db
from tests.support import postgres
from tests.support.client import Client
from tests.support.emptying import empty_tables

# A slow machine is no fault of the property that it checks.
hypothesis.settings.register_profile("suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("suite")

# A Monday at ten in Paris.
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=PARIS)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {config.getoption('--database')}"


@pytest.fixture(scope="session")
def new_database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Makes an empty database of the tested kind, given a name."""
    if request.config.getoption("--database") == "sqlite":
        folder = tmp_path_factory.mktemp("sqlite")
        return lambda name: f"sqlite:///{folder / name}.sqlite"
    cluster = postgres.start()
    if cluster is None:
        pytest.exit("PostgreSQL is not installed: run `make test`", returncode=1)
    return lambda name: postgres.create_database(cluster, name)


@pytest.fixture(scope="session")
def settings(new_database_url: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> config.Settings:
    return config.load(
        {
            "DATABASE_URL": new_database_url("suite"),
            "AIC_APP_SECRET": "a secret that only tests know, and long enough",
            "AIC_APP_BASE_URL": "http://aic.test",
            "AIC_APP_INSTANCE": str(tmp_path_factory.mktemp("instance")),
            "AIC_SMTP_HOST": "127.0.0.1",
        }
    )


def build_app(settings: config.Settings) -> Flask:
    """An application on a migrated database."""
    app = create_app(settings)
    app.test_client_class = Client
    with app.app_context():
        upgrade()
    return app


@pytest.fixture(scope="session")
def suite_app(settings: config.Settings) -> Iterator[Flask]:
    app = build_app(settings)
    yield app
    with app.app_context():
        db.engine.dispose()


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
