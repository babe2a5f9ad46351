"""Assignments, as the screens show them. An expert is given own assignments only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from aic_tracker.access.permissions import Permission, reaches_own_assignments_only
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.expertise import rules
from aic_tracker.expertise.models import Assignment, AssignmentDay, AssignmentStatus, Expert
from aic_tracker.laureates.models import Laureate, LaureateStatus, SupportPeriod
from aic_tracker.prepared import prepared


@dataclass(frozen=True)
class Line:
    """One assignment with its figures."""

    assignment: Assignment
    figures: rules.Figures


def line_of(assignment: Assignment) -> Line:
    """Needs the days loaded."""
    used = sum(day.quarters for day in assignment.days)
    return Line(assignment, rules.figures(assignment, used))


def assignment_of(laureate: Laureate, assignment_id: int, actor: User, *, lock: bool = False) -> Assignment | None:
    """The assignment with its people and its days, newest first; None when `actor` may not see it.

    `lock` keeps it until the end of the transaction: days are counted before one is added.
    """
    statement = (
        _seen_by(actor)
        .where(Assignment.id == assignment_id, Assignment.laureate_id == laureate.id)
        .options(
            joinedload(Assignment.expert).joinedload(Expert.user),
            joinedload(Assignment.requester),
            joinedload(Assignment.approver),
            joinedload(Assignment.period),
            selectinload(Assignment.days).joinedload(AssignmentDay.author),
        )
    )
    if lock:
        statement = statement.with_for_update(of=Assignment)
    return db.session.scalar(statement)


def _seen_by(actor: User) -> sa.Select[Assignment]:
    statement = sa.select(Assignment)
    if reaches_own_assignments_only(actor, Permission.READ_ASSIGNMENTS):
        return statement.join(Assignment.expert).where(Expert.user_id == actor.id)
    return statement


def day_of(assignment: Assignment, day_id: int) -> AssignmentDay | None:
    return next((day for day in assignment.days if day.id == day_id), None)


def pipeline(period_id: int, actor: User) -> dict[AssignmentStatus, list[Line]]:
    """The period's assignments by status, oldest request first; every status is there."""
    statement = (
        _seen_by(actor)
        .where(Assignment.period_id == period_id)
        .options(joinedload(Assignment.expert).joinedload(Expert.user), selectinload(Assignment.days))
        .order_by(Assignment.requested_at, Assignment.id)
    )
    by_status: dict[AssignmentStatus, list[Line]] = {status: [] for status in AssignmentStatus}
    for assignment in db.session.scalars(statement).unique():
        by_status[assignment.status].append(line_of(assignment))
    return by_status


def assignments_of_period(period_id: int) -> list[Line]:
    """What counts for a timeline or a report: everything but the declined ones, by start."""
    statement = (
        sa.select(Assignment)
        .where(Assignment.period_id == period_id, Assignment.status != AssignmentStatus.DECLINED)
        .options(joinedload(Assignment.expert), selectinload(Assignment.days))
        .order_by(Assignment.starts_on.is_(None), Assignment.starts_on, Assignment.id)
    )
    return [line_of(assignment) for assignment in db.session.scalars(statement)]


def assignments_of_expert(user: User) -> list[Line]:
    """Everything an expert was ever given, running ones first, then the latest; the laureate is loaded."""
    statement = (
        sa.select(Assignment)
        .join(Assignment.expert)
        .where(Expert.user_id == user.id)
        .options(joinedload(Assignment.laureate), joinedload(Assignment.expert), selectinload(Assignment.days))
        .order_by(
            sa.case((Assignment.status.in_(rules.RUNNING), 0), else_=1),
            Assignment.starts_on.desc(),
            Assignment.id.desc(),
        )
    )
    return [line_of(assignment) for assignment in db.session.scalars(statement)]


def running_assignments_of(user: User) -> Sequence[Assignment]:
    """Those approved or in progress that the person carries, in every project."""
    statement = sa.select(Assignment).join(Assignment.expert).where(Expert.user_id == user.id)
    return db.session.scalars(statement.where(Assignment.status.in_(rules.RUNNING)).order_by(Assignment.id)).all()


def assignments_left() -> sa.Select[int]:
    """The laureates of an assignment under way whose expert's account is closed."""
    carried = sa.select(Assignment.laureate_id).join(Assignment.expert).join(Expert.user)
    return carried.where(Assignment.status.in_(rules.RUNNING), User.is_active.is_(False))


def ending_between(first: date, last: date) -> list[Assignment]:
    """Approved assignments that end between these days, both included."""
    running = (AssignmentStatus.APPROVED, AssignmentStatus.IN_PROGRESS)
    return _with_people(Assignment.status.in_(running), Assignment.ends_on.between(first, last))


def to_evaluate(first: date, last: date) -> list[Assignment]:
    """Assignments completed between these days, both included, that no referent evaluated."""
    return _with_people(Assignment.status == AssignmentStatus.COMPLETED, Assignment.completed_on.between(first, last))


