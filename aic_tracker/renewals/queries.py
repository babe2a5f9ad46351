"""Decisions, periods that wait for one, and the report that a decision is taken on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from aic_tracker.calendar_fr import add_months, paris_day, paris_instant
from aic_tracker.checkpoints import queries as checkpoints
from aic_tracker.checkpoints.models import HAPPENED, Checkpoint, CheckpointStatus
from aic_tracker.conversation.models import Comment, Subject
from aic_tracker.db import db
from aic_tracker.diagnostic import queries as diagnostics
from aic_tracker.diagnostic import rules as diagnostic_rules
from aic_tracker.diagnostic.models import Diagnostic, Rating
from aic_tracker.documents.models import Document, Holder
from aic_tracker.expertise import queries as expertise
from aic_tracker.expertise import rules as expertise_rules
from aic_tracker.expertise.models import Assignment, AssignmentDay
from aic_tracker.funding.models import CommitteeDecision
from aic_tracker.introductions.models import Introduction
from aic_tracker.laureates.models import Laureate, LaureateStatus, SupportPeriod
from aic_tracker.renewals import rules
from aic_tracker.renewals.models import Outcome, RenewalDecision, RenewalFile
from aic_tracker.roadmap import queries as roadmaps
from aic_tracker.roadmap import rules as roadmap_rules
from aic_tracker.roadmap.models import Action, Objective, Roadmap
from aic_tracker.timesheet import queries as timesheets
from aic_tracker.timesheet.models import TimeEntry
from aic_tracker.timesheet.rules import MonthState


def decision_of(period: SupportPeriod) -> RenewalDecision | None:
    return db.session.scalar(
        sa.select(RenewalDecision)
        .where(RenewalDecision.period_id == period.id)
        .options(joinedload(RenewalDecision.decider))
    )


def lock_period(period: SupportPeriod) -> None:
    """Two decisions on one period come one after the other."""
    columns = [attribute.key for attribute in sa.inspect(SupportPeriod).column_attrs]
    db.session.refresh(period, attribute_names=columns, with_for_update=True)


def has_successor(period: SupportPeriod) -> bool:
    statement = sa.exists().where(SupportPeriod.laureate_id == period.laureate_id, SupportPeriod.number > period.number)
    return bool(db.session.scalar(sa.select(statement)))


def successor_of(period: SupportPeriod) -> SupportPeriod | None:
    """The period that follows it."""
    statement = sa.select(SupportPeriod).where(
        SupportPeriod.laureate_id == period.laureate_id, SupportPeriod.number > period.number
    )
    return db.session.scalar(statement.order_by(SupportPeriod.number).limit(1))


def work_on(period: SupportPeriod) -> list[str]:
    """What people have already done on a period, its planned points aside, in words."""
    points = sa.exists().where(Checkpoint.period_id == period.id, Checkpoint.has_happened)
    tables = {
        "un diagnostic": sa.exists().where(Diagnostic.period_id == period.id),
        "une feuille de route": sa.exists().where(Roadmap.period_id == period.id),
        "un point tenu": points,
        "un appui": sa.exists().where(Assignment.period_id == period.id),
        "une mise en relation": sa.exists().where(Introduction.period_id == period.id),
        "une décision de comité": sa.exists().where(CommitteeDecision.period_id == period.id),
        "un dossier de bilan": sa.exists().where(RenewalFile.period_id == period.id),
        "une décision": sa.exists().where(RenewalDecision.period_id == period.id),
    }
    found = db.session.execute(sa.select(*tables.values())).one()
    return [words for words, is_there in zip(tables, found, strict=True) if is_there]


def points_with_words(period: SupportPeriod) -> set[int]:
    """The points of a period on which somebody wrote: an agenda, minutes, a comment, a file, an action."""
    statement = sa.select(Checkpoint.id).where(
        Checkpoint.period_id == period.id,
        sa.or_(
            *(text != "" for text in (Checkpoint.place, Checkpoint.agenda, Checkpoint.minutes, Checkpoint.decisions)),
            sa.exists().where(Action.decided_at_id == Checkpoint.id),
            sa.exists().where(Comment.subject == Subject.CHECKPOINT, Comment.subject_id == Checkpoint.id),
            sa.exists().where(Document.holder == Holder.CHECKPOINT, Document.holder_id == Checkpoint.id),
        ),
    )
    return set(db.session.scalars(statement))


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
        statement = statement.where(Laureate.id.in_(laureates.with_only_columns(Laureate.id).order_by(None)))
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


def renewals_to_begin(today: date) -> list[tuple[RenewalDecision, SupportPeriod, SupportPeriod]]:
    """Renewals whose new period has started and received nothing yet: the decision, the period before, the new one.

    The decisions are kept for this transaction: two schedulers carry over once.
    """
    opened = aliased(SupportPeriod)
    statement = (
        sa.select(RenewalDecision, SupportPeriod, opened)
        .join(SupportPeriod, RenewalDecision.period_id == SupportPeriod.id)
        .join(opened, sa.and_(opened.laureate_id == SupportPeriod.laureate_id, opened.number > SupportPeriod.number))
        .where(RenewalDecision.outcome == Outcome.RENEW, RenewalDecision.carried_at.is_(None))
        .where(opened.starts_on == RenewalDecision.effective_on, opened.starts_on <= today)
        .order_by(RenewalDecision.id)
        .with_for_update(of=RenewalDecision, skip_locked=True)
    )
    return [(decision, before, after) for decision, before, after in db.session.execute(statement)]


def planned_points_from(period: SupportPeriod, day: date) -> list[Checkpoint]:
    """Points still planned on `day` or after, in that period."""
    statement = (
        sa.select(Checkpoint)
        .where(Checkpoint.period_id == period.id, Checkpoint.status == CheckpointStatus.PLANNED)
        .where(Checkpoint.starts_at >= paris_instant(day, 0))
        .order_by(Checkpoint.starts_at)
    )
    return list(db.session.scalars(statement))


def last_recorded_on(period: SupportPeriod) -> date | None:
    """The last day of the period of which something is told: a point held, time of a referent or of an expert."""
    held = db.session.scalar(
        sa.select(sa.func.max(Checkpoint.starts_at)).where(Checkpoint.period_id == period.id, Checkpoint.has_happened)
    )
    referent = db.session.scalar(
        sa.select(sa.func.max(TimeEntry.on)).where(
            TimeEntry.laureate_id == period.laureate_id,
            TimeEntry.on >= period.starts_on,
            TimeEntry.on < period.term_on,
        )
    )
    expert = db.session.scalar(
        sa.select(sa.func.max(AssignmentDay.on))
        .join(AssignmentDay.assignment)
        .where(Assignment.period_id == period.id, AssignmentDay.on < period.term_on)
    )
    days = [paris_day(held) if held else None, referent, expert]
    return max((day for day in days if day is not None), default=None)


@dataclass(frozen=True)
class ObjectiveLine:
    objective: Objective
    priority: str
    progress: Decimal | None

    @property
    def status(self) -> str:
        return roadmap_rules.status_said(self.objective)


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
    rated = _rated([one.id for one in (first, latest) if one])
    now, then = rated[latest.id], rated[first.id] if first else None
    before = diagnostic_rules.levels(then) if then else {}
    lines = [
        LevelLine(rating.dimension.label, before.get(rating.dimension.code), rating.level)
        for rating in diagnostic_rules.in_order(now.ratings)
    ]
    return Maturity(then, now, lines)


def _rated(diagnostic_ids: Collection[int]) -> dict[int, Diagnostic]:
    """With their ratings; two statements."""
    statement = (
        sa.select(Diagnostic)
        .where(Diagnostic.id.in_(diagnostic_ids))
        .options(selectinload(Diagnostic.ratings).joinedload(Rating.dimension))
    )
    return {diagnostic.id: diagnostic for diagnostic in db.session.scalars(statement)}
