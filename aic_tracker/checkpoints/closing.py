"""The end of a point: minutes, decisions that become actions, the next date, and a mail to those present."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from aic_tracker import formats
from aic_tracker.access.readers import readers_among
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints import paper, queries, rules
from aic_tracker.checkpoints.meeting import without_owner
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.checkpoints.operations import hold_version, move_point, note_presence, plan_point
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.folding import french_order
from aic_tracker.journal.operations import record
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate, MemberRole
from aic_tracker.laureates.support import at_any_time
from aic_tracker.mail.kinds import MailKind, declare
from aic_tracker.mail.message import Attachment, absolute_url
from aic_tracker.mail.outbox import enqueue
from aic_tracker.mail.telling import telling
from aic_tracker.roadmap import queries as roadmaps
from aic_tracker.roadmap.models import Action
from aic_tracker.roadmap.revisions import queries as revisions
from aic_tracker.roadmap.revisions.operations import take_revision
from aic_tracker.roadmap.revisions.words import Item, items_between

MINUTES = declare(MailKind("minutes", "Compte rendu"))
MINUTES_USEFUL_FOR = timedelta(days=7)
log = logging.getLogger(__name__)


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
) -> Checkpoint | None:
    """Close a point, held or planned: its roadmap is kept as it stands, its minutes leave to those present.

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
    changes = _keep_roadmap(point, actor=actor, now=now)
    record(
        actor,
        "checkpoint.closed",
        point,
        f"a clos le {point.number_and_day}" + (f", avec {formats.plural(len(actions), 'action')}" if actions else ""),
        laureate_id=laureate.id,
        after={"actions": [decided.title for decided in actions]} if actions else None,
    )
    _send_minutes(point, laureate, following, changes, actor, now)
    return following


@at_any_time
def correct_minutes(point: Checkpoint, *, actor: User, version: int, minutes: str, decisions: str) -> None:
    """Amend the minutes of a closed point; the former text stays in the journal."""
    hold_version(point, version)
    if point.status is not CheckpointStatus.CLOSED:
        raise DomainError("Seul le compte rendu d’un point clos se corrige.")
    if not minutes:
        raise DomainError("Rédigez le compte rendu du point.", field="minutes")
    if (minutes, decisions) == (point.minutes, point.decisions):
        return
    before = {"minutes": point.minutes, "decisions": point.decisions}
    point.minutes, point.decisions = minutes, decisions
    record(
        actor,
        "checkpoint.corrected",
        point,
        f"a corrigé le compte rendu du point n° {point.number}",
        laureate_id=point.laureate_id,
        before=before,
        after={"minutes": minutes, "decisions": decisions},
    )


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
                duration_minutes=point.duration_minutes,
                place=point.place,
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
        fields = {"starts_at": "next_starts_at", "closed_day_meant": "next_closed_day_meant"}
        raise DomainError(refusal.message, field=fields.get(refusal.field or "", refusal.field)) from refusal
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


def _keep_roadmap(point: Checkpoint, *, actor: User, now: datetime) -> list[Item]:
    """Take the revision of this point; what changed since the one before, nothing when there was none."""
    roadmap = roadmaps.roadmap_of(point.period_id)
    if roadmap is None:
        return []
    before = revisions.last_revision(point.period_id)
    kept = take_revision(
        roadmap,
        actor=actor,
        now=now,
        reason=formats.sentence(point.number_and_day),
        checkpoint_id=point.id,
    )
    return items_between(before.content, kept.content) if before else []


def _send_minutes(
    point: Checkpoint,
    laureate: Laureate,
    following: Checkpoint | None,
    changes: Sequence[Item],
    actor: User,
    now: datetime,
) -> None:
    db.session.flush()
    members = laureates.active_memberships(laureate.id)
    today = paris_day(now)
    leads = [m.user for m in members if m.role is MemberRole.LEAD_COACH and m.active_on(today)]
    context: dict[str, Any] = {
        "laureate_name": laureate.name,
        "territory": laureate.territory,
        "number": point.number,
        "kind": point.kind.label,
        "starts_at": point.starts_at,
        "day": paris_day(point.starts_at),
        "place": point.place,
        "present": sorted((a.user.name for a in point.attendees if a.was_present), key=french_order),
        "changes": [item.sentence for item in changes],
        "minutes": point.minutes,
        "decisions": point.decisions,
        "actions": [(a.title, a.owner.name if a.owner else "", a.due_on) for a in point.actions],
        "next_starts_at": following.starts_at if following else None,
        "next_place": following.place if following else "",
        "no_next_reason": point.no_next_reason,
        "why": f"vous étiez à ce point de {laureate.name}",
        "is_optional": False,
        "link": absolute_url(f"/laureats/{laureate.slug}/points/{point.number}"),
    }
    document = _document(point, laureate, following, context["changes"], now)
    present = [attendee.user for attendee in point.attendees if attendee.was_present and attendee.user.is_active]
    with telling(MINUTES, object_id=point.id, laureate_id=laureate.id, now=now) as mails:
        for person in readers_among(present, laureate.id, today):
            with mails.tell(person):
                enqueue(
                    MINUTES,
                    dedup_key=f"minutes:{point.id}:{person.id}",
                    to=person,
                    now=now,
                    useful_for=MINUTES_USEFUL_FOR,
                    context=context,
                    by=actor,
                    laureate_id=laureate.id,
                    reply_to=leads[0] if leads else None,
                    attachments=document,
                )


def _document(
    point: Checkpoint, laureate: Laureate, following: Checkpoint | None, changes: Sequence[str], now: datetime
) -> tuple[Attachment, ...]:
    """The minutes in PDF. The text of the mail says the same: without the document, it leaves all the same."""
    try:
        content = paper.minutes_pdf(point, laureate, following, at=now, changes=changes)
    except SQLAlchemyError:
        # What the database refuses has spoiled the transaction of the closing itself.
        raise
    except Exception:
        log.exception("minutes of point %s could not be typeset", point.id)
        return ()
    return (Attachment(paper.minutes_name(point, laureate), "application/pdf", content),)
