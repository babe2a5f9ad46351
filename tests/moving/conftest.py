"""A tracker of the tested kind, and an empty database of the other kind to move to."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aic_tracker import config
from tests.backup.conftest import fill
from tests.backup.place import Place, place_on
from tests.support import postgres

_numbers = itertools.count(1)


@pytest.fixture
def other_url(settings: config.Settings, tmp_path: Path) -> Callable[[], str]:
    """Makes a database of the other kind, without a table."""

    def make() -> str:
        name = f"moved_{next(_numbers)}"
        if not settings.database.url.startswith("sqlite"):
            return f"sqlite:///{tmp_path / name}.sqlite"
        cluster = postgres.start()
        if cluster is None:
            pytest.exit("PostgreSQL is not installed: run `make test`", returncode=1)
        return postgres.create_database(cluster, name)

    return make


@pytest.fixture
def here(settings: config.Settings, migrated_database_url: Callable[[str], str], tmp_path: Path) -> Iterator[Place]:
    place = place_on(settings, migrated_database_url(f"moving_{next(_numbers)}"), tmp_path / "instance")
    fill(place)
    yield place
    config.use(settings)


@pytest.fixture
def there(here: Place, other_url: Callable[[], str]) -> Place:
    """The same settings and attachments, on the other database."""
    return at(here, other_url())


def at(place: Place, url: str) -> Place:
    return place_on(place.settings, url, Path(place.settings.app.instance))
