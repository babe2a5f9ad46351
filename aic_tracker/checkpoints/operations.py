"""Planning points and moving them; `closing` tells how they end."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from aic_tracker import config, formats
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day, paris_instant
from aic_tracker.checkpoints import notices, queries, rules
from aic_tracker.checkpoints.guests import invite
from aic_tracker.checkpoints.models import Attendee, Checkpoint, CheckpointKind, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.folding import french_order
from aic_tracker.journal import changes
from aic_tracker.journal.operations import record
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate, Membership, SupportPeriod
from aic_tracker.laureates.support import at_any_time, until_decided

STALE = "Ce point a été modifié entre-temps : comparez les deux versions avant d’enregistrer."


@at_any_time
def propose_points(period: SupportPeriod, *, actor: User, now: datetime) -> list[Checkpoint]:
    """Plan one point a month for a new period, at 14:00 for an hour; numbers go on from the earlier periods.

    Raises DomainError when the period has points already.
    """
    laureates.hold_laureate(period.laureate_id)
    if queries.has_points(period.id):
        raise DomainError("Des points existent déjà pour cet accompagnement.")
    members = laureates.active_memberships(period.laureate_id)
    territory = db.session.get_one(Laureate, period.laureate_id).territory
    number = queries.last_number(period.laureate_id)
    points = [
        _new_point(
            period,
            number + rank,
            starts_at=paris_instant(day, rules.PROPOSED_HOUR),
            people=_team(members, max(day, paris_day(now))),
        )
        for rank, day in enumerate(rules.proposed_points(period.starts_on, period.until, territory), start=1)
    ]
    if points:
        record(
            actor,
            "checkpoint.proposed",
            points[0],
            f"a planifié {formats.plural(len(points), 'point')} pour l’accompagnement n° {period.number}",
            laureate_id=period.laureate_id,
            after={"dates": [paris_day(p.starts_at).isoformat() for p in points]},
        )
    return points


@until_decided(laureate="id")
def plan_point(
    laureate: Laureate,
    *,
    actor: User,
    now: datetime,
    starts_at: datetime,
    duration_minutes: int = rules.PROPOSED_MINUTES,
    kind: CheckpointKind = CheckpointKind.REGULAR,
    place: str = "",
    agenda: str = "",
    people: Sequence[User] | None = None,
    already_held: bool = False,
    closed_day_meant: bool = False,
) -> Checkpoint:
    """Plan one more point; without `people`, the coaches and the referents of that day are invited.

    Raises DomainError when the date is refused (`rules.date_refusal`).
    """
    period = period_for(laureate, starts_at, now, already_held=already_held, closed_day_meant=closed_day_meant)
    laureates.hold_laureate(laureate.id)
    if people is None:
        people = _team(laureates.active_memberships(laureate.id), paris_day(starts_at))
    point = _new_point(
        period,
        queries.last_number(laureate.id) + 1,
        starts_at=starts_at,
        people=people,
        duration_minutes=duration_minutes,
        kind=kind,
        place=place,
        agenda=agenda,
    )
    record(
        actor,
        "checkpoint.planned",
        point,
        f"a planifié le point n° {point.number} pour le {formats.moment(starts_at)}",
        laureate_id=laureate.id,
        after={"starts_at": starts_at.isoformat()},
    )
    return point


@until_decided(period="period_id")
def edit_point(
    point: Checkpoint,
    *,
    actor: User,
    now: datetime,
    version: int,
    kind: CheckpointKind,
    duration_minutes: int,
    place: str,
    agenda: str,
    people: Sequence[User],
) -> None:
    """Change what is announced of a point that is not over. A new kind, duration or place, or other people, raise
    the calendar sequence.
    """
    hold_version(point, version)
    if point.status not in (CheckpointStatus.PLANNED, CheckpointStatus.HELD):
        raise DomainError(f"Ce point est {point.status.label.lower()} : il ne se modifie plus.")
    before = _announced(point)
    is_another_event = (kind, duration_minutes, place) != (point.kind, point.duration_minutes, point.place)
    point.kind, point.duration_minutes, point.place, point.agenda = kind, duration_minutes, place, agenda
    come, off = invite(point, people)
    if is_another_event or come or off:
        point.sequence += 1
    before, after = changes.differing(before, _announced(point))
    if after:
        _touch(point)
        record(
            actor,
            "checkpoint.edited",
            point,
            f"a modifié le point n° {point.number}",
            laureate_id=point.laureate_id,
            before=before,
            after=after,
        )
    notices.tell_taken_off(point, off, actor=actor, now=now)
    if is_another_event:
        notices.tell_change(point, was_at=point.starts_at, actor=actor, now=now)
    else:
        notices.tell_invited_again(point, come, actor=actor, now=now)


@until_decided(period="period_id")
def move_point(
    point: Checkpoint,
    laureate: Laureate,
    *,
    actor: User,
    now: datetime,
    version: int,
    starts_at: datetime,
    already_held: bool = False,
    closed_day_meant: bool = False,
) -> None:
    """Give a planned point another date. Its calendar event stays the same one, its sequence is raised."""
    hold_version(point, version)
    must_be_planned(point, "déplacer")
    period = period_for(laureate, starts_at, now, already_held=already_held, closed_day_meant=closed_day_meant)
    if starts_at == point.starts_at:
        return
    before = point.starts_at
    point.starts_at, point.period_id = starts_at, period.id
    point.sequence += 1
    record(
        actor,
        "checkpoint.moved",
        point,
        f"a déplacé le point n° {point.number} au {formats.moment(starts_at)}",
        laureate_id=point.laureate_id,
        before={"starts_at": before.isoformat()},
        after={"starts_at": starts_at.isoformat()},
    )
    notices.tell_change(point, was_at=before, actor=actor, now=now)


@at_any_time
def cancel_point(point: Checkpoint, *, actor: User, now: datetime, version: int, reason: str) -> None:
    hold_version(point, version)
    must_be_planned(point, "annuler")
    if not reason:
        raise DomainError("Indiquez pourquoi ce point est annulé.", field="reason")
    point.status, point.cancel_reason = CheckpointStatus.CANCELLED, reason
    point.sequence += 1
    record(
        actor,
        "checkpoint.cancelled",
        point,
        f"a annulé le {point.number_and_day}",
        laureate_id=point.laureate_id,
        after={"cancel_reason": reason},
    )
    notices.tell_cancelled(point, actor=actor, now=now)


@at_any_time
def hold_point(point: Checkpoint, *, actor: User, now: datetime, version: int, present: Collection[User]) -> None:
    """Note that a point took place, and who was there: invited or not."""
    hold_version(point, version)
    if not rules.may_become(point.status, CheckpointStatus.HELD):
        raise DomainError(f"Ce point est déjà {point.status.label.lower()}.")
    if not rules.may_be_held(point.status, point.starts_at, now):
        raise DomainError("Ce point n’a pas encore eu lieu.")
    note_presence(point, present)
    point.status, point.held_at = CheckpointStatus.HELD, now
    record(
        actor,
        "checkpoint.held",
        point,
        f"a noté la tenue du point n° {point.number}",
        laureate_id=point.laureate_id,
        after={"present": sorted((user.name for user in present), key=french_order)},
    )


def note_presence(point: Checkpoint, present: Collection[User]) -> None:
    if not present:
        raise DomainError("Cochez les personnes présentes.", field="present")
    here = {user.id for user in present}
    for user in present:
        if user.id not in {a.user_id for a in point.attendees}:
            point.attendees.append(Attendee(user=user, user_id=user.id))
    for attendee in point.attendees:
        attendee.was_present = attendee.user_id in here


def hold_version(point: Checkpoint, version: int) -> None:
    """Keep the row for this transaction, as it stands now; raises StaleError when it is not the one that was read."""
    hold_point_row(point)
    if point.version != version:
        raise StaleError(STALE)


def hold_point_row(point: Checkpoint) -> None:
    """Keep the row for this transaction, and read it as it stands now; the people and the actions stay as loaded."""
    columns = [attribute.key for attribute in sa.inspect(Checkpoint).column_attrs]
    db.session.refresh(point, attribute_names=columns, with_for_update=True)


def _new_point(
    period: SupportPeriod, number: int, *, starts_at: datetime, people: Sequence[User], **values: Any
) -> Checkpoint:
    host = urlsplit(config.current().app.base_url).hostname or "localhost"
    point = Checkpoint(
        laureate_id=period.laureate_id,
        period_id=period.id,
        number=number,
        starts_at=starts_at,
        uid=f"point-{period.laureate_id}-{number}@{host}"[:80],
        attendees=[Attendee(user=user, user_id=user.id) for user in people],
        actions=[],
        **values,
    )
    db.session.add(point)
    db.session.flush()
    return point


def period_for(laureate: Laureate, starts_at: datetime, now: datetime, **meant: bool) -> SupportPeriod:
    """`meant` of the date: `already_held`, `closed_day_meant`."""
    refusal = rules.date_refusal(starts_at, laureate.periods, now, territory=laureate.territory, **meant)
    period = rules.period_on(laureate.periods, paris_day(starts_at))
    if refusal or period is None:
        message, field, box = refusal or rules.Refusal("Aucun accompagnement à cette date.", "starts_at")
        raise DomainError(message, field=field, box=box)
    return period


def _team(memberships: Sequence[Membership], day: date) -> list[User]:
    """Who a point of that day invites: the coaches and the referents, each once."""
    people = {m.user_id: m.user for m in memberships if m.role in queries.INVITED_ROLES and m.active_on(day)}
    return list(people.values())


def _announced(point: Checkpoint) -> dict[str, Any]:
    return {
        "kind": point.kind.value,
        "duration_minutes": point.duration_minutes,
        "place": point.place,
        "agenda": point.agenda,
        "invited": sorted((attendee.user.name for attendee in point.attendees), key=french_order),
    }


def _touch(point: Checkpoint) -> None:
    # People are other rows: without this, inviting somebody would leave the version as it was.
    flag_modified(point, "agenda")


def must_be_planned(point: Checkpoint, gesture: str) -> None:
    if point.status is not CheckpointStatus.PLANNED:
        raise DomainError(f"Ce point est {point.status.label.lower()} : on ne peut plus le {gesture}.")
