"""A `.grist` file: a SQLite database made by somebody else, and so distrusted.

Opened read-only and as it lies, its schema not trusted, its statements authorised one by one (to read its tables, and
nothing else), their work bounded. What Grist marshalled in it is never opened.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from aic_tracker.errors import DomainError
from aic_tracker.formats import NBSP
from aic_tracker.imports import grist
from aic_tracker.imports.cells import Cell
from aic_tracker.imports.grist import Column

MAGIC = b"SQLite format 3\x00"
LARGEST = 50 * 1024 * 1024
LONGEST_VALUE = 1024 * 1024
MOST_STEPS = 20_000  # of a thousand instructions each
MOST_ROWS = 100_000
NO_GRIST = "Ce fichier n’est pas un document Grist : choisissez un fichier .grist, XLSX, ODS ou CSV."
BROKEN = "Ce document Grist est abîmé : téléchargez-le de nouveau depuis Grist."
TABLES = """SELECT id, tableId FROM _grist_Tables
WHERE coalesce(summarySourceTable, 0) = 0 AND tableId <> '' AND tableId NOT LIKE 'GristHidden!_%' ESCAPE '!'
ORDER BY id"""
COLUMNS = """SELECT id, colId, label, type, coalesce(visibleCol, 0) FROM _grist_Tables_column
WHERE parentId = ? ORDER BY parentPos, id"""


def is_one(content: bytes) -> bool:
    return content.startswith(MAGIC)


def table_names(content: bytes) -> list[str]:
    """Raises DomainError, saying what to do, for what is no document of Grist."""
    with _opened(content) as document:
        return [name for _number, name in _tables(document)]


def rows(content: bytes, name: str) -> list[list[Cell]]:
    """The head of the table, then its rows."""
    with _opened(content) as document:
        number = next((number for number, known in _tables(document) if known == name), None)
        if number is None:
            raise DomainError(f"La table « {name} » n’est plus dans ce fichier.", field="sheet")
        columns = [
            _column(document, *found) for found in document.execute(COLUMNS, (number,)) if grist.is_shown(found[1])
        ]
        if not columns:
            raise DomainError(f"La table « {name} » n’a aucune colonne.", field="sheet")
        # Named in full: a name alone that is no column's would be read as a text.
        read = ", ".join(f"{_quoted(name)}.{_quoted(column.id)}" for column in columns)
        found = document.execute(f"SELECT {read} FROM {_quoted(name)} ORDER BY id LIMIT {MOST_ROWS + 1}")
        ids = [column.id for column in columns]
        return grist.rows_of(columns, [dict(zip(ids, row, strict=True)) for row in found])


@contextmanager
def _opened(content: bytes) -> Iterator[sqlite3.Connection]:
    if len(content) > LARGEST:
        raise DomainError(
            f"Ce document dépasse {LARGEST // 1024 // 1024}{NBSP}Mo : exportez la table en CSV.", field="file"
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document"
        path.write_bytes(content)
        try:
            with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as document:
                _distrust(document)
                yield document
        except sqlite3.DatabaseError as error:
            raise DomainError(NO_GRIST if "no such table: _grist" in str(error) else BROKEN, field="file") from error


def _distrust(document: sqlite3.Connection) -> None:
    document.execute("PRAGMA trusted_schema = OFF")
    document.execute("PRAGMA cell_size_check = ON")
    document.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    steps = iter(range(MOST_STEPS))
    document.set_progress_handler(lambda: 0 if next(steps, None) is not None else 1, 1000)
    # Views and triggers are another's programs: what is read is a table, by its name.
    document.set_authorizer(_allow)


def _allow(action: int, first: str | None, second: str | None, _base: str | None, inside: str | None) -> int:
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_OK if second in ("coalesce", "like") else sqlite3.SQLITE_DENY
    if inside is not None or action not in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def _tables(document: sqlite3.Connection) -> list[tuple[int, str]]:
    # A virtual table runs code of its own as it is read.
    plain = {
        name
        for name, text in document.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        if isinstance(text, str) and text.lstrip().upper().startswith("CREATE TABLE")
    }
    if "_grist_Tables" not in plain or "_grist_Tables_column" not in plain:
        raise DomainError(NO_GRIST, field="file")
    return [(number, name) for number, name in document.execute(TABLES) if name in plain]


def _column(document: sqlite3.Connection, _number: int, id: str, label: Any, kind: Any, shown: int) -> Column:
    kind = str(kind or "Any")
    return Column(id, str(label or id), kind, _shown(document, kind, shown) if shown else None)


def _shown(document: sqlite3.Connection, kind: str, shown: int) -> dict[int, str]:
    """By number of a row of the other table, what it is known by."""
    name = kind.partition(":")[2]
    known = document.execute("SELECT colId FROM _grist_Tables_column WHERE id = ?", (shown,)).fetchone()
    if not known or name not in {table for _, table in _tables(document)}:
        return {}
    found = document.execute(f"SELECT id, {_quoted(name)}.{_quoted(known[0])} FROM {_quoted(name)} LIMIT {MOST_ROWS}")
    return {number: str(value) for number, value in found if isinstance(value, str | int | float) and value != ""}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
