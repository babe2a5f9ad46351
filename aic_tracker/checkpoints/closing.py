"""The end of a point: minutes, decisions that become actions, and the next date; `minutes` sends them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from aic_tracker import formats
from aic_tracker.accounts.models import User
from aic_tracker.checkpoints import queries, rules
from aic_tracker.checkpoints.meeting import without_owner
from aic_tracker.checkpoints.minutes import send_at_closing
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.checkpoints.operations import hold_version, move_point, note_presence, plan_point
from aic_tracker.errors import DomainError
from aic_tracker.journal.operations import record
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import at_any_time
from aic_tracker.roadmap import queries as roadmaps
from aic_tracker.roadmap.models import Action
from aic_tracker.roadmap.revisions.operations import take_revision

# What the date of the following point is called where both are asked for.
NEXT = {"starts_at": "next_starts_at", "closed_day_meant": "next_closed_day_meant"}


@dataclass(frozen=True)
class DecidedAction:
    title: str
    owner: User | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class NextDate:
    """What follows a point: the planned one as it is, another date, or nothing and why."""

    keep: Checkpoint | None = None
    starts_at: datetime | None = None
    closed_day_meant: bool = False
    no_next_reason: str = ""
    # Of a new one; None: as the point that closes.
    duration_minutes: int | None = None
    place: str | None = None


@at_any_time
def close_point(
    point: Checkpoint,
    laureate: Laureate,
    *,
    actor: User,
    now: datetime,
    version: int,
    minutes: str,
    decisions: str,
    present: Collection[User],
    actions: Sequence[DecidedAction],
    follow_up: NextDate,
    owners: Mapping[int, User] = MappingProxyType({}),
    sends: bool = True,
) -> Checkpoint | None:
    """Close a point, held or planned: its roadmap is kept as it stands.

    Its minutes leave to those invited, unless they are to be read again first (`sends`, then `minutes.send_minutes`).
    `owners`: who takes the actions decided without anybody, by id of the action. Returns the next point, if any.
    Raises DomainError before its time, without minutes, without anybody present, with an action that nobody is in
    charge of, or without a next date nor a reason.
    """
    hold_version(point, version)
    if not rules.may_become(point.status, CheckpointStatus.CLOSED):
        raise DomainError(f"Ce point est déjà {point.status.label.lower()}.")
    if not rules.may_be_closed(point.status, point.starts_at, now):
        raise DomainError("Ce point n’a pas encore eu lieu.")
    if not minutes:
        raise DomainError("Rédigez le compte rendu du point.", field="minutes")
    _require_owners(point, actions, owners)
    note_presence(point, present)
    following = _arrange_next(point, laureate, follow_up, actor=actor, now=now)
    point.status = CheckpointStatus.CLOSED
    point.minutes, point.decisions, point.no_next_reason = minutes, decisions, follow_up.no_next_reason
    point.held_at, point.closed_at, point.closer_id = point.held_at or now, now, actor.id
    for decided in actions:
        point.actions.append(_action(laureate, decided, now))
    _keep_roadmap(point, actor=actor, now=now)
    record(
        actor,
        "checkpoint.closed",
        point,
        f"a clos le {point.number_and_day}" + (f", avec {formats.plural(len(actions), 'action')}" if actions else ""),
        laureate_id=laureate.id,
        after={"actions": [decided.title for decided in actions]} if actions else None,
    )
    if sends:
        send_at_closing(point, laureate, actor=actor, now=now)
    return following


def _arrange_next(
    point: Checkpoint, laureate: Laureate, follow_up: NextDate, *, actor: User, now: datetime
) -> Checkpoint | None:
    planned = queries.planned_after(point, now)
    if follow_up.starts_at is not None:
        if follow_up.starts_at <= max(now, point.starts_at):
            raise DomainError("Choisissez une date à venir pour le prochain point.", field="next_starts_at")
        return _set_next(point, laureate, planned, follow_up, follow_up.starts_at, actor=actor, now=now)
    if follow_up.keep is not None:
        if planned is None or planned.id != follow_up.keep.id:
            raise DomainError(
                "Le prochain point a changé entre-temps : choisissez de nouveau sa date.", field="follow_up"
            )
        return planned
    if planned is not None:
        raise DomainError(
            f"Le point n° {planned.number} reste prévu le {formats.moment(planned.starts_at)} : "
            "gardez-le, ou annulez-le d’abord.",
            field="follow_up",
        )
    if not follow_up.no_next_reason:
        raise DomainError("Indiquez pourquoi aucun point ne suit.", field="no_next_reason")
    return None


def _set_next(
    point: Checkpoint,
    laureate: Laureate,
    planned: Checkpoint | None,
    follow_up: NextDate,
    starts_at: datetime,
    *,
    actor: User,
    now: datetime,
) -> Checkpoint:
    try:
        if planned is None:
            return plan_point(
                laureate,
                actor=actor,
                now=now,
                starts_at=starts_at,
                duration_minutes=follow_up.duration_minutes or point.duration_minutes,
                place=point.place if follow_up.place is None else follow_up.place,
                closed_day_meant=follow_up.closed_day_meant,
            )
        move_point(
            planned,
            laureate,
            actor=actor,
            now=now,
            version=planned.version,
            starts_at=starts_at,
            closed_day_meant=follow_up.closed_day_meant,
        )
    except DomainError as refusal:
        name, words = refusal.box or ("", "")
        field = NEXT.get(refusal.field or "", refusal.field)
        raise DomainError(refusal.message, field=field, box=(NEXT.get(name, ""), words)) from refusal
    return planned


def _action(laureate: Laureate, decided: DecidedAction, now: datetime) -> Action:
    owner = decided.owner
    return Action(
        laureate_id=laureate.id,
        title=decided.title,
        owner=owner,
        owner_id=owner.id if owner else None,
        due_on=decided.due_on,
        created_at=now,
    )


def _require_owners(point: Checkpoint, actions: Sequence[DecidedAction], owners: Mapping[int, User]) -> None:
    """Give the actions decided during the point their owners; everybody knows what is theirs when it closes."""
    for action in without_owner(point.actions):
        if action.id not in owners:
            raise DomainError(f"Désignez une personne responsable de l’action « {action.title} ».")
        action.owner = owners[action.id]
    for decided in actions:
        if decided.owner is None:
            raise DomainError(f"Désignez une personne responsable de l’action « {decided.title} ».")


def _keep_roadmap(point: Checkpoint, *, actor: User, now: datetime) -> None:
    roadmap = roadmaps.roadmap_of(point.period_id)
    if roadmap is not None:
        reason = formats.sentence(point.number_and_day)
        take_revision(roadmap, actor=actor, now=now, reason=reason, checkpoint_id=point.id)
