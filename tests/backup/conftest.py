"""Places of their own: a database, an instance folder, attachments, and commands run there."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from flask.cli import FlaskGroup
from flask_migrate import upgrade

from aic_tracker import clock, config, create_app
from aic_tracker.db import db
from aic_tracker.documents import storage
from aic_tracker.documents.models import Document, Holder
from aic_tracker.mail.models import QueueState
from tests import factories
from tests.support.client import open_session
from tests.support.mails import queue_one

KEY = "une clé que seuls les essais connaissent, et bien assez longue"
_numbers = itertools.count(1)


@dataclass
class Place:
    settings: config.Settings
    app: Flask

    def run(self, *args: str, **options: Any) -> Result:
        config.use(self.settings)
        result = self.app.test_cli_runner().invoke(FlaskGroup(), list(args), **options)
        with self.app.app_context():
            db.engine.dispose()
        return result

    def backup(self, path: Path) -> Path:
        result = self.run("backup", str(path))
        assert result.exit_code == 0, result.output
        return path

    def restore(self, path: Path, *options: str) -> Result:
        return self.run("restore", str(path), "--yes", *options)

    @contextmanager
    def inside(self) -> Iterator[None]:
        config.use(self.settings)
        with self.app.app_context():
            yield
            db.session.remove()
            db.engine.dispose()

    def write(self, statement: str) -> None:
        with self.inside(), db.engine.begin() as connection:
            connection.execute(sa.text(statement))

    def read(self, statement: str) -> list[Any]:
        with self.inside(), db.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(statement))]

    def rows(self) -> dict[str, list[Any]]:
        """Everything: each table with its rows, in their order of keys."""
        found = {}
        with self.inside(), db.engine.connect() as connection:
            for table in sa.inspect(connection).get_table_names():
                rows = connection.execute(sa.text(f'SELECT * FROM "{table}"'))
                found[table] = sorted(repr(tuple(row)) for row in rows)
        return found

    def attach(self, content: bytes) -> str:
        with self.inside():
            return storage.keep(content)

    def attachments(self) -> dict[str, bytes]:
        folder = Path(self.settings.documents.folder)
        return {path.name: path.read_bytes() for path in folder.glob("??/*") if not path.name.startswith(".")}

    @property
    def path(self) -> Path:
        return Path(self.settings.database.url.removeprefix("sqlite:///"))

    @property
    def is_sqlite(self) -> bool:
        return self.settings.database.url.startswith("sqlite")

    def tidy(self) -> None:
        """Nothing half-done is left beside."""
        left = list(self.path.parent.glob(f".{self.path.name}.*")) if self.is_sqlite else []
        left += list(Path(self.settings.app.instance).glob(".database*"))
        left += list(Path(self.settings.documents.folder).glob(".incoming*"))
        if not self.is_sqlite:
            left += self.read("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'incoming%'")
        assert left == []


@pytest.fixture
def new_place(
    settings: config.Settings, new_database_url: Callable[[str], str], tmp_path: Path
) -> Iterator[Callable[..., Place]]:
    def make(*, is_migrated: bool = False, key: bool = False) -> Place:
        name = f"backup_{next(_numbers)}"
        instance = tmp_path / name
        url = new_database_url(name)
        if key:
            (tmp_path / "key").write_text(KEY, encoding="utf-8")
        wanted = replace(
            settings,
            app=replace(settings.app, instance=str(instance)),
            database=config.Database(url=url),
            documents=replace(settings.documents, folder=str(instance / "documents")),
            backup=replace(settings.backup, key_file=str(tmp_path / "key") if key else ""),
        )
        place = Place(wanted, create_app(wanted))
        if is_migrated:
            with place.inside():
                upgrade()
        return place

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
