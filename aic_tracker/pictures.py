"""A picture with a row for each laureate, kept true: those that something concerned, or that the calendar changed, are
drawn again.

What is drawn was read in one transaction and is written in another, of its own: whoever drew the same rows meanwhile
saw later ones, and wins (`version`). What a picture shows is its own affair; its table has the columns of `Kept`.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from aic_tracker import changes
from aic_tracker.changes import EVERYTHING, Change
from aic_tracker.db import UtcDateTime, db, own_transaction

# Of a reader, for those who write: what was drawn before is better than a page that does not come.
PATIENCE = 1.0
# Read in one turn; what is written row by row leaves one for each.
CHANGES_AT_ONCE = 2000
CANNOT_WRITE = (OperationalError, InternalError)
# Before any: what is fresh until then is to be drawn again.
FIRST_INSTANT = datetime(1970, 1, 1, tzinfo=UTC)

log = logging.getLogger(__name__)
Values = dict[str, Any]


class Kept:
    """The columns of a picture's table: as of the instant `as_of`, true until `fresh_until`."""

    version: Mapped[int] = mapped_column()
    as_of: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    fresh_until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    made_with: Mapped[str] = mapped_column(sa.String(16), index=True)


@dataclass(frozen=True)
class Drawn:
    """The values of a row, by column; and of the rows of each table beside it."""

    row: Values
    parts: Mapping[type[Any], Sequence[Values]] = field(default_factory=dict)


