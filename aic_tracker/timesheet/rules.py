"""Referent time: the band expected, the state of a month, when a month closes. Everything in quarter days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from aic_tracker import config, formats
from aic_tracker.calendar_fr import add_months, month_start, months_between, next_working_day
from aic_tracker.territories import Territory

QUARTERS_A_DAY = 4

# Half-open spans of days; an end of None is open.
Span = tuple[date, date | None]


class MonthState(StrEnum):
    ABSENT = "absent"  # not a day of the month is covered
    FUTURE = "future"
    CURRENT = "current"
    UNASKED = "unasked"  # so few days are covered that nothing is expected
    MISSING = "missing"
    NOTHING = "nothing"  # « rien ce mois-ci »
    UNDER = "under"
    WITHIN = "within"
    OVER = "over"

    @property
    def label(self) -> str:
        return MONTH_STATE_LABELS[self]


MONTH_STATE_LABELS = {
    MonthState.ABSENT: "Non concerné",
    MonthState.FUTURE: "À venir",
    MonthState.CURRENT: "En cours",
    MonthState.UNASKED: "Rien d’attendu",
    MonthState.MISSING: "Non déclaré",
    MonthState.NOTHING: "Rien ce mois-ci",
    MonthState.UNDER: "Sous la fourchette",
    MonthState.WITHIN: "Dans la fourchette",
    MonthState.OVER: "Au-dessus de la fourchette",
}


@dataclass(frozen=True)
class Band:
    """What is expected of a month, in quarter days."""

    least: int
    most: int


@dataclass(frozen=True)
class Month:
    """One month of one referent, or of all those of a laureate. `quarters` is None when nothing was said."""

    month: date
    quarters: int | None
    band: Band
    state: MonthState


def next_month(month: date) -> date:
    return add_months(month_start(month), 1)


def covered_days(month: date, period: Span, memberships: Iterable[Span]) -> int:
    """How many days of the month belong to the period and to one membership at least."""
    day = max(month_start(month), period[0])
    end = next_month(month) if period[1] is None else min(next_month(month), period[1])
    covered = 0
    for starts_on, ends_on in sorted(memberships, key=lambda span: span[0]):
        start = max(day, starts_on)
        stop = end if ends_on is None else min(end, ends_on)
        if stop > start:
            covered += (stop - start).days
            day = stop
    return covered


def expected_band(month: date, covered: int, *, days_min: int, days_max: int) -> Band:
    """The band of a whole month, in proportion of the days covered, rounded to the nearest quarter day (halves up)."""
    length = (next_month(month) - month_start(month)).days

    def share(days: int) -> int:
        return (2 * days * QUARTERS_A_DAY * covered + length) // (2 * length)

    return Band(share(days_min), share(days_max))


def month_state(
    month: date, *, quarters: int, has_entries: bool, declared_nothing: bool, band: Band, covered: int, today: date
) -> MonthState:
    """No entry is not zero: a past month is missing until something, or nothing, is declared.

    Time noted counts where nobody is expected, too: a place may be closed on a day before it.
    """
    if not covered and not quarters:
        return MonthState.ABSENT
    if month_start(month) > today:
        return MonthState.FUTURE
    if next_month(month) > today:
        return MonthState.CURRENT
    if not has_entries:
        if declared_nothing:
            return MonthState.NOTHING
        return MonthState.MISSING if band.least else MonthState.UNASKED
    if quarters < band.least:
        return MonthState.UNDER
    return MonthState.OVER if quarters > band.most else MonthState.WITHIN


def closes_on(month: date) -> date:
    """The day on which the settings close that month to its referents, included; `closings` knows the exceptions."""
    return next_month(month).replace(day=config.current().programme.month_closes_on)


def entry_refusal(
    on: date, today: date, periods: Iterable[Span], memberships: Iterable[Span], *, until: date | None
) -> str | None:
    """Why no time can be noted, changed or withdrawn on that day; None when it can.

    `until` is the last day on which this person may change that month; None when there is none.
    """
    if on > today:
        return "Cette date est à venir : le temps se note une fois passé."
    if not any(_covers(span, on) for span in periods):
        return f"Le {formats.date_plain(on)} est en dehors de l’accompagnement."
    if not any(_covers(span, on) for span in memberships):
        return f"Le {formats.date_plain(on)}, cette personne n’était pas référente du projet."
    if until is not None and today > until:
        return closed_message(on, until)
    return None


def closed_message(month: date, closed_on: date) -> str:
    return (
        f"Le mois {formats.of_month(month)} est clos depuis le {formats.date_plain(closed_on)} : "
        "demandez la correction à l’équipe d’accompagnement."
    )


def day_refusal(quarters: int, other_quarters: int) -> str | None:
    """At most one day per person and day, all projects together."""
    left = QUARTERS_A_DAY - other_quarters
    if quarters <= left:
        return None
    noted = formats.quarters(other_quarters)
    return (
        f"Il y a déjà {noted} ce jour-là, tous projets confondus : il reste {formats.quarters(max(left, 0))} au plus."
    )


def next_entry_day(on: date, today: date, territory: Territory = Territory.MAINLAND) -> date:
    """The day proposed after an entry: the next working one, never in the future."""
    return min(next_working_day(on + timedelta(days=1), territory), today)


def _covers(span: Span, day: date) -> bool:
    return span[0] <= day and (span[1] is None or day < span[1])


def referent_month(
    month: date,
    period: Span,
    memberships: Sequence[Span],
    *,
    quarters: int | None,
    declared_nothing: bool,
    today: date,
    days_min: int,
    days_max: int,
) -> Month:
    covered = covered_days(month, period, memberships)
    band = expected_band(month, covered, days_min=days_min, days_max=days_max)
    state = month_state(
        month,
        quarters=quarters or 0,
        has_entries=quarters is not None,
        declared_nothing=declared_nothing,
        band=band,
        covered=covered,
        today=today,
    )
    said = quarters if quarters is not None else (0 if declared_nothing else None)
    return Month(month, said, band, state)


def together(months: Sequence[Month], today: date) -> Month:
    """The same month of several referents as one: their sum over the sum of their bands.

    Missing as soon as one of them has said nothing.
    """
    month = months[0].month
    present = [m for m in months if m.state is not MonthState.ABSENT]
    said = [m.quarters for m in present if m.quarters is not None]
    band = Band(sum(m.band.least for m in present), sum(m.band.most for m in present))
    quarters = sum(said) if said else None
    if any(m.state is MonthState.MISSING for m in present):
        return Month(month, quarters, band, MonthState.MISSING)
    asked = [m for m in present if m.state is not MonthState.UNASKED]
    if asked and all(m.state is MonthState.NOTHING for m in asked):
        return Month(month, quarters, band, MonthState.NOTHING)
    state = month_state(
        month,
        quarters=quarters or 0,
        has_entries=bool(said),
        declared_nothing=False,
        band=band,
        covered=len(present),
        today=today,
    )
    return Month(month, quarters, band, state)


def months_of(period: Span) -> list[date]:
    assert period[1] is not None
    return list(months_between(period[0], period[1]))


def proposed_quarters(last_month: int, band: Band, noted: int) -> int:
    """What is offered: last month's time, or the middle of the band, less what is noted already."""
    return max((last_month or (band.least + band.most) // 2) - noted, 0)


def spread(quarters: int, room: Iterable[tuple[date, int]]) -> list[tuple[date, int]] | None:
    """Shares that add up to `quarters`, filling in their order the days that have room; None when too few."""
    shares = []
    for day, free in room:
        if quarters and free:
            shares.append((day, min(free, quarters)))
            quarters -= shares[-1][1]
    return None if quarters else shares
