"""Databases of the tested kind: new ones without any table, and copies, which cost less than migrations."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy.engine import make_url

from tests.support import postgres


class Databases(Protocol):
    def bare(self, name: str) -> str:
        """The URL of a new database."""

    def copy(self, url: str, name: str) -> str:
        """The URL of a copy of that database, to which nobody is connected."""


@dataclass
class Files:
    """SQLite's."""

    folder: Path

    def bare(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}.sqlite"

    def copy(self, url: str, name: str) -> str:
        # The last connection to leave empties the write-ahead log into the file.
        copied = self.bare(name)
        shutil.copyfile(url.removeprefix("sqlite:///"), copied.removeprefix("sqlite:///"))
        return copied


@dataclass
class Cluster:
    """PostgreSQL's."""

    url: str

    def bare(self, name: str) -> str:
        return postgres.create_database(self.url, name)

    def copy(self, url: str, name: str) -> str:
        return postgres.create_database(self.url, name, template=make_url(url).database)
