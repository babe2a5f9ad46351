"""What was written by mistake in a draft is taken away; once published, a roadmap keeps what it said."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm.attributes import set_committed_value

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db, editing
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.formats import listed, quoted
from aic_tracker.journal.changes import Values, plain
from aic_tracker.journal.operations import record
from aic_tracker.laureates.support import until_decided
from aic_tracker.roadmap import holdings, queries
from aic_tracker.roadmap.models import Action, Objective, Priority, Roadmap
from aic_tracker.roadmap.operations.objectives import CHANGED_MEANWHILE

PUBLISHED = "La feuille de route est publiée : elle garde ce qu’elle a dit. Abandonnez l’objectif, avec sa raison."
CARRIED = "Cet objectif est reconduit d’un accompagnement à l’autre : abandonnez-le plutôt, avec sa raison."
KEPT_ACTION = "Cette action n’est pas d’un brouillon de feuille de route, ou un point l’a décidée : annulez-la plutôt."


def objective_refusal(objective: Objective) -> str:
    """Why this objective cannot be deleted; "" when it can."""
    return _refusal(objective.priority.roadmap, [objective])


def priority_refusal(priority: Priority) -> str:
    """Why this priority cannot be deleted with its objectives; "" when it can."""
    return _refusal(priority.roadmap, priority.objectives) if priority.objectives else ""


def action_refusal(action: Action, now: datetime) -> str:
    """Why this action cannot be deleted; "" when it was written for a roadmap that is still a draft."""
    draft = queries.draft_under_way(action.laureate_id, paris_day(now))
    is_ours = draft is not None and action.created_at >= draft.created_at and action.decided_at_id is None
    return "" if is_ours else KEPT_ACTION


@until_decided(period="priority.roadmap.period_id")
def remove_objective(objective: Objective, *, version: int, actor: User, now: datetime) -> None:
    """Delete the objective and its means; its actions stay, and serve none. Only in a roadmap never published."""
    if objective.version != version:
        raise StaleError(CHANGED_MEANWHILE)
    roadmap = queries.held_roadmap(objective.priority.roadmap)
    if refusal := objective_refusal(objective):
        raise DomainError(refusal)
    with editing(CHANGED_MEANWHILE):
        _delete(objective)
    roadmap.updated_at = now
    text = f"a supprimé l’objectif {quoted(objective.title)}"
    laureate_id = roadmap.period.laureate_id
    record(actor, "objective.removed", objective, text, laureate_id=laureate_id, before=_said(objective))


@until_decided(period="roadmap.period_id")
def remove_priority(priority: Priority, *, version: int, actor: User, now: datetime) -> None:
    """Delete the priority with its objectives, all or nothing: an empty one, or one of a roadmap never published."""
    if priority.version != version:
        raise StaleError("Cette priorité a été modifiée entre-temps.")
    roadmap = queries.held_roadmap(priority.roadmap)
    if refusal := priority_refusal(priority):
        raise DomainError(refusal)
    gone = list(priority.objectives)
    with editing("Cette priorité a été modifiée entre-temps."):
        for objective in gone:
            _delete(objective)
        set_committed_value(priority, "objectives", [])
        db.session.delete(priority)
        db.session.flush()
    roadmap.updated_at = now
    text = f"a supprimé la priorité {quoted(priority.title)}"
    before: Values = {"title": priority.title, "objectives": [_said(objective) for objective in gone]}
    record(actor, "priority.deleted", priority, text, laureate_id=roadmap.period.laureate_id, before=before)


@until_decided(laureate="laureate_id")
def remove_action(action: Action, *, actor: User, now: datetime) -> None:
    """Delete an action written for a roadmap that is still a draft."""
    if draft := queries.draft_under_way(action.laureate_id, paris_day(now)):
        queries.held_roadmap(draft)
    if refusal := action_refusal(action, now):
        raise DomainError(refusal)
    before = {"title": action.title, "due_on": plain(action.due_on)}
    text = f"a supprimé l’action {quoted(action.title)}"
    record(actor, "action.removed", action, text, laureate_id=action.laureate_id, before=before)
    db.session.delete(action)
    db.session.flush()


def _refusal(roadmap: Roadmap, objectives: Sequence[Objective]) -> str:
    if roadmap.published_at is not None:
        return PUBLISHED
    ids = [objective.id for objective in objectives]
    if any(objective.carried_from_id for objective in objectives) or queries.are_carried(ids):
        return CARRIED
    if told := holdings.held(ids):
        which = "Cet objectif porte" if len(ids) == 1 else "Ses objectifs portent"
        return f"{which} {listed(told)} : abandonnez plutôt, avec la raison."
    return ""


def _delete(objective: Objective) -> None:
    for action in queries.actions_serving(objective.id):
        action.objective_id = None
    for means in queries.means_of(objective.id):
        db.session.delete(means)
    db.session.flush()
    set_committed_value(objective, "means", [])  # gone already, by themselves
    db.session.delete(objective)
    db.session.flush()


def _said(objective: Objective) -> Values:
    """What it said, for the journal: nothing else keeps it."""
    names = (*Objective.WORDING, *Objective.MEASURE, "due_on")
    said = {name: plain(getattr(objective, name)) for name in names}
    return {name: value for name, value in said.items() if value not in (None, "")}
