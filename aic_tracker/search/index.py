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
from aic_tracker.db import Base, db
from aic_tracker.db_session import OutlivedSession
from aic_tracker.search.models import SearchEntry
from aic_tracker.search.sources import QUIET, SOURCES, Item, Source
from aic_tracker.search.words import day_word, extras_of, stem, words_of

CHANGED = "search_changed"
AT_ONCE = 500  # entries in one statement
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
            changed[model].add(sa.inspect(model).primary_key_from_instance(one.row)[0])


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


def _concerned(source: Source, changed: dict[type[Base], set[int]]) -> set[int]:
    ids = set(changed.get(source.model, ()))
    for model, ours in source.moved_by.items():
        if keys := changed.get(model):
            rows = ours.subquery()
            ids |= set(db.session.scalars(sa.select(rows.c[0]).where(rows.c.key.in_(keys))))
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
        if rows := [_entry(kind, item) for item in SOURCES[kind].items(some)]:
            db.session.execute(sa.insert(SearchEntry), rows)
            if db.engine.dialect.name == "postgresql":
                db.session.execute(_LEXEMES, {"kind": kind, "ids": [row["row_id"] for row in rows]})


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
    right = {item.row_id: _entry(kind, item) for item in SOURCES[kind].items(ids)}
    return {id for id in stored.keys() | right.keys() if stored.get(id) != right.get(id)}


def _batches(ids: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def is_empty() -> bool:
    """Whether nothing was ever indexed: a database that comes from before the search."""
    return db.session.scalar(sa.select(SearchEntry.id).limit(1)) is None


def _entry(kind: str, item: Item) -> dict[str, Any]:
    title, text = words_of(item.title), words_of(item.text)
    words = [*title, *text]
    extras = extras_of(f"{item.title}\n{item.text}", words)
    if item.happened_on:
        extras.append(day_word(item.happened_on))
    return {
        "kind": kind,
        "row_id": item.row_id,
        "laureate_id": item.laureate_id,
        "audience": item.audience.value,
        "is_for_its_expert": item.is_for_its_expert,
        "expert_user_id": item.expert_user_id,
        "happened_on": item.happened_on,
        "title_words": _spaced([*title, *map(stem, title)]),
        "words": _spaced(words),
        "extras": _spaced(extras),
    }


def _spaced(words: Collection[str]) -> str:
    """With a space at both ends, so that « begins with » is « holds a space, then it »."""
    return f" {' '.join(words)} " if words else " "
