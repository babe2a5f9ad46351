"""Laureates, objectives and times, copied every night to a document of Grist: to it only, and never back.

Each row is written where `Numero` is its own: written twice, it is the same row. Rows that are gone here go there.
Dates are seconds at midnight UTC, numbers are numbers: nothing is left for the document's locale to parse.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from aic_tracker import config
from aic_tracker.calendar_fr import PARIS, paris_day
from aic_tracker.db import db
from aic_tracker.folding import searchable
from aic_tracker.laureates import queries as laureates
from aic_tracker.roadmap import queries as roadmap
from aic_tracker.roadmap.models import Objective
from aic_tracker.sources.grist import client
from aic_tracker.sources.models import Source
from aic_tracker.timesheet import queries as timesheet

AT_ONCE = 200
HOUR = 4
KEY = "Numero"


@dataclass(frozen=True)
class Sheet:
    """`columns`: id, label and type of each, the key first; `statement`: their values, in that order, by key."""

    id: str
    columns: Sequence[tuple[str, str, str]]
    statement: Any


def sheets() -> list[Sheet]:
    number = (KEY, "Numéro", "Int")
    return [
        Sheet(
            "Suivi_Laureats",
            (
                number,
                ("Nom", "Nom", "Text"),
                ("Structure", "Structure", "Text"),
                ("Siren", "SIREN", "Text"),
                ("Saison", "Saison", "Text"),
                ("Operateur", "Opéré par", "Text"),
                ("Etat", "État", "Text"),
                ("Commune", "Commune", "Text"),
            ),
            laureates.in_brief(),
        ),
        Sheet(
            "Suivi_Objectifs",
            (
                number,
                ("Laureat", "Lauréat", "Text"),
                *_lines(),
                ("Depart", "Départ", "Numeric"),
                ("Cible", "Cible", "Numeric"),
                ("Actuel", "Actuel", "Numeric"),
                ("Echeance", "Échéance", "Date"),
                ("Etat", "État", "Text"),
            ),
            roadmap.in_brief(),
        ),
        # Whose time it is stays here: the figures need no names.
        Sheet(
            "Suivi_Temps",
            (
                number,
                ("Laureat", "Lauréat", "Text"),
                ("Jour", "Jour", "Date"),
                ("Jours", "Jours", "Numeric"),
            ),
            timesheet.in_brief(),
        ),
    ]


def _lines() -> list[tuple[str, str, str]]:
    """A column for each line of an objective, named as Grist names them: without accents."""
    labels = [text.label for text in Objective.WORDING.values() if text.is_line]
    return [(searchable(label).replace(" ", "_").capitalize(), label, "Text") for label in labels]


def identity() -> str:
    settings = config.current().grist
    return f"{settings.url} {settings.mirror}"


def passing(now: datetime) -> Iterator[Counter[str]]:
    """Each step is a request answered; nothing of ours is written but how the pass ended."""
    document = config.current().grist.mirror
    present = {str(one.get("id")) for one in client.listed(client.ask(document, "tables", now=now), "tables")}
    for sheet in sheets():
        _prepare(document, sheet, present, now)
        kept: set[int] = set()
        for batch in _batches(sheet):
            _put(document, sheet, batch, now)
            kept |= {row[0] for row in batch}
            yield Counter({sheet.id: len(batch)})
        yield Counter(removed=_remove(document, sheet, kept, now))


def _batches(sheet: Sheet) -> Iterator[list[tuple[Any, ...]]]:
    key, last = sheet.statement.selected_columns[0], 0
    while True:
        found = db.session.execute(sheet.statement.where(key > last).order_by(key).limit(AT_ONCE)).all()
        rows = [tuple(row) for row in found]
        db.session.rollback()  # nothing is held while the document is written to
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def _prepare(document: str, sheet: Sheet, present: set[str], now: datetime) -> None:
    """Make the table, or the columns that it lacks."""
    wanted = [{"id": id, "fields": {"label": label, "type": kind}} for id, label, kind in sheet.columns]
    if sheet.id not in present:
        content = {"tables": [{"id": sheet.id, "columns": wanted}]}
        client.ask(document, "tables", now=now, method="POST", content=content)
        return
    path = f"tables/{sheet.id}/columns"
    known = {str(one.get("id")) for one in client.listed(client.ask(document, path, now=now), "columns")}
    if missing := [column for column in wanted if column["id"] not in known]:
        client.ask(document, path, now=now, method="POST", content={"columns": missing})


def _put(document: str, sheet: Sheet, rows: list[tuple[Any, ...]], now: datetime) -> None:
    names = [id for id, _label, _kind in sheet.columns]
    records = [
        {
            "require": {KEY: row[0]},
            "fields": {name: converted(value) for name, value in zip(names[1:], row[1:], strict=True)},
        }
        for row in rows
    ]
    path = f"tables/{sheet.id}/records?noparse=true&onmany=first"
    client.ask(document, path, now=now, method="PUT", content={"records": records})


def _remove(document: str, sheet: Sheet, kept: set[int], now: datetime) -> int:
    found = client.listed(client.ask(document, f"tables/{sheet.id}/records", now=now), "records")
    gone = [one["id"] for one in found if client.fields(one).get(KEY) not in kept]
    for start in range(0, len(gone), AT_ONCE):
        some = gone[start : start + AT_ONCE]
        path = f"tables/{sheet.id}/records/delete"
        # Servers of before call it otherwise.
        if client.attempt(document, path, now=now, method="POST", content=some).status == 404:
            client.ask(document, f"tables/{sheet.id}/data/delete", now=now, method="POST", content=some)
    return len(gone)


def converted(value: Any) -> Any:
    """As a cell of its column's type is written, `noparse`."""
    match value:
        case None | bool() | int() | float():
            return value
        case date():
            return int(datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp())
        case Decimal():
            return float(value)
    return str(getattr(value, "label", value))


def is_due(source: Source | None, now: datetime) -> bool:
    """Once a night, after the other tasks of the night."""
    if source is None or source.ended_at is None:
        return True
    if source.again_at:
        return now >= source.again_at
    return paris_day(source.ended_at) < paris_day(now) and now.astimezone(PARIS).hour >= HOUR
