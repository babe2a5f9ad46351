"""What is done with assignments. Each verb is journalled; none commits."""

from datetime import date, datetime
from typing import Any

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.expertise import aid, rules
from aic_tracker.expertise.models import Assignment, AssignmentStatus, Expert, Skill
from aic_tracker.formats import date_short, money
from aic_tracker.formats import quarters as as_days
from aic_tracker.journal import changes
from aic_tracker.journal.operations import record
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.laureates.support import at_any_time, during_support

S = AssignmentStatus

REFUSALS = {
    S.REQUESTED: "Seul un appui décliné peut être rouvert.",
    S.SCOPED: "Un appui commencé ou décliné ne se cadre plus.",
    S.APPROVED: "Cadrez l’appui avant de l’approuver.",
    S.IN_PROGRESS: "Seul un appui approuvé, ou terminé par erreur, peut être en cours.",
    S.COMPLETED: "Seul un appui en cours peut être terminé.",
    S.EVALUATED: "Seul un appui terminé peut être évalué.",
    S.DECLINED: "Un appui commencé ne se décline plus : terminez-le.",
}


@during_support(laureate="id")
def request(
    laureate: Laureate,
    period: SupportPeriod | None,
    *,
    skill: Skill,
    title: str,
    need: str,
    actor: User,
    now: datetime,
    today: date,
) -> Assignment:
    """Ask for expert time during `period`. Refused outside a period."""
    if period is None or not period.covers(today):
        raise DomainError("Un appui se demande pendant un accompagnement en cours.")
    assignment = Assignment(
        laureate_id=laureate.id,
        period_id=period.id,
        skill=skill,
        title=title,
        need=need,
        requester_id=actor.id,
        requested_at=now,
    )
    db.session.add(assignment)
    _tell(actor, "requested", assignment, f"a demandé l’appui « {title} »", after={"status": S.REQUESTED.value})
    return assignment


@during_support(period="period_id")
def scope(
    assignment: Assignment,
    *,
    version: int,
    title: str,
    skill: Skill,
    expert: Expert,
    scope: str,
    deliverables: str,
    planned_quarters: int,
    day_rate_cents: int,
    starts_on: date,
    ends_on: date,
    actor: User,
    today: date,
) -> None:
    """Say what will be done, by whom, when and at what price. An approval given before is withdrawn.

    Needs the period loaded. Refused once the assignment is started, and on days outside the period.
    """
    period = assignment.period
    values: dict[str, Any] = {
        "title": title,
        "skill": skill,
        "scope": scope,
        "deliverables": deliverables,
        "expert": expert,
        "planned_quarters": planned_quarters,
        "day_rate_cents": day_rate_cents,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "status": S.SCOPED,
        "approver_id": None,
        "approved_at": None,
    }
    if all(getattr(assignment, name) == value for name, value in values.items()):
        return
    _check_version(assignment, version)
    _check_move(assignment, S.SCOPED)
    refusal = rules.dates_refusal(starts_on, ends_on, period_starts_on=period.starts_on, period_until=period.until)
    if refusal:
        raise DomainError(refusal[1], field=refusal[0])
    _take_back(assignment, actor, today)
    before, after = changes.apply(assignment, values)
    _tell(actor, "scoped", assignment, f"a cadré l’appui « {title} »", before=before, after=after)


@during_support(period="period_id")
def approve(assignment: Assignment, *, version: int, actor: User, now: datetime) -> None:
    """Engage the planned days at their value, which the ledger of aids may refuse."""
    _check_version(assignment, version)
    _check_move(assignment, S.APPROVED)
    aid.enter(assignment, actor=actor, now=now)
    value = assignment.value_of(assignment.planned_quarters)
    summary = f"a approuvé l’appui « {assignment.title} » ({as_days(assignment.planned_quarters)}, {money(value)})"
    _move(assignment, S.APPROVED, "approved", summary, version, actor, approver_id=actor.id, approved_at=now)


@during_support(period="period_id")
def start(assignment: Assignment, *, version: int, actor: User, today: date) -> None:
    """Begin; ahead of the planned day, the assignment starts today."""
    begun = min(assignment.starts_on or today, today)
    _move(
        assignment,
        S.IN_PROGRESS,
        "started",
        f"a démarré l’appui « {assignment.title} »",
        version,
        actor,
        starts_on=begun,
    )


