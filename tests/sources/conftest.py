"""A tracker that reads the démarche of a platform on this machine."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from aic_tracker import clock, config
from aic_tracker.db import db
from aic_tracker.settings import Demarche
from aic_tracker.sources import queries, running
from aic_tracker.sources.demarche import passing
from aic_tracker.sources.models import Source, SourceKind
from tests.sources.platform import NUMBER, TOKEN, Platform, opened


@pytest.fixture
def platform(app: Flask) -> Iterator[Platform]:
    for platform in opened():
        before = config.current()
        config.use(replace(before, demarche=Demarche(url=platform.url, token=TOKEN, number=NUMBER)))
        yield platform
        config.use(before)


@pytest.fixture
def read(platform: Platform) -> Callable[[], Source]:
    """Make one pass, as the scheduler does; gives what is known of the source afterwards."""

    def run() -> Source:
        steps = running.run(SourceKind.DEMARCHE, passing.passing, of=passing.identity(), now=clock.now())
        for _ in steps:
            db.session.commit()
        found = queries.known_source(SourceKind.DEMARCHE)
        assert found is not None
        return found

    return run


@pytest.fixture
def stored() -> Callable[[], set[str]]:
    """The names of the files kept on the disk."""
    folder = Path(config.current().documents.folder)
    before = {path.name for path in folder.glob("??/*")}
    return lambda: {path.name for path in folder.glob("??/*")} - before
