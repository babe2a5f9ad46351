"""Rows as the files that programs read. Pure.

CSV as RFC 4180 and the public schemas ask: commas, UTF-8 without a mark, and each text as it is. What our lists do for
spreadsheets (semicolons, an apostrophe before what looks like a formula) would be wrong data here.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

BETWEEN = " ; "


def as_csv(fields: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(fields)
    writer.writerows([_cell(row[name]) for name in fields] for row in rows)
    return text.getvalue().encode()


def as_json(rows: Iterable[Mapping[str, Any]]) -> bytes:
    shown = [{name: _value(value) for name, value in row.items()} for row in rows]
    return (json.dumps(shown, ensure_ascii=False, indent=1) + "\n").encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return BETWEEN.join(value)
    if isinstance(value, float):
        return format(Decimal(str(value)).normalize(), "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def _value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
