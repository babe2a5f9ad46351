"""Standings kept true: those that something concerned, or that the calendar changed, are drawn again.

What is drawn was read in one transaction and is written in another, of its own: whoever drew the same rows meanwhile
saw later ones, and wins (`version`).
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError

from aic_tracker import changes
from aic_tracker.changes import EVERYTHING, Change
from aic_tracker.dashboard.models import Standing, StandingAxis
from aic_tracker.dashboard.standing import drawing, following
from aic_tracker.db import db, own_transaction
from aic_tracker.laureates.models import Laureate

# Drawn and written together.
AT_ONCE = 200
# What one page may draw before it is shown: the scheduler does the rest.
TURNS_OF_A_READER = 3
# Of a reader, for those who write: what was drawn before is better than a page that does not come.
PATIENCE = 1.0
CANNOT_WRITE = (OperationalError, InternalError)

log = logging.getLogger(__name__)


def is_behind(now: datetime) -> bool:
    """Whether a standing is to be drawn again before it is shown; one statement, on indexes alone."""
    old = (sa.select(Standing.laureate_id).where(condition).exists() for condition in _untrue(now))
    return bool(db.session.scalar(sa.select(sa.or_(changes.is_moved(following.PICTURE), *old))))


def _untrue(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    made_with = drawing.made_with()
    return (
        Standing.fresh_until <= now,
        Standing.as_of > now,  # the clock went back
        Standing.made_with < made_with,
        Standing.made_with > made_with,
    )


def bring_up_to_date(now: datetime, *, most: int | None = None) -> int:
    """Draw again all that is behind; says how many. What cannot be written now is left for later, and said in the log.

    `most`: for a reader, how many turns of `AT_ONCE` at most; the others are shown as they were until the scheduler
    has drawn them. Ends the transaction of the session, which has written nothing, unless there is nothing to draw.
    """
    drawn = turns = 0
    try:
        while (most is None or turns < most) and is_behind(now) and (done := catch_up(now)):
            drawn += done
            turns += 1
    except CANNOT_WRITE as error:
        db.session.rollback()
        log.warning("standings shown as they were: %s", error.orig)
    return drawn


def catch_up(now: datetime) -> int:
    """Draw again some of those that are behind; says how many, 0 when none is left.

    Ends the transaction of the session, which has written nothing: the next one reads what is drawn here.
    """
    behind = _behind(now)
    if EVERYTHING in behind.changes.values():
        db.session.rollback()
        return _mark_all(list(behind.changes))
    if not behind.ids and not behind.changes:
        return 0
    return _redraw(sorted(behind.ids), list(behind.changes), now)


@dataclass(frozen=True)
class _Found:
    """The laureates to draw again; by number, the table of each change that says so."""

    ids: Collection[int]
    changes: Mapping[int, str]


def _behind(now: datetime) -> _Found:
    found = changes.told(following.PICTURE, most=AT_ONCE)
    ids = following.concerned(change for change in found if change.table_name != EVERYTHING)
    if len(ids) < AT_ONCE:
        untrue = sa.select(Standing.laureate_id).where(sa.or_(*_untrue(now))).limit(AT_ONCE - len(ids))
        ids |= set(db.session.scalars(untrue))
    return _Found(ids, {change.id: change.table_name for change in found})


def _mark_all(change_ids: Sequence[int]) -> int:
    """Every standing is to be drawn again, and whoever has none is to have one."""
    without = sa.select(sa.literal(following.PICTURE), sa.literal("laureate"), Laureate.id).where(
        ~sa.exists().where(Standing.laureate_id == Laureate.id)
    )
    columns = ["picture", "table_name", "object_id"]
    with own_transaction(patience=PATIENCE) as connection:
        connection.execute(sa.insert(Change).from_select(columns, without))
        everything = sa.update(Standing).values(fresh_until=drawing.first_instant(), version=Standing.version + 1)
        connection.execute(everything)
        gone = sa.delete(Change).where(Change.id.in_(change_ids), Change.table_name == EVERYTHING)
        connection.execute(gone)
    return 1


def _redraw(ids: Sequence[int], change_ids: Sequence[int], now: datetime) -> int:
    seen = _versions(db.session.connection(), ids)
    drawn = drawing.draw(ids, now) if ids else []
    db.session.rollback()
    return max(len(drawn), 1) if _write(drawn, ids, seen, change_ids) else 1


def _versions(connection: sa.Connection, ids: Sequence[int], *, held: bool = False) -> dict[int, int]:
    statement = sa.select(Standing.laureate_id, Standing.version).where(Standing.laureate_id.in_(ids))
    statement = statement.order_by(Standing.laureate_id)
    return {row[0]: row[1] for row in connection.execute(statement.with_for_update() if held else statement)}


def _write(
    drawn: Sequence[drawing.Drawn], ids: Sequence[int], seen: Mapping[int, int], change_ids: Sequence[int]
) -> bool:
    """False when one of them was drawn by somebody else meanwhile: these are older."""
    try:
        with own_transaction(patience=PATIENCE) as connection:
            if _versions(connection, ids, held=True) != seen:
                return False
            for table in (StandingAxis, Standing):
                connection.execute(sa.delete(table).where(table.laureate_id.in_(ids)))
            rows = [one.standing | {"version": seen.get(one.standing["laureate_id"], 0) + 1} for one in drawn]
            axes = [axis for one in drawn for axis in one.axes]
            for into, values in ((Standing, rows), (StandingAxis, axes)):
                if values:
                    connection.execute(sa.insert(into), values)
            changes.forget(connection, change_ids)
    except IntegrityError:
        # Its first drawing, made by two at once.
        return False
    return True


def wrong(now: datetime) -> Iterator[int]:
    """The laureates whose standing, held to be true, is not what it would be drawn as; the others are behind, or right.

    Reads every laureate: called at night, and by hand.
    """
    every = db.session.scalars(sa.select(Laureate.id).order_by(Laureate.id)).all()
    for start in range(0, len(every), AT_ONCE):
        yield from _wrong_among(every[start : start + AT_ONCE], now)


def still_wrong(laureate_ids: Sequence[int], now: datetime) -> list[int]:
    """Those of these that are so once everything is caught up."""
    return _wrong_among(laureate_ids, now)


def _wrong_among(ids: Sequence[int], now: datetime) -> list[int]:
    kept = {row["laureate_id"]: dict(row) for row in _rows(Standing, ids)}
    axes = {(row["laureate_id"], row["axis"]): dict(row) for row in _rows(StandingAxis, ids)}
    drawn = drawing.draw(ids, now)
    drawn_axes = {(axis["laureate_id"], axis["axis"]): axis for one in drawn for axis in one.axes}
    wrong = {id for id, axis in axes.keys() ^ drawn_axes.keys()}
    wrong |= {key[0] for key, axis in drawn_axes.items() if key in axes and axes[key] != axis}
    return sorted(wrong | {one.standing["laureate_id"] for one in drawn if not _is_told(kept, one.standing)})


def _rows(table: type[Standing] | type[StandingAxis], ids: Sequence[int]) -> Iterable[sa.RowMapping]:
    return db.session.execute(sa.select(table.__table__).where(table.laureate_id.in_(ids))).mappings()


def _is_told(kept: Mapping[int, Mapping[str, Any]], drawn: Mapping[str, Any]) -> bool:
    """When it was drawn, and until when it holds, may differ."""
    row = kept.get(drawn["laureate_id"])
    return row is not None and all(row[name] == drawn[name] for name in drawn.keys() - {"as_of", "fresh_until"})


def draw_again(laureate_ids: Collection[int]) -> None:
    """Have these drawn at the next occasion. The caller ends its transaction first."""
    if not laureate_ids:
        return
    rows = [{"picture": following.PICTURE, "table_name": "laureate", "object_id": id} for id in sorted(laureate_ids)]
    with own_transaction() as connection:
        connection.execute(sa.insert(Change), rows)
