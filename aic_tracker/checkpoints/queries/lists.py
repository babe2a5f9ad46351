"""Points of many laureates as lists show them: columns, to be refined, ordered and paged."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.laureates.models import Laureate

Condition = sa.ColumnElement[bool]
Rows = sa.Select[*tuple[Any, ...]]


def between(start: datetime, end: datetime) -> Condition:
    """Planned, held and closed points in `[start, end)`."""
    return sa.and_(
        Checkpoint.starts_at >= start, Checkpoint.starts_at < end, Checkpoint.status != CheckpointStatus.CANCELLED
    )


def without_minutes(now: datetime) -> Condition:
    """Points that took place, or should have, and that nobody closed."""
    return sa.and_(Checkpoint.awaits_minutes(now))


def held(laureate_ids: Collection[int]) -> Condition:
    """Those of these laureates that somebody said took place."""
    return sa.and_(Checkpoint.laureate_id.in_(laureate_ids), Checkpoint.has_happened)


def listed(*conditions: Condition) -> Rows:
    """Rows (number, starts_at, place, status, name, slug, territory), the soonest first."""
    return (
        sa.select(
            Checkpoint.number,
            Checkpoint.starts_at,
            Checkpoint.place,
            Checkpoint.status,
            Laureate.name.label("name"),
            Laureate.slug.label("slug"),
            Laureate.territory.label("territory"),
        )
        .join(Laureate, Laureate.id == Checkpoint.laureate_id)
        .where(*conditions)
        .order_by(Checkpoint.starts_at, Checkpoint.id)
    )


def how_many(*conditions: Condition) -> sa.Select[int]:
    return sa.select(sa.func.count()).select_from(Checkpoint).where(*conditions)
