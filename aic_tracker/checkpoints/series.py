"""The points to come, changed together: one hour, one place, one pace, and what each becomes before it does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from aic_tracker import formats
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import PARIS, paris_day, paris_instant
from aic_tracker.checkpoints import notices, recurrences
from aic_tracker.checkpoints.meeting import mark
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.checkpoints.operations import hold_version, must_be_planned, period_for
from aic_tracker.checkpoints.recurrences import Recurrence
from aic_tracker.errors import DomainError
from aic_tracker.journal import changes
from aic_tracker.journal.operations import record
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.laureates.support import until_decided

NOWHERE = "aucun"


@dataclass(frozen=True)
class Wish:
    """What the points have in common from now on; None: each keeps its own. A `place` may be taken away: ""."""

    hour: time | None = None
    duration_minutes: int | None = None
    place: str | None = None
    recurrence: Recurrence | None = None
    first_on: date | None = None  # of the recurrence; the day of the first point when nobody says


@dataclass(frozen=True)
class Change:
    """One point as it stands, the version that was read, what it becomes, and why that would be refused."""

    point: Checkpoint
    version: int
    starts_at: datetime
    duration_minutes: int
    place: str
    refusal: str = ""

    @property
    def said(self) -> list[str]:
        """What differs, each in a few words; empty when nothing does."""
        point = self.point
        told = (
            ("", formats.moment(self.starts_at), formats.moment(point.starts_at)),
            ("", f"{self.duration_minutes} minutes", f"{point.duration_minutes} minutes"),
            ("lieu : ", self.place or NOWHERE, point.place or NOWHERE),
        )
        return [
            f"{name}{new}" if old == NOWHERE else f"{name}{new}, au lieu de {old}"
            for name, new, old in told
            if new != old
        ]


def planned(
    points: Sequence[Checkpoint], wish: Wish, period: SupportPeriod, laureate: Laureate, now: datetime
) -> list[Change]:
    """What these points become, in order of date; those that stay as they are left out. A date that would be refused
    says why beside it.

    Raises DomainError when the period ends before all of them, or when nothing changes.
    """
    in_order = sorted(points, key=lambda point: (point.starts_at, point.number))
    days = _days(in_order, wish, period, laureate)
    found = [_changed(point, day, wish) for point, day in zip(in_order, days, strict=True)]
    changing = [change for change in found if change.said]
    if not changing:
        raise DomainError("Rien ne change : indiquez une heure, une durée, un lieu ou un rythme.")
    return [replace(change, refusal=_refusal(change, laureate, now)) for change in changing]


def _refusal(change: Change, laureate: Laureate, now: datetime) -> str:
    try:
        _period(change, laureate, now)
    except DomainError as refusal:
        return refusal.message
    return ""


def _period(change: Change, laureate: Laureate, now: datetime) -> int:
    """The period that the point belongs to from now on. Raises DomainError for a date that is refused."""
    was_at = change.point.starts_at
    if change.starts_at == was_at:
        return change.point.period_id
    # The day that was kept was meant before; a new one is a working day.
    is_kept = paris_day(change.starts_at) == paris_day(was_at)
    return period_for(laureate, change.starts_at, now, closed_day_meant=is_kept).id


def _days(points: Sequence[Checkpoint], wish: Wish, period: SupportPeriod, laureate: Laureate) -> list[date]:
    usual = [paris_day(point.starts_at) for point in points]
    if wish.recurrence is None:
        return usual
    first = wish.first_on or usual[0]
    days = recurrences.days_of(wish.recurrence, first, len(points), period.until, laureate.territory)
    if len(days) < len(points):
        raise DomainError(
            f"À ce rythme, l’accompagnement se termine, le {formats.date_plain(period.last_day)}, après "
            f"{formats.plural(len(days), 'point')} : décochez les {len(points) - len(days)} derniers, "
            "ou commencez plus tôt.",
            field="recurrence",
        )
    return days


def _changed(point: Checkpoint, day: date, wish: Wish) -> Change:
    local = point.starts_at.astimezone(PARIS)
    hour = wish.hour or local.time()
    is_same = (day, hour) == (local.date(), local.time())
    return Change(
        point,
        point.version,
        point.starts_at if is_same else paris_instant(day, hour.hour, hour.minute),
        wish.duration_minutes or point.duration_minutes,
        point.place if wish.place is None else wish.place,
    )


def mark_of(found: Sequence[Change]) -> str:
    """What tells a preview from another: the points as they were read, and what they become."""
    return mark(*(value for c in found for value in (c.point.id, c.version, c.starts_at, c.duration_minutes, c.place)))


@until_decided(laureate="id")
def change_series(laureate: Laureate, *, actor: User, now: datetime, found: Sequence[Change]) -> None:
    """Give these points to come what was planned for them, all or none.

    The sequence of each is raised once, so that its invitation is updated once whatever changes in it. Raises
    StaleError when a point is not the one that was read, DomainError for a date that is refused.
    """
    for change in sorted(found, key=lambda change: change.point.id):
        _apply(change, laureate, actor, now)


def _apply(change: Change, laureate: Laureate, actor: User, now: datetime) -> None:
    point = change.point
    hold_version(point, change.version)
    must_be_planned(point, "modifier")
    was_at, before = point.starts_at, _shown(point)
    point.period_id = _period(change, laureate, now)
    point.starts_at, point.duration_minutes, point.place = change.starts_at, change.duration_minutes, change.place
    point.sequence += 1
    before, after = changes.differing(before, _shown(point))
    record(
        actor,
        "checkpoint.edited",
        point,
        f"a modifié le point n° {point.number}, avec la série",
        laureate_id=laureate.id,
        before=before,
        after=after,
    )
    notices.tell_change(point, was_at=was_at, actor=actor, now=now)


def _shown(point: Checkpoint) -> dict[str, Any]:
    return {
        "starts_at": point.starts_at.isoformat(),
        "duration_minutes": point.duration_minutes,
        "place": point.place,
    }
