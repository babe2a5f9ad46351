"""Snapshots of a roadmap and the difference between two of them. Pure, and of JSON values only.

A snapshot is `{"priorities": {id: values}, "objectives": {id: values}}`; ids are texts, as JSON has it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from aic_tracker.roadmap.models import Objective, Priority, Roadmap
from aic_tracker.roadmap.rules import objective_progress

Values = dict[str, Any]
Snapshot = dict[str, dict[str, Values]]

TABLES = ("priorities", "objectives")
PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Change:
    """One value that differs, or a whole item that came (`before` is None) or went (`after` is None)."""

    table: str
    id: str
    field: str | None  # None: the whole item
    before: Any
    after: Any


def snapshot(roadmap: Roadmap) -> Snapshot:
    """What the roadmap says now. Its priorities, their dimensions, objectives, owners and means are loaded."""
    return {
        "priorities": {str(priority.id): _priority(priority) for priority in roadmap.priorities},
        "objectives": {
            str(objective.id): _objective(objective, priority)
            for priority in roadmap.priorities
            for objective in priority.objectives
        },
    }


def diff(old: Snapshot, new: Snapshot) -> list[Change]:
    """Everything that has to be changed in `old` to give `new`, priorities first, in the order of the roadmap."""
    changes = []
    for table in TABLES:
        before, after = old[table], new[table]
        for key in [*after, *(key for key in before if key not in after)]:
            if key not in before or key not in after:
                changes.append(Change(table, key, None, before.get(key), after.get(key)))
                continue
            changes += [
                Change(table, key, field, before[key].get(field), after[key].get(field))
                for field in sorted(before[key].keys() | after[key].keys())
                if before[key].get(field) != after[key].get(field)
            ]
    return changes


def replay(old: Snapshot, changes: Iterable[Change]) -> Snapshot:
    """`old` with the changes made: `replay(old, diff(old, new))` says the same as `new`."""
    result = {table: {key: dict(values) for key, values in old[table].items()} for table in TABLES}
    for change in changes:
        items = result[change.table]
        if change.field is not None:
            items[change.id][change.field] = change.after
        elif change.after is None:
            del items[change.id]
        else:
            items[change.id] = dict(change.after)
    return result


def first_due_dates(contents: Iterable[Snapshot]) -> dict[int, date]:
    """By objective, the first due date said of it; the snapshots come the oldest first."""
    found: dict[int, date] = {}
    for content in contents:
        for key, values in content["objectives"].items():
            if values["due_on"]:
                found.setdefault(int(key), date.fromisoformat(values["due_on"]))
    return found


def in_order(content: Snapshot) -> list[tuple[Values, list[Values]]]:
    """The priorities with their objectives, as the roadmap showed them; due dates are dates again."""
    objectives: dict[str, list[Values]] = {key: [] for key in content["priorities"]}
    for values in _ranked(content["objectives"]):
        due_on = values["due_on"] and date.fromisoformat(values["due_on"])
        objectives[values["priority"]].append(values | {"due_on": due_on})
    return [(values, objectives[values["id"]]) for values in _ranked(content["priorities"])]


def _ranked(items: Mapping[str, Values]) -> list[Values]:
    return sorted(
        ({"id": key} | values for key, values in items.items()), key=lambda values: (values["rank"], int(values["id"]))
    )


def _priority(priority: Priority) -> Values:
    return {
        "axis": _plain(priority.axis),
        "rank": priority.rank,
        "title": priority.title,
        "expected_change": priority.expected_change,
        "dimensions": [dimension.label for dimension in priority.dimensions],
    }


def _objective(objective: Objective, priority: Priority) -> Values:
    progress = objective_progress(objective)
    fields = ("rank", *Objective.WORDING, *Objective.MEASURE, *Objective.PLAN, "current", "status", "reason")
    return {name: _plain(getattr(objective, name)) for name in fields} | {
        "priority": str(priority.id),
        # A name lives on in the revision after its account has changed.
        "owner": objective.owner.name if objective.owner else "",
        "progress": None if progress is None else str(progress.quantize(PLACES)),
        "means": [f"{means.kind.label} — {means.label}" for means in objective.means],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
