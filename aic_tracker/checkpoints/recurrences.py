"""How often points come back: the days of a series, and what past points tell of theirs. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

from aic_tracker.calendar_fr import add_months, month_start, next_working_day, previous_working_day
from aic_tracker.territories import Territory

FORTNIGHT = timedelta(days=14)
LAST = 5  # the rank of « le dernier mardi »
# What recent points tell counts; what was usual a year ago does not.
RECENT = 6
CLOSE_ENOUGH = 20  # days
SHIFTED = timedelta(days=4)  # at most, by closed days
RANKS = {1: "premier", 2: "deuxième", 3: "troisième", 4: "quatrième", LAST: "dernier"}
WEEKDAYS = {0: "lundi", 1: "mardi", 2: "mercredi", 3: "jeudi", 4: "vendredi"}


class Pace(StrEnum):
    FORTNIGHTLY = "fortnightly"
    SAME_DATE = "same-date"
    SAME_WEEKDAY = "same-weekday"

    @property
    def label(self) -> str:
        return PACE_LABELS[self]


PACE_LABELS = {
    Pace.FORTNIGHTLY: "Toutes les deux semaines",
    Pace.SAME_DATE: "Tous les mois, à la même date",
    Pace.SAME_WEEKDAY: "Tous les mois, le même jour de la semaine",
}


@dataclass(frozen=True)
class Recurrence:
    """`day_number` (1 to 31) is of the same date; `rank` (1 to 4, or the last) and `weekday` of the same weekday."""

    pace: Pace
    day_number: int = 1
    rank: int = 1
    weekday: int = 0

    @property
    def said(self) -> str:
        match self.pace:
            case Pace.FORTNIGHTLY:
                return "toutes les deux semaines"
            case Pace.SAME_DATE:
                return f"le {'1er' if self.day_number == 1 else self.day_number} de chaque mois"
            case Pace.SAME_WEEKDAY:
                return f"le {RANKS[self.rank]} {WEEKDAYS[self.weekday]} du mois"


def of(pace: Pace, first: date) -> Recurrence:
    """The one that begins on this day."""
    rank = min((first.day - 1) // 7 + 1, LAST)
    return Recurrence(pace, day_number=first.day, rank=rank, weekday=min(first.weekday(), max(WEEKDAYS)))


def nth_weekday(month: date, rank: int, weekday: int) -> date:
    """« Le premier mardi », « le dernier vendredi » of the month that holds `month`."""
    if rank == LAST:
        last = add_months(month_start(month), 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = month_start(month)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (rank - 1))


def wished_days(recurrence: Recurrence, first: date) -> Iterator[date]:
    """Endless, from `first` on: worked or not."""
    turn = 0
    while True:
        if recurrence.pace is Pace.FORTNIGHTLY:
            yield first + FORTNIGHT * turn
        else:
            month = add_months(month_start(first), turn)
            if recurrence.pace is Pace.SAME_DATE:
                day = add_months(month.replace(month=1, day=recurrence.day_number), month.month - 1)
            else:
                day = nth_weekday(month, recurrence.rank, recurrence.weekday)
            if day >= first:
                yield day
        turn += 1


def days_of(
    recurrence: Recurrence, first: date, count: int, until: date, territory: Territory = Territory.MAINLAND
) -> list[date]:
    """Up to `count` different working days from `first` on, before `until`.

    A closed day gives way to the next working day, or to the previous one where the next would be past the end.
    """
    days: list[date] = []
    for wished in wished_days(recurrence, first):
        if len(days) == count or wished >= until:
            break
        day = next_working_day(wished, territory)
        if day >= until:
            day = previous_working_day(wished, territory)
        if day >= first and day not in days:
            days.append(day)
    return days


def usual(days: Sequence[date]) -> Recurrence | None:
    """What these days, in order, tell of how often points come back; None when no two of them tell the same.

    Among monthly ones, the same weekday is believed when it holds for more of them than the same date does.
    """
    recent = list(days)[-RECENT:]
    if len(recent) < 2:
        return None
    if median((after - before).days for before, after in pairwise(recent)) < CLOSE_ENOUGH:
        return Recurrence(Pace.FORTNIGHTLY)
    [(number, same_date)] = Counter(day.day for day in recent).most_common(1)
    [((rank, weekday), same_weekday)] = Counter(((d.day - 1) // 7 + 1, d.weekday()) for d in recent).most_common(1)
    if max(same_date, same_weekday) < 2:
        return None
    if same_weekday > same_date and weekday in WEEKDAYS:
        return Recurrence(Pace.SAME_WEEKDAY, rank=rank, weekday=weekday)
    return Recurrence(Pace.SAME_DATE, day_number=number)


def told(days: Sequence[date]) -> str:
    """What is usual, in words; "" where it is not so of half of them at least."""
    recent = list(days)[-RECENT:]
    found = usual(recent)
    if found is None:
        return ""
    if found.pace is Pace.FORTNIGHTLY:
        gaps = [after - before for before, after in pairwise(recent)]
        alike, among = sum(abs(gap - FORTNIGHT) <= SHIFTED for gap in gaps), len(gaps)
    else:
        alike, among = sum(_is_of(found, day) for day in recent), len(recent)
    return found.said if 2 * alike >= among else ""


def _is_of(monthly: Recurrence, day: date) -> bool:
    if monthly.pace is Pace.SAME_DATE:
        return day.day == monthly.day_number
    return ((day.day - 1) // 7 + 1, day.weekday()) == (monthly.rank, monthly.weekday)


def next_day(
    days: Sequence[date], after: date, not_before: date, until: date, territory: Territory = Territory.MAINLAND
) -> date | None:
    """The day that follows `after` by what is usual (monthly when nothing tells), `not_before` a day.

    None when it is past the end.
    """
    recurrence = usual(days) or Recurrence(Pace.SAME_DATE, day_number=after.day)
    # Of a monthly one, not the day that a point held early or late has just missed.
    first = after + FORTNIGHT
    if recurrence.pace is Pace.FORTNIGHTLY:
        while first < not_before:
            first += FORTNIGHT
    found = days_of(recurrence, max(first, not_before), 1, until, territory)
    return found[0] if found else None
