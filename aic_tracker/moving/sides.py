"""The two ends of a move, each by its bare driver: what is read is held still, what is written is one transaction."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import psycopg
import sqlalchemy as sa
from psycopg import sql

from aic_tracker.backup.errors import BackupError
from aic_tracker.backup.postgresql import SCHEMA
from aic_tracker.backup.sqlite import IN_USE
from aic_tracker.moving import cells
from aic_tracker.moving.cells import Kind, Row, Table
from aic_tracker.search.index import EVERY_LEXEME

AT_ONCE = 1000
Figures = list[int]


class Side(Protocol):
    def rows(self, table: Table) -> Iterator[Row]:
        """In the order of the primary key."""

    def figures(self, table: Table) -> Figures:
        """How many rows, then the sum of each column of numbers, as the database counts."""


class SqliteSide:
    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None, timeout=1)

    def hold(self, _tables: Sequence[Table]) -> None:
        """Nobody else reads nor writes from here to `close`. Raises BackupError when somebody has the file open."""
        try:
            self.connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise BackupError(IN_USE) from error

    def rows(self, table: Table) -> Iterator[Row]:
        order = ", ".join(map(_quoted, table.key))
        found = self.connection.execute(f"SELECT {_columns(table)} FROM {_quoted(table.name)} ORDER BY {order}")
        for raw in found:
            try:
                yield tuple(map(cells.from_sqlite, table.kinds, raw))
            except ValueError as error:
                raise BackupError(
                    f"La ligne « {table.key_of(raw)} » de {table.name} est illisible : {error}."
                ) from error

    def figures(self, table: Table) -> Figures:
        return list(self.connection.execute(_figures(table)).fetchone())

    def begin(self, tables: Sequence[Table]) -> None:
        self.connection.execute("PRAGMA foreign_keys=OFF")
        self.connection.execute("BEGIN IMMEDIATE")
        for table in tables:
            self.connection.execute(f"DELETE FROM {_quoted(table.name)}")

    def write(self, table: Table, rows: Iterator[Row]) -> int:
        marks = ", ".join("?" for _ in table.columns)
        statement = f"INSERT INTO {_quoted(table.name)} ({_columns(table)}) VALUES ({marks})"
        count = 0
        while batch := list(islice(rows, AT_ONCE)):
            try:
                self.connection.executemany(statement, map(cells.to_sqlite, batch))
            except sqlite3.Error as error:
                raise BackupError(f"Une ligne de {table.name} n’est pas acceptée par SQLite : {error}.") from error
            count += len(batch)
        return count

    def settle(self) -> int:
        """Check the references and the index of words, and commit. SQLite has no sequence: 0."""
        if broken := self.connection.execute("PRAGMA foreign_key_check").fetchone():
            raise BackupError(f"Une ligne de « {broken[0]} » désigne une ligne absente.")
        self.connection.execute("INSERT INTO search_words(search_words) VALUES ('integrity-check')")
        self.connection.execute("COMMIT")
        return 0

    def set_aside(self, stamp: str) -> str:
        """Give the file another name, still held: who comes late finds no base there, rather than a forgotten one."""
        path = Path(self.connection.execute("PRAGMA database_list").fetchone()[2])
        self.connection.execute("COMMIT")
        self.connection.execute("PRAGMA journal_mode=DELETE")
        former = path.with_name(f"{path.name}.deplacee-{stamp}")
        path.rename(former)
        return str(former)

    def close(self) -> None:
        self.connection.close()


class PostgresqlSide:
    def __init__(self, url: sa.URL, schema: str = SCHEMA) -> None:
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._schema = schema
        try:
            self.connection: psycopg.Connection[Any] = psycopg.connect(address)
        except psycopg.OperationalError as error:
            raise BackupError(f"Base de données injoignable : {str(error).splitlines()[0]}.") from error
        self._run(f"SET search_path = {schema}")
        self.connection.commit()

    def hold(self, tables: Sequence[Table]) -> None:
        """Nobody else writes from here to `close`; what is read is one instant."""
        self._run("SET lock_timeout = '30s'")
        self.connection.commit()
        # The snapshot is taken by the first query: after the locks, so that nothing comes between.
        self._run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        self._run(f"LOCK TABLE {', '.join(_quoted(table.name) for table in tables)} IN SHARE MODE")

    def rows(self, table: Table) -> Iterator[Row]:
        read = [
            f"{_quoted(name)}::text" if kind is Kind.JSON else _quoted(name)
            for name, kind in zip(table.columns, table.kinds, strict=True)
        ]
        order = ", ".join(_ordered(table, name) for name in table.key)
        with self.connection.cursor(name="moving") as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(f"SELECT {', '.join(read)} FROM {_quoted(table.name)} ORDER BY {order}".encode())
            for raw in cursor:
                yield cells.from_postgresql(table.kinds, raw)

    def figures(self, table: Table) -> Figures:
        found = self._run(_figures(table)).fetchone()
        assert found is not None
        return list(map(int, found))

    def begin(self, tables: Sequence[Table]) -> None:
        """References are checked at the end: rows come in the order of their names, not of what they lean on."""
        for table, name in self._references():
            self._run(f"ALTER TABLE {table} ALTER CONSTRAINT {_quoted(name)} DEFERRABLE INITIALLY DEFERRED")
        for each in tables:
            self._run(f"DELETE FROM {_quoted(each.name)}")

    def write(self, table: Table, rows: Iterator[Row]) -> int:
        names = sql.SQL(", ").join(map(sql.Identifier, table.columns))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
        count = 0
        while batch := list(islice(rows, AT_ONCE)):
            _refuse_nul(table, batch)
            try:
                with self.connection.cursor() as cursor, cursor.copy(statement) as copy:
                    for row in batch:
                        copy.write_row(row)
            except psycopg.Error as error:
                raise BackupError(_refused(table, batch, error)) from error
            count += len(batch)
        return count

    def settle(self) -> int:
        """Check the references, index the words, put each sequence after the last number, and commit."""
        self._run(EVERY_LEXEME)
        try:
            self._run("SET CONSTRAINTS ALL IMMEDIATE")
        except psycopg.errors.ForeignKeyViolation as error:
            raise BackupError(f"Une ligne de « {error.diag.table_name} » désigne une ligne absente.") from error
        for table, name in self._references():
            self._run(f"ALTER TABLE {table} ALTER CONSTRAINT {_quoted(name)} NOT DEFERRABLE")
        count = 0
        for table, column, sequence in self._sequences():
            self._run(
                f"SELECT setval('{sequence}', coalesce(max({_quoted(column)}), 1), max({_quoted(column)}) IS NOT NULL) "
                f"FROM {_quoted(table)}"
            )
            count += 1
        self.connection.commit()
        return count

    def set_aside(self, stamp: str) -> str:
        """In the transaction that holds its tables: no write slips between."""
        former = f"deplacee_{stamp.replace('-', '_')}"
        self._run(f"ALTER SCHEMA {SCHEMA} RENAME TO {former}")
        self._run(f"CREATE SCHEMA {SCHEMA}")
        self.connection.commit()
        return f"schéma {former}"

    def close(self) -> None:
        self.connection.close()

    def _references(self) -> list[tuple[str, str]]:
        return self._run(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint "
            f"WHERE contype = 'f' AND connamespace = '{self._schema}'::regnamespace"
        ).fetchall()

    def _sequences(self) -> list[tuple[str, str, str]]:
        return self._run(
            "SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name) "
            f"FROM information_schema.columns WHERE table_schema = '{self._schema}' "
            "AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL"
        ).fetchall()

    def _run(self, statement: str) -> "psycopg.Cursor[Any]":
        return self.connection.execute(statement.encode())


def _quoted(name: str) -> str:
    return f'"{name}"'


def _columns(table: Table) -> str:
    return ", ".join(map(_quoted, table.columns))


def _ordered(table: Table, name: str) -> str:
    is_text = table.kinds[table.columns.index(name)] is Kind.TEXT
    return f'{_quoted(name)} COLLATE "C"' if is_text else _quoted(name)


def _figures(table: Table) -> str:
    sums = (f"coalesce(sum({_quoted(name)}), 0)" for name in table.numbers)
    return f"SELECT {', '.join(('count(*)', *sums))} FROM {_quoted(table.name)}"


def _refuse_nul(table: Table, batch: Sequence[Row]) -> None:
    for row in batch:
        if any(isinstance(value, str) and "\0" in value for value in row):
            raise BackupError(
                f"La ligne « {table.key_of(row)} » de {table.name} porte un caractère nul, que PostgreSQL refuse : "
                "corrigez ce texte, puis recommencez."
            )


def _refused(table: Table, batch: Sequence[Row], error: psycopg.Error) -> str:
    """Which row, when PostgreSQL says which line of the batch."""
    line = re.search(r", line (\d+)", error.diag.context or "")
    said = (error.diag.message_primary or str(error)).rstrip(".")
    row = f"La ligne « {table.key_of(batch[int(line[1]) - 1])} »" if line else "Une ligne"
    return f"{row} de {table.name} n’est pas acceptée par PostgreSQL : {said}."
