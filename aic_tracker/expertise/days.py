"""Time given on assignments, and what it is worth beyond the approval. Each verb is journalled; none commits."""

from datetime import date, datetime
from typing import Any

from aic_tracker.access.permissions import Permission, can
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.expertise import aid, queries, rules
from aic_tracker.expertise.models import Assignment, AssignmentDay, AssignmentStatus
from aic_tracker.formats import date_short
from aic_tracker.formats import quarters as as_days
from aic_tracker.journal.operations import record
from aic_tracker.laureates.support import at_any_time

BEYOND_THE_CEILING = (
    "Ce temps dépasse la valeur approuvée, et le plafond d’aides de la structure ne permet pas de l’ajouter."
)


@at_any_time
def log_day(
    assignment: Assignment, *, on: date, quarters: int, note: str, actor: User, now: datetime, today: date
) -> AssignmentDay:
    """Note time given; what it is worth beyond the value approved enters the ledger.

    Needs the expert, the period and the days loaded. Refused before the start, in the future, on a day after the end of
    the period, beyond four quarters for one person's day over all assignments, and beyond the ceiling of aids.
    """
    if (
        assignment.status is not AssignmentStatus.IN_PROGRESS
        or assignment.starts_on is None
        or assignment.expert is None
    ):
        raise DomainError("Le temps se note pendant que l’appui est en cours.")
    if not can(actor, Permission.LOG_ASSIGNMENT_DAYS, assignment):
        raise DomainError("Seul le temps de vos appuis se note ici.")
    elsewhere = queries.given_elsewhere(assignment.expert, assignment, on)
    refusal = rules.day_refusal(
        on,
        quarters,
        starts_on=assignment.starts_on,
        until=assignment.period.until,
        today=today,
        logged_that_day=elsewhere + sum(day.quarters for day in assignment.days if day.on == on),
        logged_elsewhere=elsewhere,
        kind=assignment.expert.kind,
    )
    if refusal:
        raise DomainError(refusal[1], field=refusal[0])
    _follow_time(assignment, _given(assignment) + quarters, on, actor, now)
    day = AssignmentDay(assignment_id=assignment.id, author_id=actor.id, on=on, quarters=quarters, note=note)
    assignment.days.append(day)
    summary = f"a noté {as_days(quarters)} le {date_short(on)} sur l’appui « {assignment.title} »"
    record(actor, "assignment.day_logged", day, summary, laureate_id=assignment.laureate_id, after=_day(day))
    return day


@at_any_time
def remove_day(assignment: Assignment, day: AssignmentDay, *, actor: User, now: datetime) -> None:
    """Take back a day noted by mistake, and what it had entered. Refused once the assignment is completed."""
    if assignment.status is not AssignmentStatus.IN_PROGRESS:
        raise DomainError("Le temps se corrige pendant que l’appui est en cours.")
    summary = f"a retiré {as_days(day.quarters)} du {date_short(day.on)} de l’appui « {assignment.title} »"
    record(actor, "assignment.day_removed", day, summary, laureate_id=assignment.laureate_id, before=_day(day))
    assignment.days.remove(day)
    db.session.delete(day)
    aid.follow_time(assignment, _given(assignment), on=day.on, actor=actor, now=now)


def _given(assignment: Assignment) -> int:
    return sum(day.quarters for day in assignment.days)


def _follow_time(assignment: Assignment, quarters: int, on: date, actor: User, now: datetime) -> None:
    try:
        aid.follow_time(assignment, quarters, on=on, actor=actor, now=now)
    except DomainError as refusal:
        # An expert does not read the aids of the organisation.
        sums = f" {refusal.message}" if can(actor, Permission.READ_AID) else ""
        raise DomainError(f"{BEYOND_THE_CEILING}{sums}", field="quarters") from None


def _day(day: AssignmentDay) -> dict[str, Any]:
    return {"on": day.on.isoformat(), "quarters": day.quarters, "note": day.note}
