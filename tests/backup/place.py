"""A tracker of its own: a database, an instance folder, attachments, and commands run there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from flask.cli import FlaskGroup

from aic_tracker import config, create_app
from aic_tracker.db import db
from aic_tracker.documents import storage


def place_on(settings: config.Settings, url: str, instance: Path, key_file: str = "") -> "Place":
    wanted = replace(
        settings,
        app=replace(settings.app, instance=str(instance)),
        database=config.Database(url=url),
        documents=replace(settings.documents, folder=str(instance / "documents")),
        backup=replace(settings.backup, key_file=key_file),
    )
    return Place(wanted, create_app(wanted))


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
