"""Which laureates need somebody, why, and in which order. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import TypeVar

from aic_tracker.calendar_fr import add_months, month_start
from aic_tracker.formats import date_plain, plural, relative_days
from aic_tracker.laureates.rules import searchable

Row = TypeVar("Row")

WEEK = timedelta(days=7)
POINT_WITHIN = timedelta(days=31)
RENEWAL_OPENS_MONTHS = 3
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
    if awaits_decision(facts.term_on, facts.is_decided, today):
        if facts.term_on <= today:
            found.append(Concern(Matter.OVERDUE, "Échu, décision attendue", "error"))
        else:
            left = relative_days(facts.term_on - timedelta(days=1), today)
            found.append(Concern(Matter.RENEWAL, f"Terme {left}, à décider", "warning"))
    if facts.starts_on <= today < facts.term_on and lacks_point(facts.next_point_on, today):
        found.append(Concern(Matter.NO_POINT, "Aucun point prévu d’ici un mois", "warning"))
    if facts.late_objectives:
        found.append(Concern(Matter.LATE, plural(facts.late_objectives, "objectif en retard", "objectifs en retard"), "error"))
    if facts.missing_times:
        found.append(
            Concern(
                Matter.MISSING_TIME, plural(facts.missing_times, "temps non déclaré", "temps non déclarés"), "info"
            )
        )
    return found


def awaits_decision(term_on: date, is_decided: bool, today: date) -> bool:
    """From three months before the term, and after it, as long as nothing is decided."""
    return not is_decided and add_months(term_on, -RENEWAL_OPENS_MONTHS) <= today


def lacks_point(next_point_on: date | None, today: date) -> bool:
    return next_point_on is None or next_point_on > today + POINT_WITHIN


def attention(facts: Facts, today: date) -> tuple[int, int, str]:
    """The sort key of who needs attention: the gravest concern, the nearest term for a renewal, then the name."""
    matter = min((concern.matter for concern in concerns(facts, today)), default=Matter.NONE)
    by_term = matter in (Matter.OVERDUE, Matter.RENEWAL) and facts.term_on is not None
    return matter, facts.term_on.toordinal() if by_term and facts.term_on else 0, searchable(facts.name)


def term_key(facts: Facts) -> tuple[bool, date, str]:
    """The nearest term first, projects without a period last."""
    return facts.term_on is None, facts.term_on or date.max, searchable(facts.name)


def term_text(term_on: date | None, today: date) -> str:
    """« dans 12 jours », « dans 5 mois », « échu depuis le 2 mars 2026 » for the last day included."""
    if term_on is None:
        return "—"
    last = term_on - timedelta(days=1)
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


# The state of a month for several referents is the one that most asks for a gesture.
STATES_BY_GRAVITY = ("missing", "under", "over", "current", "within", "nothing", "future")


def gravest(states: Iterable[str]) -> str | None:
    found = set(states)
    return next((state for state in STATES_BY_GRAVITY if state in found), None)


def own_first(rows: Sequence[Row], mine: set[int], laureate_of: Callable[[Row], int]) -> tuple[list[Row], list[Row]]:
    """Rows of one's own laureates, then the others, each in the order given."""
    own = [row for row in rows if laureate_of(row) in mine]
    return own, [row for row in rows if laureate_of(row) not in mine]
