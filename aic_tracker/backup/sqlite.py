"""A SQLite file: copied while it is written to, and put back in one rename."""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import sqlalchemy as sa

from aic_tracker.backup.archive import Facts
from aic_tracker.backup.errors import BackupError, UnreadableError
from aic_tracker.backup.facts import facts_of

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
IN_USE = "La base est ouverte par un autre processus : arrêtez web et scheduler, puis recommencez."
COMPANIONS = ("-wal", "-shm", "-journal")


class SqliteDatabase:
    kind = "sqlite"
    versions: dict[str, int] = {}  # no program of another version takes part

    def __init__(self, engine: sa.Engine, token: str) -> None:
        self._engine = engine
        name = engine.url.database or ""
        if not name or name.startswith((":", "file:")):
            raise BackupError("Cette base n’est pas un simple fichier : donnez son chemin dans [database] url.")
        self._path = Path(name).absolute()
        self.incoming = self._path.with_name(f".{self._path.name}.{token}")

    def dump(self, target: Path) -> Facts:
        """A copy at one instant; writers go on meanwhile."""
        if not self._path.is_file():
            raise BackupError(f"La base {self._path} n’existe pas.")
        source = self._engine.raw_connection()
        try:
            with closing(sqlite3.connect(target)) as copy:
                # In one step: a copy by steps starts again at each write of another process.
                source.driver_connection.backup(copy)  # type: ignore[union-attr]
                # One file, without the journal beside it.
                copy.execute("PRAGMA journal_mode=DELETE")
                if faults := _faults(copy):
                    raise BackupError(f"La base est abîmée ({faults}) : rien n’a été sauvegardé.")
                return _facts(copy)
        finally:
            source.close()

    def refuse(self, _versions: dict[str, int]) -> None:
        """Every SQLite reads the file."""

    def in_use(self) -> str:
        """Whether another process has the file open, which a pool does for as long as it lives."""
        self._engine.dispose()
        if not self._path.is_file():
            return ""
        with closing(sqlite3.connect(self._path, timeout=1)) as connection:
            try:
                connection.execute("PRAGMA locking_mode=EXCLUSIVE")
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
            except sqlite3.OperationalError as error:
                return IN_USE if "locked" in str(error) else ""
            except sqlite3.DatabaseError:
                return ""  # damaged: all the more reason to put a backup in its place
        return ""

    def prepare(self) -> None:
        self.incoming.parent.mkdir(parents=True, exist_ok=True)

    def blank(self) -> sa.Engine:
        """An empty database beside, to be filled before it takes its place."""
        self.prepare()
        return sa.create_engine(f"sqlite:///{self.incoming}")

    def load(self) -> tuple[Facts, sa.Engine]:
        try:
            with closing(sqlite3.connect(self.incoming)) as copy:
                if faults := _faults(copy):
                    raise UnreadableError(f"La base de cette sauvegarde est abîmée : {faults}.")
                facts = _facts(copy)
        except sqlite3.DatabaseError as error:
            raise UnreadableError(f"La base de cette sauvegarde est illisible : {error}.") from error
        return facts, sa.create_engine(f"sqlite:///{self.incoming}")

    def swap(self, stamp: str) -> str:
        """Put the incoming file in place; what was there stays beside it, whole."""
        with closing(sqlite3.connect(self.incoming)) as copy:
            copy.execute("PRAGMA journal_mode=DELETE")
        _settle(self.incoming)
        former = self._free_name(f"{self._path.name}.avant-{stamp}")
        is_there = self._path.exists()
        if is_there:
            self._close_former()
            _keep(self._path, former)
        for companion in COMPANIONS:
            # Left over from a crash, unreadable: they would be taken for the new file's own.
            beside = self._path.with_name(self._path.name + companion)
            if beside.exists():
                _keep(beside, former.with_name(former.name + companion))
                beside.unlink()
        self.incoming.replace(self._path)
        _settle(self._path.parent)
        return str(former) if is_there else ""

    def _free_name(self, name: str) -> Path:
        names = (name, *(f"{name}-{number}" for number in range(2, 100)))
        return next(path for path in map(self._path.with_name, names) if not path.exists())

    def _close_former(self) -> None:
        """Bring its journal back into the file, which nobody else then has open."""
        self._engine.dispose()
        try:
            with closing(sqlite3.connect(self._path, timeout=1)) as connection:
                connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise BackupError(IN_USE) from error
        except sqlite3.DatabaseError:
            pass  # damaged: kept as it is, with its journal

    def discard(self) -> None:
        for name in ("", *COMPANIONS):
            with suppress(OSError):
                self.incoming.with_name(self.incoming.name + name).unlink(missing_ok=True)


def _keep(path: Path, former: Path) -> None:
    """A second name for the same file where the disk knows of it, a copy elsewhere: `path` is never absent."""
    try:
        os.link(path, former)
    except FileExistsError:
        raise
    except OSError:
        shutil.copy2(path, former)
        _settle(former)


def _settle(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _facts(connection: sqlite3.Connection) -> Facts:
    return facts_of(connection.execute, [row[0] for row in connection.execute(TABLES)])


def _faults(connection: sqlite3.Connection) -> str:
    said = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    if said != "ok":
        return said.splitlines()[0]
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    return f"une ligne de « {broken[0]} » désigne une ligne absente" if broken else ""