def _with_people(*conditions: sa.ColumnElement[bool]) -> list[Assignment]:
    statement = (
        sa.select(Assignment)
        .join(Assignment.laureate)
        .where(Laureate.status != LaureateStatus.ENDED, *conditions)
        .options(joinedload(Assignment.laureate), joinedload(Assignment.expert).joinedload(Expert.user))
        .order_by(Assignment.id)
    )
    return list(db.session.scalars(statement))


def titles(laureate_id: int) -> dict[int, str]:
    statement = sa.select(Assignment.id, Assignment.title).where(Assignment.laureate_id == laureate_id)
    return dict(db.session.execute(statement).all())


def assignments_with(ids: Collection[int]) -> Sequence[Assignment]:
    """Themselves alone, without their experts nor their days."""
    return db.session.scalars(sa.select(Assignment).where(Assignment.id.in_(ids))).all()


def assignments_and_people(ids: Collection[int]) -> Sequence[Assignment]:
    """With who asked for them, and their experts' accounts."""
    statement = (
        sa.select(Assignment)
        .where(Assignment.id.in_(ids))
        .options(joinedload(Assignment.requester), joinedload(Assignment.expert).joinedload(Expert.user))
    )
    return db.session.scalars(statement).all() if ids else ()


def last_day_given(period_id: int, before: date) -> date | None:
    """The last day that an expert gave to an assignment of the period."""
    statement = (
        sa.select(sa.func.max(AssignmentDay.on))
        .join(AssignmentDay.assignment)
        .where(Assignment.period_id == period_id, AssignmentDay.on < before)
    )
    return db.session.scalar(statement)


ENGAGED = [
    AssignmentStatus.APPROVED,
    AssignmentStatus.IN_PROGRESS,
    AssignmentStatus.COMPLETED,
    AssignmentStatus.EVALUATED,
]


@dataclass(frozen=True)
class Support:
    """Assignments engaged, with the quarter days used and their value in cents."""

    count: int
    quarters: int
    cents: int


def support_given(laureate_ids: Collection[int]) -> Support:
    used = (
        sa.select(AssignmentDay.assignment_id, sa.func.sum(AssignmentDay.quarters).label("quarters"))
        .group_by(AssignmentDay.assignment_id)
        .subquery()
    )
    statement = (
        sa.select(sa.func.coalesce(used.c.quarters, 0), sa.func.coalesce(Assignment.value_of(used.c.quarters), 0))  # type: ignore[arg-type]
        .outerjoin(used, used.c.assignment_id == Assignment.id)
        .where(Assignment.laureate_id.in_(laureate_ids), Assignment.status.in_(ENGAGED))
    )
    rows = [(int(quarters), int(cents)) for quarters, cents in db.session.execute(statement)]
    return Support(len(rows), sum(quarters for quarters, _ in rows), sum(cents for _, cents in rows))


def support_lines(laureate_ids: Collection[int]) -> list[Line]:
    """What `support_given` counts, each assignment with its expert, by start."""
    statement = (
        sa.select(Assignment)
        .where(Assignment.laureate_id.in_(laureate_ids), Assignment.status.in_(ENGAGED))
        .options(joinedload(Assignment.expert), selectinload(Assignment.days))
        .order_by(Assignment.starts_on, Assignment.id)
    )
    return [line_of(assignment) for assignment in db.session.scalars(statement)]


@dataclass(frozen=True)
class GivenLine:
    """An assignment, its expert loaded, with the quarter days used."""

    assignment: Assignment
    used_quarters: int


def given_lines(period: SupportPeriod, actor: User) -> list[GivenLine]:
    """All but the declined ones, by start; an expert is given own ones only. One statement."""
    statement, asked = _given(period.id)
    if reaches_own_assignments_only(actor, Permission.READ_ASSIGNMENTS):
        statement = statement.where(Expert.user_id == actor.id)
    return [GivenLine(assignment, int(quarters)) for assignment, quarters in db.session.execute(statement, asked)]


@prepared
def _given(period_id: int) -> sa.Select[Assignment, int]:
    used = (
        sa.select(sa.func.coalesce(sa.func.sum(AssignmentDay.quarters), 0))
        .where(AssignmentDay.assignment_id == Assignment.id)
        .correlate(Assignment)
        .scalar_subquery()
    )
    return (
        sa.select(Assignment, used)
        .outerjoin(Assignment.expert)
        .where(Assignment.period_id == period_id, Assignment.status != AssignmentStatus.DECLINED)
        .options(contains_eager(Assignment.expert))
        .order_by(Assignment.starts_on.is_(None), Assignment.starts_on, Assignment.id)
    )


def assignments_valued(laureate_id: int | None = None) -> dict[int, Assignment]:
    """By number, those that have a price: of one laureate, or of all."""
    statement = sa.select(Assignment).where(Assignment.day_rate_cents > 0)
    if laureate_id is not None:
        statement = statement.where(Assignment.laureate_id == laureate_id)
    return {assignment.id: assignment for assignment in db.session.scalars(statement)}
