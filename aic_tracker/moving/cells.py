"""What a cell is, whatever the database: the same value read from both, so that rows can be compared one by one.

Neither the models' enums nor their decoders take part: what the program could not read is moved as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum, auto
from typing import Any

import sqlalchemy as sa

from aic_tracker.db import Base

Row = tuple[Any, ...]


class Kind(Enum):
    TEXT = auto()
    NUMBER = auto()
    TRUTH = auto()
    DATE = auto()
    INSTANT = auto()
    JSON = auto()  # its very text: a rewritten one is another
    BYTES = auto()


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[str, ...]
    kinds: tuple[Kind, ...]
    key: tuple[str, ...]  # its primary key, by which rows are read in the same order on both sides

    def key_of(self, row: Row) -> str:
        return ", ".join(f"{name} {row[self.columns.index(name)]}" for name in self.key)

    @property
    def numbers(self) -> list[str]:
        """The columns whose sum each database is asked for."""
        return [name for name, kind in zip(self.columns, self.kinds, strict=True) if kind is Kind.NUMBER]


def tables() -> list[Table]:
    """Every table that a model declares, by name."""
    return [
        Table(
            name=table.name,
            columns=tuple(column.name for column in table.columns),
            kinds=tuple(_kind(column.type) for column in table.columns),
            key=tuple(column.name for column in table.primary_key.columns),
        )
        for _name, table in sorted(Base.metadata.tables.items())
    ]


def _kind(type_: Any) -> Kind:
    while isinstance(type_, sa.types.TypeDecorator):
        type_ = type_.impl_instance
    for known, kind in (
        (sa.JSON, Kind.JSON),
        (sa.Boolean, Kind.TRUTH),
        (sa.DateTime, Kind.INSTANT),
        (sa.Date, Kind.DATE),
        (sa.Integer, Kind.NUMBER),
        (sa.LargeBinary, Kind.BYTES),
        (sa.String, Kind.TEXT),  # enums are texts
    ):
        if isinstance(type_, known):
            return kind
    raise TypeError(f"say how a {type_!r} is moved")


def from_sqlite(kind: Kind, value: Any) -> Any:
    """SQLite keeps any value in any column: raises ValueError on one that is not of its column's kind."""
    if value is None:
        return None
    if type(value) is not _STORED[kind] or (kind is Kind.TRUTH and value not in (0, 1)):
        raise ValueError("valeur d’une autre sorte que sa colonne")
    match kind:
        case Kind.TRUTH:
            return bool(value)
        case Kind.DATE:
            return date.fromisoformat(value)
        case Kind.INSTANT:
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value


_STORED: dict[Kind, Any] = {
    Kind.TEXT: str,
    Kind.NUMBER: int,
    Kind.TRUTH: int,
    Kind.DATE: str,
    Kind.INSTANT: str,
    Kind.JSON: str,
    Kind.BYTES: bytes,
}


def to_sqlite(row: Row) -> Row:
    return tuple(map(_stored, row))


def _stored(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):  # a date too, hence first
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return value.isoformat() if isinstance(value, date) else value


def from_postgresql(kinds: Sequence[Kind], row: Row) -> Row:
    return tuple(
        value.astimezone(UTC) if kind is Kind.INSTANT and value is not None else value
        for kind, value in zip(kinds, row, strict=True)
    )
