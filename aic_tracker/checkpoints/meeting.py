"""A point under way: notes and decisions saved as they are typed, actions as they are decided.

Several people write at once. Each text goes with the mark of what it started from: another text saved meanwhile is
never replaced unknowingly.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.checkpoints.operations import hold_point_row
from aic_tracker.db import db
from aic_tracker.differences import runs
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import at_any_time
from aic_tracker.roadmap import operations as roadmaps
from aic_tracker.roadmap import queries as roadmap_queries
from aic_tracker.roadmap.models import Action
from aic_tracker.roadmap.revisions import queries as revisions
from aic_tracker.roadmap.revisions.rules import snapshot
from aic_tracker.roadmap.revisions.words import Item, items_between


class Settling(StrEnum):
    """What becomes, at a point, of an action that an earlier one left open."""

    DONE = "done"
    MOVED = "moved"
    DROPPED = "dropped"
    REOPENED = "reopened"


OPEN = (CheckpointStatus.PLANNED, CheckpointStatus.HELD)
SECTIONS = ("minutes", "decisions")
STALE = "Ce texte a été modifié entre-temps : comparez les deux versions."
STALE_ACTION = "Cette action a été modifiée entre-temps : comparez les deux versions."


def is_under_way(point: Checkpoint) -> bool:
    return point.status in OPEN


def mark(*values: object) -> str:
    """Twelve characters that tell a text, or a few values, from another."""
    said = "\N{UNIT SEPARATOR}".join("" if value is None else str(value) for value in values)
    return sha256(said.encode()).hexdigest()[:12]


def mark_of_action(action: Action) -> str:
    return mark(action.title, action.owner_id, action.due_on, action.done_on, action.cancelled_on)


def merged(stored: str, typed: str) -> str:
    """The lines of both texts, each once, in their order; where they differ, the stored ones come first."""
    old, new = stored.splitlines(), typed.splitlines()
    lines: list[str] = []
    for run in runs(old, new):
        lines += old[run.i1 : run.i2]
        if not run.is_same:
            lines += new[run.j1 : run.j2]
    return "\n".join(lines)


def write_section(point: Checkpoint, section: str, text: str, *, base: str) -> None:
    """Save the notes or the decisions of a point that is not over.

    StaleError when somebody saved another text than the one marked `base`.
    """
    hold_point_row(point)
    _require_under_way(point)
    stored: str = getattr(point, section)
    if text == stored:
        return
    if mark(stored) != base:
        raise StaleError(STALE)
    setattr(point, section, text)
    db.session.flush()


@at_any_time
def decide_action(
    point: Checkpoint,
    laureate: Laureate,
    *,
    title: str,
    owner: User | None,
    due_on: date | None,
    actor: User,
    now: datetime,
) -> Action:
    _require_under_way(point)
    return roadmaps.add_action(
        laureate,
        title=title,
        owner=owner,
        due_on=due_on,
        objective=None,
        decided_at_id=point.id,
        actor=actor,
        now=now,
    )


@at_any_time
def revise_action(
    action: Action,
    point: Checkpoint,
    *,
    title: str,
    owner: User | None,
    due_on: date | None,
    base: str,
    actor: User,
    now: datetime,
) -> None:
    """Change an action decided at this point; its row is held. StaleError when it is not the one marked `base`."""
    _require_under_way(point)
    if mark_of_action(action) != base and (title, owner, due_on) != (action.title, action.owner, action.due_on):
        raise StaleError(STALE_ACTION)
    roadmaps.edit_action(
        action, title=title, owner=owner, due_on=due_on, objective=action.objective, actor=actor, now=now
    )
    db.session.flush()


def actions_left(point: Checkpoint, today: date) -> Sequence[Action]:
    """What was open when this point began, settled meanwhile or not."""
    return roadmap_queries.actions_to_settle(point.laureate_id, point.id, min(paris_day(point.starts_at), today))


@at_any_time
def settle_action(
    action: Action,
    point: Checkpoint,
    *,
    settling: Settling,
    due_on: date | None,
    base: str,
    actor: User,
    now: datetime,
) -> None:
    """Say of an action of the past that it is done, put off to `due_on`, given up, or open again; its row is held.

    Said twice, it is done once. StaleError for a date when the action is not the one marked `base`.
    """
    _require_under_way(point)
    if settling is Settling.DONE and action.done_on is None:
        roadmaps.complete_action(action, actor=actor, now=now)
    elif settling is Settling.DROPPED and action.cancelled_on is None:
        roadmaps.cancel_action(action, actor=actor, now=now)
    elif settling is Settling.REOPENED and (action.done_on or action.cancelled_on):
        roadmaps.reopen_action(action, actor=actor, now=now)
    elif settling is Settling.MOVED:
        _put_off(action, due_on, base, actor, now)
    db.session.flush()


def _put_off(action: Action, due_on: date | None, base: str, actor: User, now: datetime) -> None:
    if due_on is None or due_on < paris_day(now):
        raise DomainError("Indiquez une nouvelle échéance, à venir.", field="due_on")
    if due_on == action.due_on:
        return
    if mark_of_action(action) != base:
        raise StaleError(STALE_ACTION)
    title, owner, objective = action.title, action.owner, action.objective
    roadmaps.edit_action(action, title=title, owner=owner, due_on=due_on, objective=objective, actor=actor, now=now)


def without_owner(actions: Sequence[Action]) -> list[Action]:
    """Those that nobody is in charge of, and that are still to be done."""
    return [a for a in actions if a.owner_id is None and a.done_on is None and a.cancelled_on is None]


def since_last_point(point: Checkpoint) -> list[Item] | None:
    """What the roadmap became between the point before and this one; None when nothing was kept to compare with.

    For a closed point, up to its own revision; for another, up to now.
    """
    if point.status is CheckpointStatus.CLOSED:
        before, taken = revisions.around_point(point.id)
        return items_between(before.content, taken.content) if before and taken else None
    last = revisions.last_revision(point.period_id)
    roadmap = roadmap_queries.roadmap_of(point.period_id) if last else None
    return items_between(last.content, snapshot(roadmap)) if last and roadmap else None


def _require_under_way(point: Checkpoint) -> None:
    if not is_under_way(point):
        raise DomainError(f"Ce point est {point.status.label.lower()} : il ne se modifie plus ici.")
