"""The point that should follow: its day by how often points come back, its hour and its place as they usually are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low

from aic_tracker import formats
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import PARIS, paris_day, paris_instant
from aic_tracker.checkpoints import queries, recurrences, rules
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.checkpoints.operations import plan_point
from aic_tracker.errors import DomainError
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import until_decided


@dataclass(frozen=True)
class Proposal:
    starts_at: datetime
    duration_minutes: int
    place: str
    usual: str  # « le premier mardi du mois »; "" when past points tell nothing


def proposed(laureate: Laureate, now: datetime) -> Proposal | None:
    """What would follow the last point of the laureate; None without any, or once the support ends before."""
    points = [p for p in queries.every_point_of(laureate) if p.status is not CheckpointStatus.CANCELLED]
    tomorrow = paris_day(now) + timedelta(days=1)
    period = rules.period_on(laureate.periods, tomorrow)
    if not points or period is None:
        return None
    days = [paris_day(point.starts_at) for point in points]
    day = recurrences.next_day(days, days[-1], tomorrow, period.until, laureate.territory)
    if day is None:
        return None
    recent = points[-recurrences.RECENT :]
    hour, minute = divmod(median_low([_minute_of_day(point) for point in recent]), 60)
    return Proposal(
        paris_instant(day, hour, minute),
        median_low([point.duration_minutes for point in recent]),
        _last_place(recent),
        recurrences.told(days),
    )


@until_decided(laureate="id")
def accept_proposed(laureate: Laureate, *, actor: User, now: datetime, starts_at: str) -> Checkpoint:
    """Plan the point that is proposed, which was read to begin then.

    Raises DomainError when another one is planned already, or when what is proposed has changed.
    """
    laureates.hold_laureate(laureate.id)
    if planned := queries.next_point(laureate.id, now):
        raise DomainError(
            f"Le point n° {planned.number} est déjà prévu le {formats.moment(planned.starts_at)} : rien n’est ajouté."
        )
    found = proposed(laureate, now)
    if found is None or found.starts_at.isoformat() != starts_at:
        raise DomainError("Le point proposé n’est plus le même : relisez-le avant de le planifier.")
    return plan_point(
        laureate,
        actor=actor,
        now=now,
        starts_at=found.starts_at,
        duration_minutes=found.duration_minutes,
        place=found.place,
    )


def _minute_of_day(point: Checkpoint) -> int:
    local = point.starts_at.astimezone(PARIS)
    return local.hour * 60 + local.minute


def _last_place(points: Sequence[Checkpoint]) -> str:
    return next((point.place for point in reversed(points) if point.place), "")
