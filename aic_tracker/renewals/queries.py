"""Decisions, periods that wait for one, and the report that a decision is taken on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from aic_tracker.calendar_fr import add_months, paris_day
from aic_tracker.checkpoints import queries as checkpoints
from aic_tracker.checkpoints.models import HAPPENED, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.diagnostic import queries as diagnostics
from aic_tracker.diagnostic import rules as diagnostic_rules
from aic_tracker.diagnostic.models import Diagnostic
from aic_tracker.expertise import queries as expertise
from aic_tracker.expertise import rules as expertise_rules
from aic_tracker.laureates.models import Laureate, LaureateStatus, SupportPeriod
from aic_tracker.laureates.queries import ids_of
from aic_tracker.prepared import prepared
from aic_tracker.renewals import rules
from aic_tracker.renewals.models import Outcome, RenewalDecision
from aic_tracker.roadmap import queries as roadmaps
from aic_tracker.roadmap import rules as roadmap_rules
from aic_tracker.roadmap.models import Objective
from aic_tracker.timesheet import queries as timesheets
from aic_tracker.timesheet.rules import MonthState


def decision_of(period: SupportPeriod) -> RenewalDecision | None:
    return db.session.scalars(*_decision_of(period.id)).first()


@prepared
def _decision_of(period_id: int) -> sa.Select[RenewalDecision]:
    decided = sa.select(RenewalDecision).where(RenewalDecision.period_id == period_id)
    return decided.options(joinedload(RenewalDecision.decider))


def lock_period(period: SupportPeriod) -> None:
    """Two decisions on one period come one after the other."""
    columns = [attribute.key for attribute in sa.inspect(SupportPeriod).column_attrs]
    db.session.refresh(period, attribute_names=columns, with_for_update=True)


def periods_to_decide(today: date, *, laureates: sa.Select[Laureate] | None = None) -> list[SupportPeriod]:
    """Periods whose file is open and that nobody decided yet, the earliest term first, with their laureate.

    `laureates`: what an actor may see; without it, all of them. One statement.
    """
    successor = aliased(SupportPeriod)
    statement = (
        sa.select(SupportPeriod)
        .join(SupportPeriod.laureate)
        .where(Laureate.status == LaureateStatus.ACTIVE, SupportPeriod.ended_on.is_(None))
        # A little more than the open files: months of unequal lengths are settled by the rule below.
        .where(SupportPeriod.term_on <= add_months(today, rules.OPEN_MONTHS + 1))
        .where(~sa.exists().where(RenewalDecision.period_id == SupportPeriod.id))
        .where(
            ~sa.exists().where(
                successor.laureate_id == SupportPeriod.laureate_id, successor.number > SupportPeriod.number
            )
        )
        .options(joinedload(SupportPeriod.laureate))
        .order_by(SupportPeriod.term_on, SupportPeriod.id)
    )
    if laureates is not None:
        statement = statement.where(Laureate.id.in_(ids_of(laureates)))
    return [period for period in db.session.scalars(statement) if rules.opens_on(period.term_on) <= today]


def laureates_to_close(today: date) -> list[Laureate]:
    """Active laureates whose last period is over by a decision to end or to stop early."""
    later = aliased(SupportPeriod)
    statement = (
        sa.select(Laureate)
        .join(Laureate.periods)
        .join(RenewalDecision, RenewalDecision.period_id == SupportPeriod.id)
        .where(Laureate.status == LaureateStatus.ACTIVE, SupportPeriod.until <= today)
        .where(RenewalDecision.outcome.in_([Outcome.END, Outcome.STOP_EARLY]))
        .where(~sa.exists().where(later.laureate_id == Laureate.id, later.number > SupportPeriod.number))
        .order_by(Laureate.id)
    )
    return list(db.session.scalars(statement))


def last_recorded_on(period: SupportPeriod) -> date | None:
    """The last day of the period of which something is told: a point held, time of a referent or of an expert."""
    held = checkpoints.last_held_at(period.id)
    referent = timesheets.last_noted_on(period.laureate_id, period.starts_on, period.term_on)
    expert = expertise.last_day_given(period.id, period.term_on)
    days = [paris_day(held) if held else None, referent, expert]
    return max((day for day in days if day is not None), default=None)


@dataclass(frozen=True)
class ObjectiveLine:
    objective: Objective
    priority: str
    progress: Decimal | None

    @property
    def status(self) -> str:
        return roadmap_rules.status_label(self.objective)


@dataclass(frozen=True)
class LevelLine:
    """One dimension, first and last level."""

    label: str
    then: int | None
    now: int | None


@dataclass(frozen=True)
class Maturity:
    """The first diagnostic signed and the latest one; `then` is None when there is only one."""

    then: Diagnostic | None
    now: Diagnostic
    lines: list[LevelLine]


@dataclass(frozen=True)
class TimeLine:
    """One referent's time over the months that are over, in quarter days; `missing`: months never declared."""

    user_id: int
    name: str
    quarters: int
    least: int
    most: int
    missing: int


