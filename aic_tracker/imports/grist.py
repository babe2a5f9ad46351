"""A table of Grist as rows of plain cells, its head first: out of a document asked in REST, or of a `.grist` file.

A cell may hold a value of another type than its column's: each is looked at. Formulas in error are told as such. Pure.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aic_tracker.imports.cells import Cell

ERROR = "#VALUE!"  # as readers of cells know one
HIDDEN = ("gristHelper_", "manualSort")
LONGEST = 20_000
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Column:
    """`shown`: of a reference, what its rows are known by, by their number."""

    id: str
    label: str
    type: str
    shown: Mapping[int, str] | None = None


def is_shown(column_id: str) -> bool:
    return not column_id.startswith(HIDDEN)


def rows_of(columns: Sequence[Column], records: Sequence[Mapping[str, Any]]) -> list[list[Cell]]:
    """`records`: by id of a column, its value as Grist gives it."""
    return [
        [column.label or column.id for column in columns],
        *([cell(column, record.get(column.id)) for column in columns] for record in records),
    ]


def cell(column: Column, value: Any) -> Cell:
    """Raises nothing: what is not understood is given as it is written."""
    kind, _, detail = column.type.partition(":")
    if isinstance(value, bytes):
        return ERROR  # a marshalled error, never opened
    if isinstance(value, list):
        return _from_list(column, value)
    if kind in ("ChoiceList", "RefList") and isinstance(value, str) and value.startswith("["):
        return _from_list(column, _loaded(value))
    if kind == "Bool" and value in (0, 1):
        return bool(value)
    if kind in ("Date", "DateTime") and isinstance(value, int | float) and not isinstance(value, bool):
        return _moment(kind, detail, value)
    if kind == "Ref" and isinstance(value, int):
        return _referred(column, value)
    if isinstance(value, str):
        return value[:LONGEST]
    return value if isinstance(value, int | float | bool) else None


def _from_list(column: Column, value: list[Any]) -> Cell:
    """`["L", …]` is a list; `["d", s]`, `["D", s, zone]`, `["R", table, id]` tell their own type; others, no value."""
    mark, rest = (
        (value[0], value[1:])
        if value and value[0] in ("L", "d", "D", "R", "r", "E", "P", "C", "U", "O")
        else ("L", value)
    )
    match mark:
        case "L":
            said = (_referred(column, one) if column.shown and isinstance(one, int) else one for one in rest)
            return ", ".join(str(one) for one in said if one not in (None, ""))[:LONGEST]
        case "d" if rest and isinstance(rest[0], int | float):
            return _moment("Date", "", rest[0])
        case "D" if rest and isinstance(rest[0], int | float):
            return _moment("DateTime", str(rest[1]) if len(rest) > 1 else "", rest[0])
        case "R" if len(rest) > 1 and isinstance(rest[1], int):
            return _referred(column, rest[1])
        case "E":
            return ERROR
    return None


def _referred(column: Column, number: int) -> Cell:
    if not number:
        return None
    return (column.shown or {}).get(number, str(number))


def _moment(kind: str, zone: str, seconds: float) -> Cell:
    """Seconds, at midnight UTC for a date: no zone may come near it."""
    try:
        if kind == "Date":
            return _EPOCH + timedelta(days=seconds // 86_400)
        return datetime.fromtimestamp(seconds, UTC).astimezone(_zone(zone)).replace(tzinfo=None)
    except (OverflowError, ValueError, OSError):
        return str(seconds)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("Europe/Paris")


def _loaded(text: str) -> list[Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return [text]
    return found if isinstance(found, list) else [text]
