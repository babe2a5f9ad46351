"""A referent's projects: what waits for them in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import month_start
from aic_tracker.dashboard import board, rules
from aic_tracker.diagnostic import queries as diagnostic_queries
from aic_tracker.diagnostic.models import Diagnostic
from aic_tracker.diagnostic.rules import can_sign
from aic_tracker.roadmap import queries as roadmap
from aic_tracker.roadmap.models import Action, Objective
from aic_tracker.timesheet import closings
from aic_tracker.timesheet.rules import Month, MonthState


@dataclass(frozen=True)
class Project:
    """`is_referent` is False for an observer, who reads only. Months are those of that person."""

    line: board.Line
    is_referent: bool
    this_month: Month | None
    last_month: Month | None
    is_last_closed: bool
    actions: Sequence[Action]
    objectives: Sequence[Objective]
    diagnostic: Diagnostic | None

    @property
    def owes_last_month(self) -> bool:
        return self.last_month is not None and self.last_month.state is MonthState.MISSING


def projects_of(referent: User, lines: Sequence[board.Line], today: date) -> list[Project]:
    """One project per line, in the same order; five statements more."""
    ids = [line.laureate.id for line in lines]
    period_ids = [line.period.id for line in lines if line.period]
    actions = roadmap.open_actions_owned_by(referent, ids)
    objectives = roadmap.objectives_by_period(period_ids)
    unsigned = [d for d in diagnostic_queries.to_sign(period_ids) if can_sign(d, referent.role)]
    previous = rules.last_month(today)
    is_last_closed = closings.is_closed(previous, today)
    found = []
    for line in lines:
        is_referent = any(user.id == referent.id for user in line.people.referents)
        period_id = line.period.id if line.period else 0
        months = next((times.months for times in line.times if times.user.id == referent.id), {})
        found.append(
            Project(
                line=line,
                is_referent=is_referent,
                this_month=_expected(months.get(month_start(today))),
                last_month=_expected(months.get(previous)),
                is_last_closed=is_last_closed,
                actions=[action for action in actions if action.laureate_id == line.laureate.id],
                objectives=[o for o in objectives.get(period_id, []) if o.owner_id == referent.id and o.status.is_open],
                diagnostic=next((d for d in unsigned if is_referent and d.period_id == period_id), None),
            )
        )
    return found


def _expected(month: Month | None) -> Month | None:
    return None if month is None or month.state is MonthState.ABSENT else month
