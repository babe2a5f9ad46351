"""Priorities and objectives put in order; objectives copied, sent to another priority, or given new dates together."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db, editing
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.formats import quoted
from aic_tracker.journal.changes import apply, plain
from aic_tracker.journal.operations import record
from aic_tracker.laureates.support import until_decided
from aic_tracker.roadmap import queries, rules
from aic_tracker.roadmap.models import Means, Objective, ObjectiveStatus, Priority, Roadmap
from aic_tracker.roadmap.operations.roadmaps import set_ranks

CHANGED_MEANWHILE = "Cet objectif a été modifié entre-temps."
ORDER_CHANGED = "L’ordre a changé entre-temps : rien n’a été déplacé."
LONGEST_TITLE = Objective.WORDING["title"].bound
COPIED = {*Objective.WORDING, *Objective.MEASURE, *Objective.PLAN} - {"title"}


@until_decided(period="priority.roadmap.period_id")
def duplicate_objective(objective: Objective, *, actor: User, now: datetime) -> Objective:
    """Copy what the objective says and the means it needs, after the others of its priority, at its baseline."""
    ending = " (copie)"
    copy = Objective(
        priority_id=objective.priority_id,
        title=objective.title[: LONGEST_TITLE - len(ending)] + ending,
        rank=queries.next_rank(Priority, objective.priority_id),
        status=ObjectiveStatus.TODO,
        current=objective.baseline,
        updated_at=now,
        **{name: getattr(objective, name) for name in COPIED},
    )
    copy.means = [Means(kind=means.kind, label=means.label) for means in objective.means]
    db.session.add(copy)
    roadmap = objective.priority.roadmap
    roadmap.updated_at = now
    text = f"a dupliqué l’objectif {quoted(objective.title)}"
    record(actor, "objective.duplicated", copy, text, laureate_id=roadmap.period.laureate_id)
    return copy


@until_decided(period="priority.roadmap.period_id")
def transfer_objective(objective: Objective, to: Priority, *, version: int, actor: User, now: datetime) -> None:
    """Send the objective to another priority of the same roadmap, after the others.

    StaleError when the objective changed since `version`.
    """
    if objective.version != version:
        raise StaleError(CHANGED_MEANWHILE)
    roadmap = objective.priority.roadmap
    if to.roadmap_id != roadmap.id:
        raise DomainError("Choisissez une priorité de cette feuille de route.", field="priority")
    if to.id == objective.priority_id:
        raise DomainError("L’objectif est déjà dans cette priorité.", field="priority")
    before = objective.priority.title
    with editing(CHANGED_MEANWHILE):
        objective.rank = queries.next_rank(Priority, to.id)
        objective.priority = to
        objective.updated_at = roadmap.updated_at = now
    record(
        actor,
        "objective.transferred",
        objective,
        f"a changé de priorité l’objectif {quoted(objective.title)}",
        laureate_id=roadmap.period.laureate_id,
        before={"priority": before},
        after={"priority": to.title},
    )


@until_decided(period="priority.roadmap.period_id")
def place_objective(objective: Objective, rank: int, *, seen: Sequence[str], actor: User, now: datetime) -> None:
    """Put the objective at `rank` (from 1) in its priority; StaleError when the order is no longer the one `seen`."""
    roadmap = _locked(objective.priority.roadmap)
    if _place(Objective, queries.objectives_of(objective.priority_id), objective, rank, seen):
        roadmap.updated_at = now
        text = f"a déplacé l’objectif {quoted(objective.title)} en position {rank}"
        record(actor, "objective.moved", objective, text, laureate_id=roadmap.period.laureate_id)


@until_decided(period="roadmap.period_id")
def place_priority(priority: Priority, rank: int, *, seen: Sequence[str], actor: User, now: datetime) -> None:
    """Put the priority at `rank` (from 1) on its axis; StaleError when the order is no longer the one `seen`."""
    roadmap = _locked(priority.roadmap)
    if _place(Priority, queries.siblings_of(priority), priority, rank, seen):
        roadmap.updated_at = now
        text = f"a déplacé la priorité {quoted(priority.title)} en position {rank}"
        record(actor, "priority.moved", priority, text, laureate_id=roadmap.period.laureate_id)


def _locked(roadmap: Roadmap) -> Roadmap:
    """One order at a time."""
    db.session.refresh(roadmap, ["updated_at"], with_for_update=True)
    return roadmap


def _place(
    table: type[Priority] | type[Objective],
    rows: Sequence[Priority] | Sequence[Objective],
    row: Priority | Objective,
    rank: int,
    seen: Sequence[str],
) -> bool:
    """False when it is already there."""
    ids = [other.id for other in rows]
    if [str(other) for other in ids] != list(seen):
        raise StaleError(ORDER_CHANGED)
    if rank > len(ids):
        raise DomainError("Cette position n’existe pas.", field="rank")
    order = [other for other in ids if other != row.id]
    order.insert(rank - 1, row.id)
    set_ranks(table, order)
    return order != ids


@until_decided(period=lambda objectives: objectives[0].priority.roadmap.period_id)
def reschedule_objectives(
    objectives: Sequence[Objective],
    *,
    days: int | None,
    due_on: date | None,
    reason: str,
    actor: User,
    now: datetime,
) -> None:
    """Put off objectives that slipped, by `days` or to a date, for one reason that the journal keeps.

    Refused when a new date would already be past, or outside the period without anything in the details.
    """
    if (days is None) == (due_on is None):
        raise DomainError("Indiquez un nombre de jours ou une date, l’un des deux.", field="days")
    today = paris_day(now)
    for objective in objectives:
        if objective.due_on is None:
            raise DomainError(f"L’objectif {quoted(objective.title)} n’a pas d’échéance.", field="objectives")
        new = due_on or objective.due_on + timedelta(days=days or 0)
        roadmap = objective.priority.roadmap
        if new < today:
            raise DomainError(
                f"L’objectif {quoted(objective.title)} serait encore en retard : repoussez-le davantage.",
                field="days" if days else "due_on",
            )
        if not rules.is_within(roadmap.period, new) and not objective.detail:
            raise DomainError(
                f"La nouvelle échéance de l’objectif {quoted(objective.title)} serait hors de l’accompagnement :"
                " expliquez-la d’abord dans ses précisions.",
                field="days" if days else "due_on",
            )
        with editing(CHANGED_MEANWHILE):
            before, after = apply(objective, {"due_on": new})
            objective.updated_at = roadmap.updated_at = now
        record(
            actor,
            "objective.rescheduled",
            objective,
            f"a repoussé l’objectif {quoted(objective.title)}",
            laureate_id=roadmap.period.laureate_id,
            before=before,
            after=after | {"reason": plain(reason)},
        )
