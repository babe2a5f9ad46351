"""Standings drawn from scratch, out of the same lines as a laureate's own pages; as many statements for one as for all.

A standing holds until the calendar changes something in it: each thing that a day brings is among `_turning_days`.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from aic_tracker import config
from aic_tracker.calendar_fr import add_months, month_start, paris_day, paris_instant
from aic_tracker.dashboard import board, rules, totals
from aic_tracker.db import db
from aic_tracker.folding import searchable
from aic_tracker.laureates import queries as laureates_queries
from aic_tracker.laureates.models import Laureate, Membership, SupportPeriod
from aic_tracker.laureates.rules import is_supported
from aic_tracker.renewals.rules import stages
from aic_tracker.roadmap import queries as roadmap
from aic_tracker.roadmap.models import Objective, Priority, Roadmap
from aic_tracker.roadmap.queries.objectives import OPEN
from aic_tracker.roadmap.rules import objective_progress

NEVER = date(9999, 12, 31)
# Raise it when the same rows are to be drawn otherwise.
WAY_OF_DRAWING = 1

Values = dict[str, Any]


@dataclass(frozen=True)
class Drawn:
    """The values of a standing and of its axes, by column."""

    standing: Values
    axes: Sequence[Values]


def made_with() -> str:
    """What a standing depends on beside the rows: the settings of the programme, and this program."""
    said = json.dumps([WAY_OF_DRAWING, repr(config.current().programme)])
    return sha256(said.encode()).hexdigest()[:16]


def draw(laureate_ids: Collection[int], now: datetime) -> list[Drawn]:
    """The standings of these laureates at this instant."""
    today = paris_day(now)
    laureates = laureates_queries.loaded(laureates_queries.those(laureate_ids).order_by(Laureate.id))
    lines = board.lines_of(laureates, today, now)
    by_period = roadmap.objectives_by_period([line.period.id for line in lines if line.period])
    heat = totals.heat_map(lines, today)
    ids = [laureate.id for laureate in laureates]
    places, due = _places(ids), _due_days(ids)
    return [
        _drawn(
            line,
            by_period.get(line.period.id, []) if line.period else [],
            cells.cells,
            [*places.get(line.laureate.id, ()), *due.get(line.laureate.id, ())],
            now,
        )
        for line, cells in zip(lines, heat, strict=True)
    ]


def _places(laureate_ids: Collection[int]) -> dict[int, list[date]]:
    """The days on which somebody comes or goes, by laureate."""
    found: dict[int, list[date]] = {}
    statement = sa.select(Membership.laureate_id, Membership.from_on, Membership.until_on)
    for laureate_id, *days in db.session.execute(statement.where(Membership.laureate_id.in_(laureate_ids))):
        found.setdefault(laureate_id, []).extend(day for day in days if day is not None)
    return found


def _due_days(laureate_ids: Collection[int]) -> dict[int, list[date]]:
    """The days on which an open objective becomes late, by laureate."""
    found: dict[int, list[date]] = {}
    statement = (
        sa.select(SupportPeriod.laureate_id, Objective.due_on)
        .join(Roadmap, Roadmap.period_id == SupportPeriod.id)
        .join(Priority, Priority.roadmap_id == Roadmap.id)
        .join(Objective, Objective.priority_id == Priority.id)
        .where(SupportPeriod.laureate_id.in_(laureate_ids))
        .where(Objective.status.in_(OPEN), Objective.due_on.is_not(None))
    )
    for laureate_id, due_on in db.session.execute(statement):
        if due_on:
            found.setdefault(laureate_id, []).append(due_on + rules.DAY)
    return found


def _drawn(
    line: board.Line, objectives: Sequence[Objective], cells: Sequence[totals.Cell], days: Sequence[date], now: datetime
) -> Drawn:
    laureate, facts, point = line.laureate, line.facts, line.next_point
    matter, attention_term, _ = rules.attention(facts, line.today)
    kept = {"laureate_id": laureate.id, "laureate_status": laureate.status}
    standing = {
        **kept,
        "as_of": now,
        "fresh_until": _fresh_until(line, days, now),
        "made_with": made_with(),
        "sort_key": sort_key(laureate.name),
        "matter": int(matter),
        "attention_term": attention_term,
        "term_key": facts.term_on or NEVER,
        "starts_on": facts.starts_on,
        "term_on": facts.term_on,
        "is_decided": facts.is_decided,
        "is_supported": is_supported(laureate, line.today),
        "next_point_at": point.starts_at if point else None,
        "next_point_number": point.number if point else None,
        "share": None if line.share is None else round(line.share, 12),
        "late": len(line.late),
        "missing": len(line.undeclared),
        "to_decide": line.has(rules.Matter.OVERDUE, rules.Matter.RENEWAL),
        "without_point": line.has(rules.Matter.NO_POINT),
        "worries": bool(line.concerns_from(rules.Matter.NO_POINT)),
        "months": [_month(cell) for cell in cells],
    }
    totals_of = totals.axis_totals({laureate.id: objectives}, line.today)
    return Drawn(standing, [kept | _axis(total, objectives) for total in totals_of if total.laureates])


def sort_key(name: str) -> str:
    """What sorts in the order of `folding.french_order`; the separator comes before any letter."""
    return f"{searchable(name)}\x01{name}"


def _month(cell: totals.Cell) -> list[Any]:
    time = cell.time
    return [cell.is_covered, cell.points, time.state.value if time else None, time.quarters if time else None]


def _axis(total: totals.AxisTotal, objectives: Sequence[Objective]) -> Values:
    of_axis = (objective_progress(one) for one in objectives if one.priority.axis is total.axis)
    shares = [share for share in of_axis if share is not None]
    return {
        "axis": total.axis,
        "objectives": total.objectives,
        "achieved": total.achieved,
        "late": total.late,
        "blocked": total.blocked,
        "dropped": total.dropped,
        "counted": len(shares),
        "done": round(sum(shares, Decimal(0)), 12),
    }


def _fresh_until(line: board.Line, days: Sequence[date], now: datetime) -> datetime:
    """The first instant at which the calendar alone makes something of this untrue."""
    coming = [paris_instant(day, 0) for day in {*_turning_days(line), *days} if day > line.today]
    if line.next_point:
        coming.append(line.next_point.starts_at)
    return min(coming)


def _turning_days(line: board.Line) -> Iterator[date]:
    """The other month, the ends of each period, the stages of a decision, and the day when the next point is near."""
    yield add_months(month_start(line.today), 1)
    for period in line.laureate.periods:
        yield from (period.starts_on, period.until)
    if line.facts.term_on:
        yield from (day for day, _stage in stages(line.facts.term_on))
    if line.facts.next_point_on:
        yield line.facts.next_point_on - rules.POINT_WITHIN