@dataclass(frozen=True)
class Report:
    """What the period gave, built from the data; the number of statements does not depend on how much there is."""

    progress: Decimal | None
    objectives: list[ObjectiveLine]
    maturity: Maturity | None
    time: list[TimeLine]
    assignments: list[expertise.Line]
    assignments_total: expertise_rules.Figures
    points: dict[CheckpointStatus, int]

    @property
    def reached(self) -> list[ObjectiveLine]:
        return [line for line in self.objectives if roadmap_rules.is_reached(line.objective)]

    @property
    def missed(self) -> list[ObjectiveLine]:
        return [line for line in self.objectives if not roadmap_rules.is_reached(line.objective)]

    @property
    def left(self) -> list[ObjectiveLine]:
        return [line for line in self.objectives if line.objective.status.is_open]

    @property
    def points_held(self) -> int:
        return sum(self.points.get(status, 0) for status in HAPPENED)

    @property
    def points_not_cancelled(self) -> int:
        return sum(count for status, count in self.points.items() if status is not CheckpointStatus.CANCELLED)


def report(period: SupportPeriod, today: date) -> Report:
    roadmap = roadmaps.roadmap_of(period.id)
    priorities = roadmap.priorities if roadmap else []
    assignments = expertise.assignments_of_period(period.id)
    return Report(
        progress=roadmap_rules.roadmap_progress(priorities),
        objectives=[
            ObjectiveLine(objective, priority.title, roadmap_rules.objective_progress(objective))
            for priority in priorities
            for objective in priority.objectives
        ],
        maturity=_maturity(period),
        time=[_time_line(line) for line in timesheets.sheet(period, today)],
        assignments=assignments,
        assignments_total=expertise_rules.total(line.figures for line in assignments),
        points=checkpoints.counts_by_status(period.id),
    )


def _time_line(referent: timesheets.ReferentTime) -> TimeLine:
    not_over = (MonthState.ABSENT, MonthState.FUTURE, MonthState.CURRENT)
    months = [month for month in referent.months if month.state not in not_over]
    return TimeLine(
        referent.user.id,
        referent.user.name,
        sum(month.quarters or 0 for month in months),
        sum(month.band.least for month in months),
        sum(month.band.most for month in months),
        sum(month.state is MonthState.MISSING for month in months),
    )


def _maturity(period: SupportPeriod) -> Maturity | None:
    signed = [d for d in diagnostics.initial_diagnostics(period.laureate_id, up_to_period=period.number) if d.is_frozen]
    latest = diagnostic_rules.latest(diagnostics.diagnostics_of(period.id)) or (signed[-1] if signed else None)
    if latest is None:
        return None
    first = signed[0] if signed and signed[0].id != latest.id else None
    rated = diagnostics.rated([one.id for one in (first, latest) if one])
    now, then = rated[latest.id], rated[first.id] if first else None
    before = diagnostic_rules.levels(then) if then else {}
    lines = [
        LevelLine(rating.dimension.label, before.get(rating.dimension.code), rating.level)
        for rating in diagnostic_rules.in_order(now.ratings)
    ]
    return Maturity(then, now, lines)


def undecided_periods(first: date, last: date) -> list[SupportPeriod]:
    """Periods whose term falls between these days, without a decision nor a successor, with their laureate."""
    successor = aliased(SupportPeriod)
    follows = sa.select(successor.id).where(
        successor.laureate_id == SupportPeriod.laureate_id, successor.number > SupportPeriod.number
    )
    decided = sa.select(RenewalDecision.id).where(RenewalDecision.period_id == SupportPeriod.id)
    statement = (
        sa.select(SupportPeriod)
        .join(SupportPeriod.laureate)
        .where(SupportPeriod.term_on.between(first, last), SupportPeriod.ended_on.is_(None))
        .where(Laureate.status != LaureateStatus.ENDED, ~follows.exists(), ~decided.exists())
        .options(joinedload(SupportPeriod.laureate))
        .order_by(SupportPeriod.id)
    )
    return list(db.session.scalars(statement))


def decisions_on(laureate_ids: Collection[int]) -> list[RenewalDecision]:
    """What `outcomes_of` counts, each with its period and who decided, the oldest first."""
    statement = (
        sa.select(RenewalDecision)
        .join(RenewalDecision.period)
        .where(SupportPeriod.laureate_id.in_(laureate_ids))
        .options(contains_eager(RenewalDecision.period), joinedload(RenewalDecision.decider))
        .order_by(RenewalDecision.decided_on, RenewalDecision.id)
    )
    return list(db.session.scalars(statement))


def outcomes_of(laureate_ids: Collection[int]) -> dict[Outcome, int]:
    statement = (
        sa.select(RenewalDecision.outcome, sa.func.count())
        .join(RenewalDecision.period)
        .where(SupportPeriod.laureate_id.in_(laureate_ids))
        .group_by(RenewalDecision.outcome)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def decided_periods(period_ids: Collection[int]) -> set[int]:
    statement = sa.select(RenewalDecision.period_id).where(RenewalDecision.period_id.in_(period_ids))
    return set(db.session.scalars(statement))


def decisions_about(laureate: Laureate) -> list[tuple[RenewalDecision, int]]:
    """Each decision with the number of the period it ends, in order."""
    statement = (
        sa.select(RenewalDecision, SupportPeriod.number)
        .join(RenewalDecision.period)
        .where(SupportPeriod.laureate_id == laureate.id)
        .order_by(SupportPeriod.number)
    )
    return [(decision, number) for decision, number in db.session.execute(statement)]
