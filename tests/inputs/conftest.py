"""One house for all that is typed in it: made once per process in a database of its own, put back after each test."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from aic_tracker import clock, config, create_app
from aic_tracker.db import db
from tests.conftest import NOW
from tests.inputs.doors import House, furnished
from tests.support.client import Client


@pytest.fixture(scope="session")
def lasting_house(
    settings: config.Settings, migrated_database_url: Callable[[str], str]
) -> Iterator[tuple[House, config.Settings]]:
    own = replace(settings, database=config.Database(url=migrated_database_url("house")))
    app = create_app(own)
    app.test_client_class = Client
    with clock.at(NOW), furnished(app) as house:
        yield house, own
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def house(lasting_house: tuple[House, config.Settings], settings: config.Settings) -> Iterator[House]:
    house, own = lasting_house
    config.use(own)
    yield house
    house.restore()
    config.use(settings)
