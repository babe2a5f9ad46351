"""The table that is read, as the import of sheets takes it: its head, then rows of plain cells."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

from aic_tracker import config
from aic_tracker.db import db
from aic_tracker.imports import grist
from aic_tracker.imports.files import Table
from aic_tracker.imports.grist import Column
from aic_tracker.sources import queries
from aic_tracker.sources.grist import client
from aic_tracker.sources.models import SourceKind


def identity() -> str:
    settings = config.current().grist
    return f"{settings.url} {settings.document} {settings.table}"


def passing(now: datetime) -> Iterator[Counter[str]]:
    """See that the table may be read, and what its columns are. Its rows are taken when somebody imports them."""
    found = table(now)
    source = queries.source(SourceKind.GRIST, of=identity())
    source.questions = [{"id": label, "label": label, "type": ""} for label in map(str, found.rows[0])]
    db.session.flush()
    yield Counter(rows=len(found.rows) - 1)


def table(now: datetime) -> Table:
    """Raises ServiceFault, in words."""
    settings = config.current().grist
    columns = _columns(settings.table, now)
    records = _records(settings.table, now)
    return Table(settings.table, grist.rows_of(columns, records))


def _columns(name: str, now: datetime) -> list[Column]:
    found = client.listed(_ask(name, "columns", now), "columns")
    return [_column(one, now) for one in found if grist.is_shown(str(one.get("id", "")))]


def _column(one: dict[str, Any], now: datetime) -> Column:
    told = client.fields(one)
    kind, shown = str(told.get("type") or "Any"), told.get("visibleCol")
    known = _shown(kind.partition(":")[2], shown, now) if kind.startswith("Ref") and shown else None
    return Column(str(one.get("id")), str(told.get("label") or one.get("id")), kind, known)


def _shown(name: str, shown: Any, now: datetime) -> dict[int, str]:
    """By number of a row of the other table, what it is known by."""
    columns = client.listed(_ask(name, "columns", now), "columns")
    known = next((str(one.get("id")) for one in columns if client.fields(one).get("colRef") == shown), "")
    values = {one["id"]: client.fields(one).get(known) for one in client.listed(_ask(name, "records", now), "records")}
    return {
        number: str(value) for number, value in values.items() if isinstance(value, str | int | float) and value != ""
    }


def _records(name: str, now: datetime) -> list[dict[str, Any]]:
    """A formula in error comes as nothing, its error beside it."""
    found = client.listed(_ask(name, "records", now), "records")
    return [client.fields(one) | {column: ["E"] for column in (one.get("errors") or {})} for one in found]


def _ask(name: str, what: str, now: datetime) -> Any:
    return client.ask(config.current().grist.document, f"tables/{quote(name, safe='')}/{what}", now=now)
