"""What an edit changed, as the journal keeps it."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

Values = dict[str, Any]


def apply(row: Any, values: Mapping[str, Any]) -> tuple[Values, Values]:
    """Set what differs on the row; the changed values before and after, ready for JSON."""
    before: Values = {}
    after: Values = {}
    for name, value in values.items():
        old = getattr(row, name)
        if old != value:
            before[name], after[name] = plain(old), plain(value)
            setattr(row, name, value)
    return before, after


def plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")  # 8400, where str() may say 8.4E+3 or 8400.0
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return _name_of(value) if hasattr(value, "id") else value


def _name_of(row: Any) -> str:
    """What a reader of the journal knows a row by."""
    return next(str(getattr(row, name)) for name in ("name", "title", "label") if hasattr(row, name))


def differing(before: Values, after: Values) -> tuple[Values, Values]:
    """Of two sets of plain values, the fields that are not the same: for what is more than the columns of one row."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}
