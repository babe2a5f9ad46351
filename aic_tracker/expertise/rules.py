"""How an assignment advances, what it costs, which days may be logged. Time in quarter days, money in cents. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from aic_tracker.calendar_fr import add_months
from aic_tracker.expertise.models import Assignment, AssignmentStatus, ExpertKind
from aic_tracker.formats import date_short
from aic_tracker.formats import quarters as as_days

S = AssignmentStatus

TRANSITIONS: dict[AssignmentStatus, frozenset[AssignmentStatus]] = {
    S.REQUESTED: frozenset({S.SCOPED, S.DECLINED}),
    S.SCOPED: frozenset({S.SCOPED, S.APPROVED, S.DECLINED}),
    # Changing the scope withdraws the approval: what was approved is a value.
    S.APPROVED: frozenset({S.SCOPED, S.IN_PROGRESS, S.DECLINED}),
    S.IN_PROGRESS: frozenset({S.COMPLETED}),
    S.COMPLETED: frozenset({S.IN_PROGRESS, S.EVALUATED}),
    S.EVALUATED: frozenset(),
    S.DECLINED: frozenset({S.REQUESTED}),
}

# In the order of the pipeline; the declined ones stand apart.
PIPELINE = (S.REQUESTED, S.SCOPED, S.APPROVED, S.IN_PROGRESS, S.COMPLETED, S.EVALUATED)
RUNNING = frozenset(status for status in S if status.is_running)

LONGEST_MONTHS = 12
QUARTERS_A_DAY = 4


def may_become(status: AssignmentStatus, target: AssignmentStatus) -> bool:
    return target in TRANSITIONS[status]


@dataclass(frozen=True)
class Figures:
    """Time and money of one assignment, or of several. `share` goes beyond 1 when more is used than planned."""

    planned_quarters: int | None
    used_quarters: int
    planned_cents: int | None
    used_cents: int | None

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.used_quarters, self.planned_quarters) if self.planned_quarters else None

    @property
    def is_over(self) -> bool:
        return self.planned_quarters is not None and self.used_quarters > self.planned_quarters


def figures(assignment: Assignment, used_quarters: int) -> Figures:
    planned = assignment.planned_quarters
    return Figures(planned, used_quarters, assignment.value_of(planned), assignment.value_of(used_quarters))


def total(several: Iterable[Figures]) -> Figures:
    """The sum; what is not scoped yet counts for nothing."""
    known = list(several)
    return Figures(
        sum(one.planned_quarters or 0 for one in known),
        sum(one.used_quarters for one in known),
        sum(one.planned_cents or 0 for one in known),
        sum(one.used_cents or 0 for one in known),
    )


def left_quarters(planned_quarters: int | None, used_quarters: int) -> int:
    """Time still promised: an overrun frees nobody."""
    return max((planned_quarters or 0) - used_quarters, 0)


def average(total_of_marks: int, marks: int) -> Fraction | None:
    return Fraction(total_of_marks, marks) if marks else None


def dates_refusal(
    starts_on: date, ends_on: date, *, period_starts_on: date, period_until: date
) -> tuple[str, str] | None:
    """Why an assignment cannot run on these days, the last one included, with the field concerned; None when it can."""
    if not period_starts_on <= starts_on < period_until:
        last = date_short(period_until - timedelta(days=1))
        return "starts_on", f"Indiquez un début pendant l’accompagnement, du {date_short(period_starts_on)} au {last}."
    if ends_on < starts_on:
        return "ends_on", "Indiquez une fin qui suit le début."
    if ends_on > add_months(starts_on, LONGEST_MONTHS):
        return "ends_on", f"Indiquez une fin dans les {LONGEST_MONTHS} mois qui suivent le début."
    return None


def day_refusal(
    on: date,
    quarters: int,
    *,
    starts_on: date,
    until: date,
    today: date,
    logged_that_day: int,
    logged_elsewhere: int = 0,
    kind: ExpertKind,
) -> tuple[str, str] | None:
    """Why that time cannot be logged, with the field concerned; None when it can.

    A person works four quarters a day at most, over all assignments: `logged_that_day` counts those logged elsewhere.
    An organisation may send several people, one entry each. `until`: the first day that the support no longer covers.
    """
    if on > today:
        return "on", "Indiquez un jour passé, ou aujourd’hui : le temps se note une fois donné."
    if on < starts_on:
        return "on", f"L’appui a commencé le {date_short(starts_on)} : indiquez un jour à partir de cette date."
    if on >= until:
        last = date_short(until - timedelta(days=1))
        return "on", f"L’accompagnement a pris fin le {last} : indiquez un jour jusqu’à cette date."
    if kind is ExpertKind.PERSON and logged_that_day + quarters > QUARTERS_A_DAY:
        known = f" Ce jour-là, d’autres appuis comptent déjà {as_days(logged_elsewhere)}." if logged_elsewhere else ""
        return "quarters", f"Une journée compte quatre quarts au plus : réduisez ce temps ou corrigez ce jour.{known}"
    return None
