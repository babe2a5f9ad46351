"""A PostgreSQL database: dumped from one snapshot, restored in a schema beside that then takes its place.

pg_dump names `public` in all it writes. So the former schema lends its name for the time of one transaction, in which
nobody else sees it gone: what was in use stays in use until the swap, which is one transaction too.
"""

import os
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import IO, Any

import psycopg
import sqlalchemy as sa

from aic_tracker.backup.archive import Facts
from aic_tracker.backup.clients import client, copy_script
from aic_tracker.backup.errors import BackupError, UnreadableError
from aic_tracker.backup.facts import facts_of

SCHEMA = "public"
TRIES, PAUSE = 10, 0.2
TABLES = f"SELECT tablename FROM pg_tables WHERE schemaname = '{SCHEMA}'"
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


class PostgresqlDatabase:
    kind = "postgresql"

    def __init__(self, engine: sa.Engine, token: str, folder: Path) -> None:
        self._engine = engine
        self._url = engine.url.set(drivername="postgresql")
        self.incoming = folder / f".database.{token}"
        self._script = folder / f".database.{token}.sql"
        self.schema = f"incoming_{token}"
        self._has_schema = False
        self.versions: dict[str, int] = {}  # of the server and of pg_dump, once dumped

    def dump(self, target: Path) -> Facts:
        """What one snapshot sees; writers go on meanwhile."""
        with self._connect() as connection:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()
            assert snapshot is not None
            # Before the dump: a database that was never migrated is said as such.
            facts = _facts(connection)
            pg_dump = client("pg_dump", server=_major(connection))
            self.versions = {"server": _major(connection), "pg_dump": pg_dump.version}
            self._run(
                pg_dump.path,
                "--format=custom",
                f"--snapshot={snapshot[0]}",
                f"--schema={SCHEMA}",
                "--no-owner",
                "--no-privileges",
                f"--file={target}",
            )
            return facts

    def in_use(self) -> str:
        self._engine.dispose()
        with self._connect() as connection:
            # A connection that was closed takes a moment to leave the server, ours among them.
            for _ in range(TRIES):
                others = connection.execute(OTHERS).fetchone()
                if not others or not others[0]:
                    break
                connection.rollback()
                Event().wait(PAUSE)
        if others and others[0]:
            return (
                f"{others[0]} connexion(s) à la base sont encore ouvertes : arrêtez web et scheduler, "
                "puis recommencez (ou ajoutez --force)."
            )
        return ""

    def prepare(self) -> None:
        self.incoming.parent.mkdir(parents=True, exist_ok=True)

    def refuse(self, versions: dict[str, int]) -> None:
        """Raises BackupError when this server, or the programs found here, are too old for such a backup."""
        with self._connect() as connection:
            major = _major(connection)
        if (made_on := versions.get("server", 0)) > major:
            raise BackupError(
                f"Cette sauvegarde vient d’un serveur PostgreSQL {made_on}, et celui-ci est en version {major} : "
                "rétablissez-la sur un serveur au moins aussi récent."
            )
        for name in ("pg_restore", "psql"):
            client(name, server=major, archive=self.incoming)

    def load(self) -> tuple[Facts, sa.Engine]:
        with self._connect() as connection:
            major = _major(connection)
            known = [row[0] for row in connection.execute("SELECT name FROM pg_settings")]
        pg_restore, psql = (client(name, server=major, archive=self.incoming) for name in ("pg_restore", "psql"))
        lent = f"{self.schema}_lent"
        script = (
            f"ALTER SCHEMA {SCHEMA} RENAME TO {lent};\nCREATE SCHEMA {SCHEMA};\n",
            f"ALTER SCHEMA {SCHEMA} RENAME TO {self.schema};\nALTER SCHEMA {lent} RENAME TO {SCHEMA};\n",
        )
        self._has_schema = True
        with self._script.open("xb") as file:
            self._script.chmod(0o600)
            file.write(script[0].encode())
            self._write_script(pg_restore.path, file, known)
            file.write(script[1].encode())
        self._run(
            psql.path,
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            f"--file={self._script}",
        )
        with self._connect() as connection:
            connection.execute(f"SET search_path = {self.schema}")
            facts = _facts(connection, schema=self.schema)
        return facts, self._beside()

    def blank(self) -> sa.Engine:
        """An empty schema beside, to be filled before it takes its place."""
        with self._connect() as connection:
            connection.execute(f"CREATE SCHEMA {self.schema}")
        self._has_schema = True
        return self._beside()

    @property
    def is_beside(self) -> bool:
        """Whether a schema stands beside, not in place yet."""
        return self._has_schema

    def _beside(self) -> sa.Engine:
        # Migrations and statements name no schema: they find this one.
        options = {"options": f"-csearch_path={self.schema}"}
        return sa.create_engine(self._engine.url, connect_args=options)

    def swap(self, stamp: str) -> str:
        name = f"avant_{stamp.replace('-', '_')}"
        with self._connect() as connection, connection.transaction():
            taken = {row[0] for row in connection.execute("SELECT nspname FROM pg_namespace")}
            former = next(free for free in (name, *(f"{name}_{n}" for n in range(2, 100))) if free not in taken)
            connection.execute("SET LOCAL lock_timeout = '30s'")
            connection.execute(f"ALTER SCHEMA {SCHEMA} RENAME TO {former}")
            connection.execute(f"ALTER SCHEMA {self.schema} RENAME TO {SCHEMA}")
        self._has_schema = False
        return f"schéma {former}"

    def discard(self) -> None:
        for path in (self.incoming, self._script):
            with suppress(OSError):
                path.unlink(missing_ok=True)
        if self._has_schema:
            with suppress(psycopg.Error, BackupError), self._connect() as connection:
                connection.execute(f"DROP SCHEMA IF EXISTS {self.schema} CASCADE")

    def _connect(self) -> "psycopg.Connection[Any]":
        try:
            return psycopg.connect(self._url.render_as_string(hide_password=False), autocommit=True)
        except psycopg.OperationalError as error:
            raise BackupError(f"Base de données injoignable : {_first(str(error).encode())}.") from error

    def _write_script(self, pg_restore: str, file: IO[bytes], known: list[str]) -> None:
        command = [pg_restore, "--no-owner", "--no-privileges", f"--schema={SCHEMA}", "--file=-", str(self.incoming)]
        with tempfile.TemporaryFile() as errors:
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors) as running:
                assert running.stdout
                copy_script(running.stdout, file, known)
            if running.returncode:
                errors.seek(0)
                raise UnreadableError(f"La base de cette sauvegarde est illisible : {_first(errors.read())}.")

    def _run(self, *command: str) -> None:
        # The password goes by the environment: anybody may read the arguments of a process.
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        if self._url.password:
            environment["PGPASSWORD"] = str(self._url.password)
        address = self._url.set(password=None).render_as_string(hide_password=False)
        done = subprocess.run(
            [*command, f"--dbname={address}"],
            env=environment,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode:
            raise BackupError(f"{Path(command[0]).name} : {_first(done.stderr)}.")


def _major(connection: "psycopg.Connection[Any]") -> int:
    return connection.info.server_version // 10_000


def _facts(connection: "psycopg.Connection[Any]", schema: str = SCHEMA) -> Facts:
    tables = [row[0] for row in connection.execute(TABLES.replace(f"'{SCHEMA}'", f"'{schema}'"))]
    return facts_of(lambda statement: connection.execute(statement.encode()), tables)


def _first(said: bytes) -> str:
    lines = [line for line in said.decode(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    return ((errors or lines or ["échec sans explication"])[0]).rstrip(".")
