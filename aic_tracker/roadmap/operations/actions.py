"""Actions: a thing that one person does by a date. Ended or cancelled with a date, never deleted."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.journal.changes import apply
from aic_tracker.journal.operations import record
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.queries import running_ids
from aic_tracker.laureates.support import at_any_time, until_decided
from aic_tracker.roadmap import rules
from aic_tracker.roadmap.models import Action, Objective, Roadmap

ENDED = "Cette action n’est plus en cours : rouvrez-la d’abord."


@until_decided(laureate="id")
def add_action(
    laureate: Laureate,
    *,
    title: str,
    owner: User | None,
    due_on: date | None,
    objective: Objective | None,
    actor: User,
    now: datetime,
    decided_at_id: int | None = None,
) -> Action:
    """`decided_at_id`: the checkpoint that decided it, if one did."""
    action = Action(
        laureate_id=laureate.id,
        title=title,
        owner=owner,
        due_on=due_on,
        objective=objective,
        decided_at_id=decided_at_id,
        created_at=now,
    )
    db.session.add(action)
    _note(actor, "action.added", action, "a ajouté", now)
    return action


@until_decided(laureate="laureate_id")
def edit_action(
    action: Action,
    *,
    title: str,
    owner: User | None,
    due_on: date | None,
    objective: Objective | None,
    actor: User,
    now: datetime,
) -> None:
    _require_open(action)
    values = {"title": title, "owner": owner, "due_on": due_on, "objective": objective}
    before, after = apply(action, values)
    if after:
        _note(actor, "action.edited", action, "a modifié", now, before=before, after=after)


@at_any_time
def complete_action(action: Action, *, actor: User, now: datetime) -> None:
    _require_open(action)
    action.done_on = paris_day(now)
    _note(actor, "action.done", action, "a terminé", now)


@at_any_time
def cancel_action(action: Action, *, actor: User, now: datetime) -> None:
    _require_open(action)
    action.cancelled_on = paris_day(now)
    _note(actor, "action.cancelled", action, "a annulé", now)


@until_decided(laureate="laureate_id")
def reopen_action(action: Action, *, actor: User, now: datetime) -> None:
    """Undo what ended it."""
    if rules.is_open_action(action):
        raise DomainError("Cette action est déjà en cours.")
    action.done_on = action.cancelled_on = None
    _note(actor, "action.reopened", action, "a rouvert", now)


def _require_open(action: Action) -> None:
    if not rules.is_open_action(action):
        raise DomainError(ENDED)


def _note(actor: User, verb: str, action: Action, did: str, now: datetime, **changes: Any) -> None:
    _note_work(action.laureate_id, now)
    record(actor, verb, action, f"{did} l’action « {action.title} »", laureate_id=action.laureate_id, **changes)


def _note_work(laureate_id: int, now: datetime) -> None:
    """Say that the roadmap of the period under way has just been worked on."""
    running = running_ids(laureate_id, paris_day(now))
    db.session.execute(sa.update(Roadmap).where(Roadmap.period_id.in_(running)).values(updated_at=now))
