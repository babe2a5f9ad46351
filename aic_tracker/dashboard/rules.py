"""Which laureates need somebody, why, and in which order. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from aic_tracker.calendar_fr import add_months, month_start
from aic_tracker.folding import french_order
from aic_tracker.formats import date_plain, plural, relative_days
from aic_tracker.renewals.rules import Stage, stage
from aic_tracker.timesheet.rules import Band, Month, MonthState, month_state

DAY, WEEK = timedelta(days=1), timedelta(days=7)
POINT_WITHIN = timedelta(days=31)
SHOWN_MONTHS = 12


class Matter(IntEnum):
    """What may ask for attention, the gravest first."""

    OVERDUE = 0
    RENEWAL = 1
    NO_POINT = 2
    LATE = 3
    MISSING_TIME = 4
    NONE = 5


@dataclass(frozen=True)
class Facts:
    """What is known of a laureate on a day. `term_on` is the first day that the period no longer covers.

    `missing_times` counts the referents who declared nothing for the month before.
    """

    name: str
    is_active: bool
    starts_on: date | None
    term_on: date | None
    is_decided: bool
    next_point_on: date | None
    late_objectives: int
    missing_times: int

    @property
    def last_day(self) -> date | None:
        """The last day included, as screens show it."""
        return None if self.term_on is None else self.term_on - DAY


@dataclass(frozen=True)
class Concern:
    """One thing that asks for attention. `level` is a kind of badge: error, warning or info."""

    matter: Matter
    text: str
    level: str


def concerns(facts: Facts, today: date) -> list[Concern]:
    """All that asks for attention, the gravest first; nothing for a project that is not being supported."""
    if not facts.is_active or facts.term_on is None or facts.starts_on is None:
        return []
    found: list[Concern] = []
    reached = stage(facts.term_on, today, is_decided=facts.is_decided)
    if reached is Stage.OVERDUE:
        found.append(Concern(Matter.OVERDUE, reached.label, "error"))
    elif reached.is_open:
        found.append(Concern(Matter.RENEWAL, reached.label, "warning"))
    if facts.starts_on <= today < facts.term_on and lacks_point(facts.next_point_on, today):
        found.append(Concern(Matter.NO_POINT, "Aucun point prévu d’ici un mois", "warning"))
    if facts.late_objectives:
        found.append(
            Concern(Matter.LATE, plural(facts.late_objectives, "objectif en retard", "objectifs en retard"), "error")
        )
    if facts.missing_times:
        missing = plural(facts.missing_times, "temps non déclaré", "temps non déclarés")
        found.append(Concern(Matter.MISSING_TIME, missing, "info"))
    return found


def lacks_point(next_point_on: date | None, today: date) -> bool:
    return next_point_on is None or next_point_on > today + POINT_WITHIN


def attention(facts: Facts, today: date) -> tuple[int, int, tuple[str, str]]:
    """The sort key of who needs attention: the gravest concern, the nearest term for a renewal, then the name."""
    matter = min((concern.matter for concern in concerns(facts, today)), default=Matter.NONE)
    by_term = matter in (Matter.OVERDUE, Matter.RENEWAL) and facts.term_on is not None
    return matter, facts.term_on.toordinal() if by_term and facts.term_on else 0, french_order(facts.name)


def term_text(term_on: date | None, today: date) -> str:
    """« dans 12 jours », « dans 5 mois », « échu depuis le 2 mars 2026 » for the last day included."""
    if term_on is None:
        return "—"
    last = term_on - DAY
    if last < today:
        return f"échu depuis le {date_plain(term_on)}"
    months = whole_months(today, last)
    return f"dans {plural(months, 'mois', 'mois')}" if months >= 3 else relative_days(last, today)


def whole_months(first: date, last: date) -> int:
    """Complete months between two days, the second one later."""
    count = (last.year - first.year) * 12 + last.month - first.month
    return count - (add_months(first, count) > last)


def last_month(today: date) -> date:
    """First day of the month before."""
    return add_months(month_start(today), -1)


def shown_months(today: date) -> list[date]:
    """First days of the twelve months that end with the present one."""
    return [add_months(month_start(today), back) for back in range(1 - SHOWN_MONTHS, 1)]


def one_month(parts: Sequence[Month], today: date) -> Month:
    """A month that two periods share, as its referent lived it: declared once for both."""
    if len(parts) == 1:
        return parts[0]
    band = Band(sum(part.band.least for part in parts), sum(part.band.most for part in parts))
    said = [part.quarters for part in parts if part.quarters is not None]
    state = month_state(
        parts[0].month,
        quarters=sum(said),
        has_entries=sum(said) > 0,
        declared_nothing=any(part.state is MonthState.NOTHING for part in parts),
        band=band,
        covered=sum(part.state is not MonthState.ABSENT for part in parts),
        today=today,
    )
    return Month(parts[0].month, sum(said) if said else None, band, state)


@dataclass(frozen=True)
class TickHealth:
    """Whether the scheduler is alive. `minutes` since its last tick, None when it never ran."""

    minutes: int | None
    is_late: bool


def tick_health(last_tick_at: datetime | None, now: datetime, tick_seconds: int) -> TickHealth:
    """Late after ten missed ticks."""
    if last_tick_at is None:
        return TickHealth(None, is_late=True)
    age = now - last_tick_at
    return TickHealth(max(int(age.total_seconds() // 60), 0), age > 10 * timedelta(seconds=tick_seconds))


def name_key(facts: Facts) -> tuple[str, str]:
    return french_order(facts.name)