@dataclass
class Picture:
    """`every`: the laureates that have a row. `concerned`: those that changes are about. `made_with`: what the rows
    depend on beside what is followed. `at_once`: how many are drawn and written together."""

    name: str
    table: Any
    parts: Sequence[Any]
    every: Callable[[], sa.Select[int]]
    concerned: Callable[[Iterable[Change]], set[int]]
    draw: Callable[[Collection[int], datetime], Sequence[Drawn]]
    made_with: Callable[[], str]
    at_once: int = 200

    def is_behind(self, now: datetime) -> bool:
        """Whether a row is to be drawn again before it is shown; one statement, on indexes alone."""
        return bool(db.session.scalar(self._is_behind, {"now": now, "made_with": self.made_with()}))

    @cached_property
    def _is_behind(self) -> sa.Select[bool]:
        old = (sa.select(self.table.laureate_id).where(condition).exists() for condition in self._untrue())
        return sa.select(sa.or_(changes.is_moved(self.name), *old))

    def _untrue(self) -> tuple[sa.ColumnElement[bool], ...]:
        now, made_with = sa.bindparam("now", type_=UtcDateTime), sa.bindparam("made_with", type_=sa.String)
        return (
            self.table.fresh_until <= now,
            self.table.as_of > now,  # the clock went back
            self.table.made_with < made_with,
            self.table.made_with > made_with,
        )

    def bring_up_to_date(self, now: datetime, *, most: int | None = None) -> int:
        """Draw again all that is behind; says how many. What cannot be written now is left for later, and said in the
        log.

        `most`: for a reader, how many turns of `at_once` at most; the others are left to the scheduler. Ends the
        transaction of the session, which has written nothing, unless there is nothing to draw.
        """
        drawn = turns = 0
        try:
            while (most is None or turns < most) and self.is_behind(now) and (done := self.catch_up(now)):
                drawn += done
                turns += 1
        except CANNOT_WRITE as error:
            db.session.rollback()
            log.warning("the picture %s is shown as it was: %s", self.name, error.orig)
        return drawn

    def catch_up(self, now: datetime) -> int:
        """Draw again some of those that are behind; says how many, 0 when none is left.

        Ends the transaction of the session, which has written nothing: the next one reads what is drawn here.
        """
        found = changes.told(self.name, most=CHANGES_AT_ONCE)
        if any(change.table_name == EVERYTHING for change in found):
            told = [change.id for change in found]
            db.session.rollback()
            return self._mark(None, told)
        found = self._as_many_as_at_once(found)
        ids, told = self.concerned(found), [change.id for change in found]
        if len(ids) > self.at_once:
            db.session.rollback()
            return self._mark(sorted(ids), told)
        if len(ids) < self.at_once:
            untrue = sa.select(self.table.laureate_id).where(sa.or_(*self._untrue())).limit(self.at_once - len(ids))
            ids |= set(db.session.scalars(untrue, {"now": now, "made_with": self.made_with()}))
        return self._redraw(sorted(ids), told, now) if ids or found else 0

    def _as_many_as_at_once(self, found: list[Change]) -> list[Change]:
        """Of changes of more laureates, named one by one, than are drawn together, those of the first ones."""
        named = dict.fromkeys(change.object_id for change in found if change.table_name == "laureate")
        if len(named) <= self.at_once:
            return found
        first = set(islice(named, self.at_once))
        return [change for change in found if change.table_name == "laureate" and change.object_id in first]

    def _mark(self, ids: Sequence[int] | None, change_ids: Sequence[int]) -> int:
        """These rows, or every one, are to be drawn again, turn after turn; whoever has none is to have one."""
        every = self.every()
        [laureate_id] = every.selected_columns
        without = every.where(~sa.exists().where(self.table.laureate_id == laureate_id))
        old = sa.update(self.table).values(fresh_until=FIRST_INSTANT, version=self.table.version + 1)
        with own_transaction(patience=PATIENCE) as connection:
            if ids is None:
                changes.forget_everything(connection, change_ids)
            else:
                changes.forget(connection, change_ids)
                without, old = without.where(laureate_id.in_(ids)), old.where(self.table.laureate_id.in_(ids))
            changes.tell_laureates(connection, self.name, without)
            connection.execute(old)
        return 1

    def _redraw(self, ids: Sequence[int], change_ids: Sequence[int], now: datetime) -> int:
        seen = self._versions(db.session.connection(), ids)
        drawn = self.draw(ids, now) if ids else []
        db.session.rollback()
        return max(len(drawn), 1) if self._write(drawn, ids, seen, change_ids) else 1

    def _versions(self, connection: sa.Connection, ids: Sequence[int], *, held: bool = False) -> dict[int, int]:
        statement = sa.select(self.table.laureate_id, self.table.version).where(self.table.laureate_id.in_(ids))
        statement = statement.order_by(self.table.laureate_id)
        return {row[0]: row[1] for row in connection.execute(statement.with_for_update() if held else statement)}

    def _write(
        self, drawn: Sequence[Drawn], ids: Sequence[int], seen: Mapping[int, int], change_ids: Sequence[int]
    ) -> bool:
        """False when one of them was drawn by somebody else meanwhile: these are older."""
        try:
            with own_transaction(patience=PATIENCE) as connection:
                if self._versions(connection, ids, held=True) != seen:
                    return False
                for table in (*self.parts, self.table):
                    connection.execute(sa.delete(table).where(table.laureate_id.in_(ids)))
                rows = [one.row | {"version": seen.get(one.row["laureate_id"], 0) + 1} for one in drawn]
                beside = [(part, [row for one in drawn for row in one.parts.get(part, ())]) for part in self.parts]
                for into, values in ((self.table, rows), *beside):
                    if values:
                        connection.execute(sa.insert(into), values)
                changes.forget(connection, change_ids)
        except IntegrityError:
            # Its first drawing, made by two at once.
            return False
        return True

    def wrong(self, now: datetime) -> Iterator[int]:
        """The laureates whose row, held to be true, is not what it would be drawn as; the others are behind, or right.

        Reads every laureate: called at night, and by hand.
        """
        every = sorted(db.session.scalars(self.every()))
        for start in range(0, len(every), self.at_once):
            yield from self.still_wrong(every[start : start + self.at_once], now)

    def still_wrong(self, ids: Sequence[int], now: datetime) -> list[int]:
        """Those of these that are so once everything is caught up."""
        drawn = self.draw(ids, now)
        wrong = _differing(self._kept(self.table, ids), (one.row for one in drawn), self.table)
        for part in self.parts:
            shown = (row for one in drawn for row in one.parts.get(part, ()))
            wrong |= _differing(self._kept(part, ids), shown, part)
        return sorted(wrong)

    def _kept(self, table: Any, ids: Sequence[int]) -> Iterable[sa.RowMapping]:
        return db.session.execute(sa.select(table.__table__).where(table.laureate_id.in_(ids))).mappings()

    def draw_again(self, laureate_ids: Collection[int]) -> None:
        """Have these drawn at the next occasion. The caller ends its transaction first."""
        if laureate_ids:
            every = self.every()
            [laureate_id] = every.selected_columns
            with own_transaction() as connection:
                changes.tell_laureates(connection, self.name, every.where(laureate_id.in_(laureate_ids)))


def _differing(kept: Iterable[sa.RowMapping], drawn: Iterable[Values], table: Any) -> set[int]:
    """When it was drawn, and until when it holds, may differ."""
    key = [column.name for column in table.__table__.primary_key]
    shown, known = ({tuple(row[name] for name in key): dict(row) for row in rows} for rows in (drawn, kept))
    told = {id for id, *_ in shown.keys() ^ known.keys()}
    for one, row in shown.items():
        if one in known and any(row[name] != known[one][name] for name in row.keys() - {"as_of", "fresh_until"}):
            told.add(one[0])
    return told
