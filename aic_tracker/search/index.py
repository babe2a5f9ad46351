"""Keeps the entries true: written in the transaction of what they tell, and made again from everything on demand.

Whatever writes a row through the session is heard of from `changes`: no feature has to think of the search. A statement
that changes rows by itself must call `rewrite`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from aic_tracker.changes import Moved, hear
from aic_tracker.db import db
from aic_tracker.db_session import OutlivedSession
from aic_tracker.laureates.models import Laureate
from aic_tracker.search.entries import entry
from aic_tracker.search.models import SearchEntry
from aic_tracker.search.sources import QUIET, SOURCES, Source

CHANGED = "search_changed"


class Renamed:
    """A laureate whose name changed: all that is theirs is found by the new one."""


AT_ONCE = 500  # entries in one statement
LAST = 5  # of each kind: enough to see that their words were made otherwise
FOLLOWED = frozenset(model for source in SOURCES.values() for model in (source.model, *source.moved_by))
# PostgreSQL's own words of an entry: a lexeme each, without its parser, which reads languages.
EVERY_LEXEME = (
    "UPDATE search_entry SET lexemes = array_to_tsvector(array_remove(string_to_array(words || extras, ' '), ''))"
)
_LEXEMES = sa.text(f"{EVERY_LEXEME} WHERE kind = :kind AND row_id IN :ids").bindparams(
    sa.bindparam("ids", expanding=True)
)


def follow_writes() -> None:
    """Once a process, however many applications it makes."""
    hear(_note)
    if not event.contains(OutlivedSession, "before_commit", _write):
        event.listen(OutlivedSession, "before_commit", _write)


def _note(session: Session, moved: Iterable[Moved]) -> None:
    changed = session.info.setdefault(CHANGED, defaultdict(set))
    for one in moved:
        model = type(one.row)
        if model in FOLLOWED and one.columns - QUIET.get(model, frozenset()):
            key = sa.inspect(model).primary_key_from_instance(one.row)[0]
            changed[model].add(key)
            if model is Laureate and "name" in one.columns:
                changed[Renamed].add(key)


def _write(session: Session) -> None:
    # A savepoint's end is no commit: the outer one comes.
    if session.in_nested_transaction():
        return
    session.flush()
    changed = session.info.pop(CHANGED, None)
    if changed:
        for source in SOURCES.values():
            if ids := _concerned(source, changed):
                rewrite(source.kind, ids)


def _concerned(source: Source, changed: dict[type[Any], set[int]]) -> set[int]:
    ids = set(changed.get(source.model, ()))
    for model, ours in source.moved.items():
        if keys := changed.get(model):
            ids |= set(db.session.scalars(ours, {"keys": list(keys)}))
    if renamed := changed.get(Renamed):
        theirs = (SearchEntry.kind == source.kind, SearchEntry.laureate_id.in_(renamed))
        ids |= set(db.session.scalars(sa.select(SearchEntry.row_id).where(*theirs)))
    return ids


def rewrite(kind: str, ids: Collection[int]) -> None:
    """Write again the entries of these rows, and take away those of rows that are gone or no longer shown."""
    if db.engine.dialect.name == "postgresql":
        # One writer at a time until its commit: two that insert the same entry would undo each other's gestures.
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(f"search:{kind}"))))
    for some in _batches(ids):
        db.session.execute(
            sa.delete(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.row_id.in_(some)),
            execution_options={"synchronize_session": False},
        )
        if rows := _entries(SOURCES[kind], some):
            db.session.execute(sa.insert(SearchEntry), rows)
            if db.engine.dialect.name == "postgresql":
                db.session.execute(_LEXEMES, {"kind": kind, "ids": [row["row_id"] for row in rows]})


def _entries(source: Source, ids: Collection[int]) -> list[dict[str, Any]]:
    found = list(source.items(ids))
    asked = {item.laureate_id for item in found if item.laureate_id}
    named: Any = (
        db.session.execute(sa.select(Laureate.id, Laureate.name).where(Laureate.id.in_(asked))) if asked else ()
    )
    names: dict[int | None, str] = dict(iter(named))
    return [entry(source, item, names.get(item.laureate_id, "")) for item in found]


def mend() -> Iterator[int]:
    """Write again what is not as it should be, a batch at a time, to be committed between two. Gives how many."""
    for kind, some in batches():
        if wrong := _wrong(kind, some):
            rewrite(kind, wrong)
        yield len(wrong)


def batches() -> Iterator[tuple[str, list[int]]]:
    """Every entry that stands or should stand, some at a time, by kind: to be written anew with `rewrite`."""
    for kind, source in SOURCES.items():
        key = sa.inspect(source.model).primary_key[0]
        known = sa.select(SearchEntry.row_id).where(SearchEntry.kind == kind)
        for some in _batches(set(db.session.scalars(sa.select(key))) | set(db.session.scalars(known))):
            yield kind, some


def _wrong(kind: str, ids: Collection[int]) -> set[int]:
    table = SearchEntry.__table__
    columns = [column for column in table.columns if column.name != "id"]
    statement = sa.select(*columns).where(SearchEntry.kind == kind, SearchEntry.row_id.in_(ids))
    stored = {row["row_id"]: dict(row) for row in db.session.execute(statement).mappings()}
    right = {row["row_id"]: row for row in _entries(SOURCES[kind], ids)}
    return {id for id in stored.keys() | right.keys() if stored.get(id) != right.get(id)}


def _batches(ids: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def is_behind() -> bool:
    """Whether nothing was ever indexed, or the words were made by an older version: told by the last of each kind."""
    seen = False
    for kind in SOURCES:
        last = sa.select(SearchEntry.row_id).where(SearchEntry.kind == kind).order_by(SearchEntry.id.desc()).limit(LAST)
        if ids := db.session.scalars(last).all():
            seen = True
            if _wrong(kind, ids):
                return True
    return not seen