@at_any_time
def complete(assignment: Assignment, *, version: int, completed_on: date, actor: User, today: date) -> None:
    """Close the work. Needs the days loaded: none may come after."""
    _check_version(assignment, version)
    if assignment.status is S.IN_PROGRESS:
        earliest = max([assignment.starts_on or completed_on, *(day.on for day in assignment.days)])
        if not earliest <= completed_on <= today:
            raise DomainError(
                f"Indiquez une date entre le {date_short(earliest)}, dernier jour connu, et aujourd’hui.",
                field="completed_on",
            )
    summary = f"a terminé l’appui « {assignment.title} »"
    _move(assignment, S.COMPLETED, "completed", summary, version, actor, completed_on=completed_on)


@during_support(period="period_id")
def resume(assignment: Assignment, *, version: int, actor: User, today: date) -> None:
    """Back to work, when it was completed too early."""
    _check_version(assignment, version)
    if assignment.status is S.APPROVED:
        raise DomainError(REFUSALS[S.IN_PROGRESS])
    summary = f"a repris l’appui « {assignment.title} »"
    _move(assignment, S.IN_PROGRESS, "resumed", summary, version, actor, completed_on=None)


@at_any_time
def evaluate(
    assignment: Assignment, *, version: int, evaluation: int, evaluation_comment: str, actor: User, now: datetime
) -> None:
    """What the laureate thinks of it, from 1 to 5."""
    summary = f"a évalué l’appui « {assignment.title} » : {evaluation} sur 5"
    _move(
        assignment,
        S.EVALUATED,
        "evaluated",
        summary,
        version,
        actor,
        evaluation=evaluation,
        evaluation_comment=evaluation_comment,
        evaluated_at=now,
    )


@at_any_time
def decline(assignment: Assignment, *, version: int, decline_reason: str, actor: User, today: date) -> None:
    """Give it up before it starts, with the reason; an approval is withdrawn."""
    _check_version(assignment, version)
    _check_move(assignment, S.DECLINED)
    _take_back(assignment, actor, today)
    _move(
        assignment,
        S.DECLINED,
        "declined",
        f"a décliné l’appui « {assignment.title} »",
        version,
        actor,
        decline_reason=decline_reason,
        approver_id=None,
        approved_at=None,
    )


@during_support(period="period_id")
def reopen(assignment: Assignment, *, version: int, actor: User, today: date) -> None:
    """Back to a request; what was scoped is kept as a proposal."""
    summary = f"a rouvert l’appui « {assignment.title} »"
    _move(assignment, S.REQUESTED, "reopened", summary, version, actor, decline_reason="")


def _move(
    assignment: Assignment,
    target: AssignmentStatus,
    verb: str,
    summary: str,
    version: int,
    actor: User,
    **values: Any,
) -> None:
    """Take one step. Refused when somebody else took it meanwhile: what was typed here is not what they typed."""
    _check_version(assignment, version)
    _check_move(assignment, target)
    before, after = changes.apply(assignment, {"status": target, **values})
    _tell(actor, verb, assignment, summary, before=before, after=after)


def _take_back(assignment: Assignment, actor: User, today: date) -> None:
    if assignment.status is S.APPROVED:
        aid.withdraw(assignment, actor=actor, today=today)


def _check_version(assignment: Assignment, version: int) -> None:
    if assignment.version != version:
        raise StaleError("Cet appui a changé depuis que vous l’avez ouvert : vérifiez puis recommencez.")


def _check_move(assignment: Assignment, target: AssignmentStatus) -> None:
    if rules.may_become(assignment.status, target):
        return
    if assignment.status is target:
        raise DomainError(f"C’est déjà fait : cet appui est au stade « {target.label} ».")
    raise DomainError(REFUSALS[target])


def _tell(
    actor: User,
    verb: str,
    assignment: Assignment,
    summary: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record(
        actor, f"assignment.{verb}", assignment, summary, laureate_id=assignment.laureate_id, before=before, after=after
    )
