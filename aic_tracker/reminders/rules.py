"""When a reminder leaves, and which one of them today calls for. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aic_tracker import formats
from aic_tracker.calendar_fr import paris_day, paris_instant, previous_working_day, reminder_day
from aic_tracker.territories import Territory

# Later than this after its hour, a reminder counts as late.
LATE_AFTER = timedelta(hours=1)
# Passed stages older than this are not worth a row.
SKIPS_KEPT = timedelta(days=45)
# A date that moves by less than this is the same news.
SAME_NEWS = timedelta(days=7)

SUPERSEDED = "Remplacé par un rappel plus récent."
TOO_LATE = "Trop tard : le rappel n’avait plus d’utilité."


@dataclass(frozen=True)
class Stage:
    """One of the reminders of an event: the day it leaves, and the instants between which it is useful."""

    due_on: date
    due_at: datetime
    until: datetime


def send_day(
    wished: date,
    event_on: date,
    *,
    hour: int,
    event_at: datetime | None = None,
    territory: Territory = Territory.MAINLAND,
) -> date:
    """The working day on which the reminder wished for `wished` leaves, at `hour` in Paris.

    The next working day, or the previous one when the next is after the event: after its day, and after its hour too
    (a point on Monday at 8 is announced on Friday).
    """
    day = reminder_day(wished, event_on, territory)
    if event_at is not None and day <= event_on and paris_instant(day, hour) >= event_at:
        return previous_working_day(paris_day(event_at) - timedelta(days=1), territory)
    return day


def stages(
    wished: Iterable[date],
    event_on: date,
    *,
    hour: int,
    useful_until: datetime,
    event_at: datetime | None = None,
    territory: Territory = Territory.MAINLAND,
) -> list[Stage]:
    """The reminders of an event, in order; each is useful until the next one leaves, the last until `useful_until`."""
    days = sorted({send_day(day, event_on, hour=hour, event_at=event_at, territory=territory) for day in wished})
    instants = [paris_instant(day, hour) for day in days]
    ends = [*instants[1:], useful_until]
    return [Stage(day, at, until) for day, at, until in zip(days, instants, ends, strict=True)]


def stage_due(stages: Sequence[Stage], now: datetime) -> int | None:
    """The one stage that this instant calls for: after downtime the latest, not the backlog."""
    passed = [index for index, stage in enumerate(stages) if stage.due_at <= now]
    return passed[-1] if passed else None


def skipped(stages: Sequence[Stage], now: datetime) -> list[tuple[Stage, str]]:
    """Stages that will never be sent if they were not, with the reason."""
    latest = stage_due(stages, now)
    if latest is None:
        return []
    missed = [(stage, SUPERSEDED) for stage in stages[:latest]]
    if stages[latest].until <= now:
        missed.append((stages[latest], TOO_LATE))
    return [(stage, reason) for stage, reason in missed if now - stage.due_at <= SKIPS_KEPT]


def is_late(stage: Stage, now: datetime) -> bool:
    return now - stage.due_at > LATE_AFTER


@dataclass(frozen=True)
class Told:
    """A reminder that left, of another date of the same object: its rank among those of that date, and its day."""

    event_on: date
    rank: int
    due_on: date


def repeated(stage: Stage, rank: int, event_on: date, told: Iterable[Told]) -> Told | None:
    """What makes a reminder of a moved date say nothing new.

    A date that moved by less than a week is not announced again. On the day itself it is said, once a week at most
    after the first: what is pushed every morning does not write every morning.
    """
    same = [each for each in told if abs(each.event_on - event_on) < SAME_NEWS and each.rank >= rank]
    latest = max(same, key=lambda each: each.due_on, default=None)
    is_in_advance = stage.due_on < previous_working_day(event_on)
    if latest is None or is_in_advance or latest.due_on >= stage.due_on:
        return latest
    this_week = [each for each in same if each.due_on > stage.due_on - SAME_NEWS]
    return latest if len(this_week) > 1 else None


def repeats(told: Told) -> str:
    day = formats.date_plain(told.event_on)
    return f"Déjà rappelé pour le {day} : une date aussi proche n’est pas annoncée deux fois."
