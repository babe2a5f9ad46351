"""Trackers of their own to back up and to restore in."""

import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from aic_tracker import clock, config
from aic_tracker.documents import storage
from aic_tracker.documents.models import Document, Holder
from aic_tracker.mail.models import QueueState
from tests import factories
from tests.backup.place import Place, place_on
from tests.support.client import open_session
from tests.support.mails import queue_one

KEY = "une clé que seuls les essais connaissent, et bien assez longue"
_numbers = itertools.count(1)


@pytest.fixture
def new_place(
    settings: config.Settings,
    new_database_url: Callable[[str], str],
    migrated_database_url: Callable[[str], str],
    tmp_path: Path,
) -> Iterator[Callable[..., Place]]:
    def make(*, is_migrated: bool = False, key: bool = False) -> Place:
        name = f"backup_{next(_numbers)}"
        instance = tmp_path / name
        url = (migrated_database_url if is_migrated else new_database_url)(name)
        if key:
            (tmp_path / "key").write_text(KEY, encoding="utf-8")
        return place_on(settings, url, instance, str(tmp_path / "key") if key else "")

    yield make
    config.use(settings)


@pytest.fixture
def place(new_place: Callable[..., Place]) -> Place:
    """A tracker with a little of everything: people, a queue, a file."""
    place = new_place(is_migrated=True)
    fill(place)
    return place


def fill(place: Place) -> None:
    content = "Statuts de l’association".encode()
    with place.inside():
        laureate = factories.laureate("Vikidia")
        coach = factories.coach(laureate, email="camille@example.org")
        open_session(coach)
        factories.save(
            Document(
                laureate_id=laureate.id,
                holder=Holder.LAUREATE,
                holder_id=laureate.id,
                filename="statuts.txt",
                media_type="text/plain",
                size=len(content),
                sha256=sha256(content).hexdigest(),
                stored_name=storage.keep(content),
                author_id=coach.id,
                added_at=clock.now(),
            )
        )
        queue_one()
        queue_one("second", kind="time-month")
        factories.save(QueueState(id=1, ticks=7, last_tick_at=clock.now() - timedelta(days=1)))
