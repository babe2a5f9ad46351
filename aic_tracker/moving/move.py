"""`Move`: a tracker leaves one kind of database for the other.

The former database is held from the first row read to the moment it is set aside: what is written meanwhile is refused,
and nothing written is left behind. The new one is filled beside its place, read again row by row, then put there at
once. Whatever fails before that changes nothing, and the command is run again.
"""

import secrets
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import file_digest
from itertools import zip_longest
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from aic_tracker import migrating
from aic_tracker.audit import chain
from aic_tracker.audit import queries as audit
from aic_tracker.audit.chain import Draft
from aic_tracker.audit.models import Event
from aic_tracker.audit.queries import Verdict
from aic_tracker.backup import at_work
from aic_tracker.backup.errors import BackupError
from aic_tracker.backup.making import Database, database_of
from aic_tracker.backup.sqlite import SqliteDatabase
from aic_tracker.calendar_fr import PARIS
from aic_tracker.documents import storage
from aic_tracker.moving import cells
from aic_tracker.moving.cells import Table
from aic_tracker.moving.sides import PostgresqlSide, Side, SqliteSide

Tell = Callable[[str], None]
DOCUMENTS = "SELECT stored_name, sha256 FROM document ORDER BY id"


@dataclass(frozen=True)
class Moved:
    rows: int
    tables: int
    figures: int  # counts and sums, asked of both databases
    sequences: int
    entries: int  # of the search
    verdict: Verdict  # on the audit chain, read in its new place
    documents: int
    missing: list[str]  # stored names of attachments that are not there, or not as received
    former: str = ""  # where the former database stands
    replaced: str = ""  # where what stood in the place of the new one stands; blank when nothing did


class Move:
    """One move, from the engine in use to another; always `close` it."""

    def __init__(self, source: sa.Engine, target: sa.Engine, instance: Path) -> None:
        if source.dialect.name == target.dialect.name:
            raise BackupError("Les deux bases sont de la même sorte : employez « backup » et « restore ».")
        token = secrets.token_hex(6)
        self._source, self._target = source, target
        self._here, self._there = (database_of(engine, token, instance) for engine in (source, target))
        self._tables = cells.tables()

    def check(self, *, is_forced: bool, tick_seconds: int, now: datetime) -> None:
        """Raises BackupError while somebody is at work here, or when the other server keeps texts otherwise."""
        at_work.refuse(self._here, self._source, is_forced=is_forced, tick_seconds=tick_seconds, now=now)
        if self._target.dialect.name == "postgresql":
            with closing(PostgresqlSide(self._target.url)) as side:
                encoding = side.connection.info.encoding
            if encoding != "utf-8":
                raise BackupError(f"La base d’arrivée est en {encoding} : créez-la en UTF-8 (createdb -E UTF8).")

    def rows_there(self) -> int:
        """How many rows stand where the tracker would go."""
        path = self._target.url.database if self._target.dialect.name == "sqlite" else None
        if path and not Path(path).exists():
            return 0
        try:
            with self._target.connect() as connection:
                known = {*sa.inspect(connection).get_table_names()} & {table.name for table in self._tables}
                # The chain has its first link from its birth.
                asked = (f'SELECT count(*) FROM "{name}"' for name in sorted(known - {"audit_chain"}))
                return sum(connection.exec_driver_sql(statement).scalar_one() for statement in asked)
        finally:
            self._target.dispose()

    def apply(self, *, now: datetime, tell: Tell) -> Moved:
        """Raises BackupError, or the driver's error, when anything is not as it should be: nothing has changed then."""
        try:
            return self._apply(now, tell)
        except OSError as error:
            raise BackupError(f"Déplacement impossible : {error.strerror} ; rien n’a changé.") from error

    def _apply(self, now: datetime, tell: Tell) -> Moved:
        stamp = now.astimezone(PARIS).strftime("%Y%m%d-%H%M%S")
        with closing(_side(self._here, self._source.url)) as source:
            source.hold(self._tables)
            engine = self._there.blank()
            try:
                self._make_tables(engine)
                sequences = self._fill(source, engine, tell)
                with engine.begin() as connection:
                    details = {"from": self._here.kind, "to": self._there.kind}
                    chain.append(connection, [Draft(Event.MOVED_DATABASE, now, details=details)])
                with engine.connect() as connection:
                    moved = self._counted(connection, sequences)
            finally:
                engine.dispose()
            tell("Échange des deux bases.")
            replaced = self._there.swap(stamp)
            former = source.set_aside(stamp)
        return replace(moved, former=former, replaced=replaced)

    def close(self) -> None:
        self._there.discard()
        for engine in (self._source, self._target):
            engine.dispose()

    def _make_tables(self, engine: sa.Engine) -> None:
        config = migrating.migrations()
        config.attributes["engine"] = engine
        command.upgrade(config, "head")
        engine.dispose()

    def _fill(self, source: "SqliteSide | PostgresqlSide", engine: sa.Engine, tell: Tell) -> int:
        with closing(_side(self._there, engine.url)) as target:
            target.begin(self._tables)
            for number, table in enumerate(self._tables, start=1):
                count = target.write(table, source.rows(table))
                tell(f"{number}/{len(self._tables)} {table.name} : {count}")
            sequences = target.settle()
            tell("Relecture, ligne à ligne.")
            for table in self._tables:
                _compare(table, source, target)
            return sequences

    def _counted(self, connection: sa.Connection, sequences: int) -> Moved:
        names = [table.name for table in self._tables]
        counts = {name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one() for name in names}
        documents = [(str(name), str(digest)) for name, digest in connection.exec_driver_sql(DOCUMENTS)]
        return Moved(
            rows=sum(counts.values()) - 1,  # without the entry of the trail that tells of the move
            tables=len(self._tables),
            figures=sum(1 + len(table.numbers) for table in self._tables),
            sequences=sequences,
            entries=counts["search_entry"],
            verdict=audit.verify(connection),
            documents=len(documents),
            missing=_missing(documents),
        )


def _side(database: Database, url: sa.URL) -> SqliteSide | PostgresqlSide:
    """The end of a move that is in use, or that is being made beside: its engine's address says which."""
    if isinstance(database, SqliteDatabase):
        return SqliteSide(Path(url.database or ""))
    return PostgresqlSide(url, database.schema if database.is_beside else "public")


def _compare(table: Table, source: Side, target: Side) -> None:
    """Raises BackupError at the first difference, of a row or of a figure."""
    for here, there in zip_longest(source.rows(table), target.rows(table)):
        if here != there:
            key = table.key_of(here or there)
            raise BackupError(f"La ligne « {key} » de {table.name} n’est pas la même des deux côtés : rien n’a changé.")
    if source.figures(table) != target.figures(table):
        raise BackupError(f"Les totaux de {table.name} ne sont pas les mêmes des deux côtés : rien n’a changé.")


def _missing(documents: Sequence[tuple[str, str]]) -> list[str]:
    """Attachments stay where they are: each is read once, and compared with what was received."""
    wrong = []
    for name, digest in documents:
        path = storage.path_of(name)
        if not path.is_file():
            wrong.append(name)
            continue
        with path.open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != digest:
                wrong.append(name)
    return wrong
