"""Objectives of many laureates, as one list: refined, counted, paged."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.roadmap.models import Objective, ObjectiveStatus, Priority, Roadmap
from aic_tracker.roadmap.queries.objectives import OPEN, past_due

Condition = sa.ColumnElement[bool]
Rows = sa.Select[*tuple[Any, ...]]


class State(StrEnum):
    """Where objectives are; the value stands in the address."""

    LATE = "retard"
    OPEN = "ouverts"
    REACHED = "atteints"
    BLOCKED = "bloques"
    DROPPED = "abandonnes"
    SET = "fixes"

    @property
    def label(self) -> str:
        return {
            "retard": "En retard",
            "ouverts": "À faire, en cours ou bloqués",
            "atteints": "Atteints",
            "bloques": "Bloqués",
            "abandonnes": "Abandonnés",
            "fixes": "Tous, sauf abandonnés",
        }[self.value]


def listed(*conditions: Condition) -> Rows:
    """Rows (objective with its owner, axis, laureate's name and slug, number of the period), the soonest due first."""
    return (
        _joined(sa.select(Objective, Priority.axis, Laureate.name, Laureate.slug, SupportPeriod.number))
        .where(*conditions)
        .options(joinedload(Objective.owner))
        # As the index goes, so that PostgreSQL reads one page of it.
        .order_by(Objective.due_on.asc().nulls_last(), Objective.id)
    )


def how_many(*conditions: Condition) -> Rows:
    """One row: the objectives, and the laureates that they belong to."""
    counts = sa.select(sa.func.count(Objective.id), sa.func.count(sa.distinct(SupportPeriod.laureate_id)))
    return _joined(counts).where(*conditions)


def _joined(statement: Rows) -> Rows:
    return (
        statement.select_from(Objective)
        .join(Objective.priority)
        .join(Priority.roadmap)
        .join(Roadmap.period)
        .join(SupportPeriod.laureate)
    )


def of_state(state: State, today: date) -> Condition:
    return CONDITIONS[state](today)


def _reached(_today: date) -> Condition:
    """`rules.is_reached`: said so, or at the target of its measure."""
    up, down = Objective.target > Objective.baseline, Objective.target < Objective.baseline
    at_target = sa.or_(
        sa.and_(up, Objective.current >= Objective.target), sa.and_(down, Objective.current <= Objective.target)
    )
    said = Objective.status == ObjectiveStatus.ACHIEVED
    return sa.or_(said, sa.and_(Objective.status != ObjectiveStatus.DROPPED, at_target))


CONDITIONS: dict[State, Callable[[date], Condition]] = {
    State.LATE: past_due,
    State.OPEN: lambda today: Objective.status.in_(OPEN),
    State.REACHED: _reached,
    State.BLOCKED: lambda today: Objective.status == ObjectiveStatus.BLOCKED,
    State.DROPPED: lambda today: Objective.status == ObjectiveStatus.DROPPED,
    State.SET: lambda today: Objective.status != ObjectiveStatus.DROPPED,
}
