"""Objectives, their progress and their means."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import EllipsisType
from typing import Any

from aic_tracker.accounts.models import User
from aic_tracker.db import db, editing
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.formats import date_plain, listed, plural, quoted
from aic_tracker.journal.changes import Values, apply
from aic_tracker.journal.operations import record
from aic_tracker.laureates.models import SupportPeriod
from aic_tracker.laureates.support import until_decided
from aic_tracker.roadmap import queries, rules
from aic_tracker.roadmap.models import Means, MeansKind, Objective, ObjectiveStatus, Priority
from aic_tracker.roadmap.operations.roadmaps import set_ranks

CHANGED_MEANWHILE = "Cet objectif a été modifié entre-temps."
SETTABLE = [status for status in ObjectiveStatus if status is not ObjectiveStatus.DROPPED]


@until_decided(period="roadmap.period_id")
def add_objective(priority: Priority, *, actor: User, now: datetime, **values: Any) -> Objective:
    """Add an objective, at its baseline, after the others of the priority. `values`: as for `edit_objective`."""
    objective = _added(priority, values, now)
    _note(actor, "objective.added", objective, priority, f"a ajouté l’objectif « {objective.title} »")
    return objective


@until_decided(period="roadmap.period_id")
def add_objectives(
    priority: Priority, lines: Sequence[Values], *, source: str, actor: User, now: datetime
) -> list[Objective]:
    """Add several objectives at once, told by the journal in one entry that says where they come from (`source`)."""
    objectives = [_added(priority, values, now) for values in lines]
    db.session.flush()
    titles = [objective.title for objective in objectives]
    told = f"a ajouté {plural(len(titles), 'objectif')} {source} : {listed([quoted(title) for title in titles])}"
    laureate_id = priority.roadmap.period.laureate_id
    record(actor, "objectives.added", priority, told, laureate_id=laureate_id, after={"objectives": titles})
    return objectives


def _added(priority: Priority, values: Values, now: datetime) -> Objective:
    _check(priority.roadmap.period, **values)
    objective = Objective(
        priority_id=priority.id,
        rank=queries.next_rank(Priority, priority.id),
        status=ObjectiveStatus.TODO,
        current=values["baseline"],
        updated_at=now,
        **values,
    )
    db.session.add(objective)
    priority.roadmap.updated_at = now
    return objective


@until_decided(period="priority.roadmap.period_id")
def edit_objective(objective: Objective, *, version: int, actor: User, now: datetime, **values: Any) -> None:
    """Change what the objective says; its progress has its own gesture.

    `values`: the `WORDING` and the `MEASURE` of an objective, `due_on` and `owner`. Refused with half a measure, or
    with a due date outside the period that nothing explains. StaleError when the objective changed since `version`.
    """
    if objective.version != version:
        raise StaleError(CHANGED_MEANWHILE)
    _check(objective.priority.roadmap.period, **values)
    # Not measured yet: the current value follows the baseline.
    if objective.current in (None, objective.baseline):
        values["current"] = values["baseline"]
    with editing(CHANGED_MEANWHILE):
        changed = apply(objective, values)
        if changed[1]:
            _touch(objective, now)
    if changed[1]:
        _note_change(actor, "objective.edited", objective, f"a modifié l’objectif « {objective.title} »", changed)


@until_decided(period="priority.roadmap.period_id")
def update_progress(
    objective: Objective,
    *,
    status: ObjectiveStatus,
    current: Decimal | None,
    reason: str,
    version: int,
    actor: User,
    now: datetime,
    due_on: date | EllipsisType | None = ...,
) -> None:
    """Say where the objective stands, and give it another due date when `due_on` is given.

    A blocked one needs a reason, and keeps the progress it had. A measured one needs its current value. A dropped one
    has to be reopened first. StaleError when the objective changed since `version`.
    """
    if objective.version != version:
        raise StaleError(CHANGED_MEANWHILE)
    if objective.status is ObjectiveStatus.DROPPED or status is ObjectiveStatus.DROPPED:
        raise DomainError("Un objectif abandonné se rouvre, un objectif s’abandonne avec sa raison.", field="status")
    if status.needs_reason and not reason:
        raise DomainError("Dites ce qui bloque.", field="reason")
    measured = rules.has_measure(objective.baseline, objective.target)
    if measured and current is None:
        raise DomainError("Indiquez la valeur actuelle de l’indicateur.", field="current")
    kept = None
    if status is ObjectiveStatus.BLOCKED:
        kept = rules.objective_progress(objective) if objective.status is not status else objective.kept_progress
    if due_on is ...:
        due_on = objective.due_on
    if due_on != objective.due_on:
        _check_due_date(objective.priority.roadmap.period, due_on, objective.detail)
    values: Values = {
        "status": status,
        "due_on": due_on,
        "current": current if measured else objective.current,
        "reason": reason if status.needs_reason else "",
        "kept_progress": kept,
    }
    with editing(CHANGED_MEANWHILE):
        changed = apply(objective, values)
        _touch(objective, now)  # « nothing new » is an update too
    _note_change(actor, "objective.progressed", objective, f"a mis à jour l’objectif « {objective.title} »", changed)


@until_decided(period="priority.roadmap.period_id")
def drop_objective(objective: Objective, *, reason: str, version: int, actor: User, now: datetime) -> None:
    """Give the objective up, with a reason: it counts nowhere, and stays in sight. It can be reopened."""
    if objective.version != version:
        raise StaleError(CHANGED_MEANWHILE)
    if objective.status is ObjectiveStatus.DROPPED:
        raise DomainError("Cet objectif est déjà abandonné.")
    if not reason:
        raise DomainError("Dites pourquoi cet objectif est abandonné.", field="reason")
    values = {
        "status": ObjectiveStatus.DROPPED,
        "reason": reason,
        "kept_progress": rules.objective_progress(objective),
    }
    with editing(CHANGED_MEANWHILE):
        changed = apply(objective, values)
        _touch(objective, now)
    _note_change(actor, "objective.dropped", objective, f"a abandonné l’objectif « {objective.title} »", changed)


@until_decided(period="priority.roadmap.period_id")
def reopen_objective(objective: Objective, *, actor: User, now: datetime) -> None:
    """Undo a drop."""
    if objective.status is not ObjectiveStatus.DROPPED:
        raise DomainError("Cet objectif n’est pas abandonné.")
    with editing(CHANGED_MEANWHILE):
        values = {"status": rules.status_on_reopening(objective), "reason": "", "kept_progress": None}
        changed = apply(objective, values)
        _touch(objective, now)
    _note_change(actor, "objective.reopened", objective, f"a rouvert l’objectif « {objective.title} »", changed)


@until_decided(period="priority.roadmap.period_id")
def move_objective(objective: Objective, *, up: bool, actor: User, now: datetime) -> None:
    """One place up or down in its priority."""
    order = rules.moved(queries.objectives_of(objective.priority_id), objective, up=up)
    set_ranks(Objective, [row.id for row in order])
    objective.priority.roadmap.updated_at = now
    text = f"a {'monté' if up else 'descendu'} l’objectif « {objective.title} »"
    _note(actor, "objective.moved", objective, objective.priority, text)


@until_decided(period="priority.roadmap.period_id")
def add_means(objective: Objective, *, kind: MeansKind, label: str, actor: User, now: datetime) -> Means:
    means = Means(objective_id=objective.id, kind=kind, label=label)
    db.session.add(means)
    objective.priority.roadmap.updated_at = now
    text = f"a ajouté un moyen à l’objectif « {objective.title} » : {label}"
    _note(actor, "means.added", means, objective.priority, text)
    return means


@until_decided(period="priority.roadmap.period_id")
def remove_means(objective: Objective, means: Means, *, actor: User, now: datetime) -> None:
    objective.priority.roadmap.updated_at = now
    text = f"a retiré un moyen de l’objectif « {objective.title} » : {means.label}"
    _note(actor, "means.removed", means, objective.priority, text)
    db.session.delete(means)
    db.session.flush()


def _check(
    period: SupportPeriod,
    *,
    detail: str,
    indicator: str,
    baseline: Decimal | None,
    target: Decimal | None,
    due_on: date | None,
    **_others: Any,
) -> None:
    if (baseline is None) != (target is None):
        missing = "baseline" if baseline is None else "target"
        raise DomainError("Indiquez la valeur de départ et la cible, ou aucune des deux.", field=missing)
    if baseline is not None and baseline == target:
        raise DomainError("Indiquez une cible différente de la valeur de départ.", field="target")
    if baseline is not None and not indicator:
        raise DomainError("Dites ce que ces valeurs mesurent.", field="indicator")
    _check_due_date(period, due_on, detail)


def _check_due_date(period: SupportPeriod, due_on: date | None, detail: str) -> None:
    if due_on is not None and not rules.is_within(period, due_on) and not detail:
        last = period.until - timedelta(days=1)
        raise DomainError(
            f"Cette échéance est hors de l’accompagnement (du {date_plain(period.starts_on)} au {date_plain(last)}) :"
            " dites pourquoi dans les précisions de l’objectif.",
            field="due_on",
        )


def _touch(objective: Objective, now: datetime) -> None:
    objective.updated_at = objective.priority.roadmap.updated_at = now


def _note(actor: User, verb: str, row: Objective | Means, priority: Priority, text: str) -> None:
    record(actor, verb, row, text, laureate_id=priority.roadmap.period.laureate_id)


def _note_change(actor: User, verb: str, objective: Objective, text: str, changed: tuple[Values, Values]) -> None:
    laureate_id = objective.priority.roadmap.period.laureate_id
    record(actor, verb, objective, text, laureate_id=laureate_id, before=changed[0], after=changed[1])
