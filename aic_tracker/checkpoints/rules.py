"""When points are proposed, what may become of each, and which dates are refused. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from aic_tracker import formats
from aic_tracker.calendar_fr import add_months, is_working_day, next_working_day, paris_day, previous_working_day
from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.laureates.models import SupportPeriod
from aic_tracker.territories import Territory

PROPOSED_HOUR = 14
PROPOSED_MINUTES = 60

S = CheckpointStatus
NEXT_STATUSES: dict[CheckpointStatus, frozenset[CheckpointStatus]] = {
    S.PLANNED: frozenset({S.HELD, S.CLOSED, S.CANCELLED}),
    S.HELD: frozenset({S.CLOSED}),
    S.CLOSED: frozenset(),
    S.CANCELLED: frozenset(),
}


class Refusal(NamedTuple):
    message: str
    field: str
    box: tuple[str, str] | None = None  # see DomainError


def proposed_points(starts_on: date, term_on: date, territory: Territory = Territory.MAINLAND) -> list[date]:
    """One working day a month, counted from the anchor: twelve for a period of twelve months.

    A closed day gives way to the next working day, or to the previous one where the next would be past the term.
    """
    days: list[date] = []
    month = 0
    while (wished := add_months(starts_on, month)) < term_on:
        day = next_working_day(wished, territory)
        if day >= term_on:
            day = previous_working_day(wished, territory)
        if day >= starts_on and day not in days:
            days.append(day)
        month += 1
    return days


def may_become(status: CheckpointStatus, wished: CheckpointStatus) -> bool:
    return wished in NEXT_STATUSES[status]


def has_begun(starts_at: datetime, now: datetime) -> bool:
    return starts_at <= now


def may_be_held(status: CheckpointStatus, starts_at: datetime, now: datetime) -> bool:
    """A planned point is held once its time has come."""
    return may_become(status, S.HELD) and has_begun(starts_at, now)


def may_be_closed(status: CheckpointStatus, starts_at: datetime, now: datetime) -> bool:
    """A held point, or a planned one whose time has come: one gesture less."""
    return may_become(status, S.CLOSED) and has_begun(starts_at, now)


def awaits_minutes(status: CheckpointStatus, starts_at: datetime, now: datetime) -> bool:
    return status is S.HELD or (status is S.PLANNED and has_begun(starts_at, now))


def period_on(periods: Sequence[SupportPeriod], day: date) -> SupportPeriod | None:
    return next((period for period in periods if period.covers(day)), None)


def date_refusal(
    starts_at: datetime,
    periods: Sequence[SupportPeriod],
    now: datetime,
    *,
    territory: Territory = Territory.MAINLAND,
    already_held: bool = False,
    closed_day_meant: bool = False,
) -> Refusal | None:
    """Why a point cannot stand at that instant; None when it can.

    The past is for a point that took place without having been planned; a closed day must be meant.
    """
    day = paris_day(starts_at)
    if period_on(periods, day) is None:
        return Refusal(_outside(day, periods), "starts_at")
    if already_held and starts_at > now:
        return Refusal("Cette date est à venir : décochez « Ce point a déjà eu lieu ».", "already_held")
    if not already_held and starts_at < now:
        return Refusal(
            "Cette date est passée : choisissez-en une autre.",
            "starts_at",
            ("already_held", ", ou cochez « Ce point a déjà eu lieu »"),
        )
    if not closed_day_meant and not is_working_day(day, territory):
        where = f" {territory.there}" if is_working_day(day) else ""
        return Refusal(
            f"Le {formats.date_long(day)} n’est pas un jour ouvré{where} : choisissez un autre jour.",
            "closed_day_meant",
            ("closed_day_meant", ", ou cochez la case pour confirmer"),
        )
    return None


def _outside(day: date, periods: Sequence[SupportPeriod]) -> str:
    bounds = formats.listed(
        [
            f"du {formats.date_plain(p.starts_on)} au {formats.date_plain(p.until - timedelta(days=1))}"
            for p in sorted(periods, key=lambda p: p.starts_on)
            if p.until > p.starts_on
        ]
    )
    where = f" : choisissez une date {bounds}." if bounds else "."
    return f"Le {formats.date_plain(day)} est en dehors de l’accompagnement{where}"
