"""What people are told at once of a point that stands in their calendar: another date or place, or that it is off.

Queued in the transaction of the change itself, under a key that holds its sequence: told once, and as surely as done.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from aic_tracker import config
from aic_tracker.access.readers import readers_among
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints import calendar, notice_queries, queries
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.db import db
from aic_tracker.elision import of
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate
from aic_tracker.mail import outbox
from aic_tracker.mail.kinds import MailKind, declare
from aic_tracker.mail.message import absolute_url
from aic_tracker.mail.models import MailStatus
from aic_tracker.mail.telling import telling

CANCELLED = declare(MailKind("checkpoint-cancelled", "Point annulé", is_for_who_left=True, is_for_closed_accounts=True))
REPLACED = "Remplacé par une annonce plus récente."
# Invitations leave on a working day: by as much earlier at most.
SLACK = timedelta(days=7)


def tell_change(point: Checkpoint, *, was_at: datetime, actor: User, now: datetime) -> None:
    """Send the new date, kind, duration or place of a point, with the event that replaces the former one.

    Of one that was to come and is said to have taken place earlier too: it still stands in calendars at its old date.
    """
    if max(point.starts_at, was_at) > now:
        _tell(notice_queries.CHANGED, point, was_at=was_at, actor=actor, now=now)


def tell_taken_off(point: Checkpoint, people: Sequence[User], *, actor: User | None, now: datetime) -> None:
    """Take a point to come out of the calendars of those who had its invitation and are no longer expected."""
    if point.starts_at <= now or not people:
        return
    db.session.flush()
    had_it = notice_queries.holders(point, [person.id for person in people])
    _announce(notice_queries.LEFT, point, [p for p in people if p.id in had_it], was_at=None, actor=actor, now=now)


def tell_invited_again(point: Checkpoint, people: Sequence[User], *, actor: User, now: datetime) -> None:
    """Send the event again to those who had been told that they were no longer expected; others wait for a reminder."""
    if point.starts_at <= now or not people:
        return
    db.session.flush()
    off = notice_queries.taken_off([point])[point.id]
    again = [person for person in people if person.id in off]
    _announce(notice_queries.CHANGED, point, again, was_at=None, actor=actor, now=now)


def tell_cancelled(point: Checkpoint, *, actor: User, now: datetime) -> None:
    """Say that a point to come does not take place, with what takes it out of calendars."""
    if point.starts_at > now:
        _tell(CANCELLED, point, was_at=point.starts_at, actor=actor, now=now)


def announced(points: Sequence[Checkpoint], *, now: datetime) -> set[int]:
    """Those of these points that somebody may have in a calendar already; one statement."""
    told = notice_queries.told_of(points)
    return {point.id for point in points if point.id in told or now >= point.starts_at - _notice()}


def _tell(template: str, point: Checkpoint, *, was_at: datetime, actor: User, now: datetime) -> None:
    db.session.flush()
    earlier = notice_queries.change_mails(point)
    # Too early, nobody has an invitation: the first one will say the truth. No need to look at who got it, which
    # another process may be sending right now.
    if not earlier and now < was_at - _notice():
        return
    waiting = [id for id, status in earlier if status is MailStatus.PENDING]
    outbox.cancel_pending(waiting, REPLACED)
    people = _people(point, now)
    if template != CANCELLED:
        people = readers_among(people, point.laureate_id, paris_day(now))
    _announce(template, point, people, was_at=was_at if was_at != point.starts_at else None, actor=actor, now=now)


def _announce(
    template: str,
    point: Checkpoint,
    people: Sequence[User],
    *,
    was_at: datetime | None,
    actor: User | None,
    now: datetime,
) -> None:
    laureate, lead = (
        db.session.get_one(Laureate, point.laureate_id),
        laureates.lead_coach(point.laureate_id, paris_day(now)),
    )
    has_left = template == notice_queries.LEFT
    link = absolute_url(f"/laureats/{laureate.slug}/points/{point.number}")
    context: dict[str, Any] = {
        "laureate_name": laureate.name,
        "territory": laureate.territory,
        "point": point,
        "day": paris_day(point.starts_at),
        "was_at": was_at,
        "has_begun": point.starts_at <= now,
        "why": f"vous {'participiez' if has_left else 'participez'} aux points {of(laureate.name)}",
        "is_optional": False,
        "link": link,
    }
    method = "CANCEL" if has_left or template == CANCELLED else "REQUEST"
    with telling(template, object_id=point.id, laureate_id=laureate.id, now=now) as mails:
        for person in people:
            with mails.tell(person):
                event = calendar.invitation(
                    point,
                    laureate.name,
                    organiser=lead,
                    attendee=person,
                    # Neither the page nor the agenda are for who may have left.
                    link="" if has_left else link,
                    now=now,
                    method=method,
                )
                outbox.enqueue(
                    template,
                    dedup_key=f"{notice_queries.key(template, point)}{person.id}",
                    to=person,
                    now=now,
                    useful_for=max(point.starts_at, was_at or now) - now,
                    context=context,
                    by=actor,
                    laureate_id=laureate.id,
                    reply_to=lead if lead and lead.id != person.id else None,
                    attachments=[event],
                )


def _notice() -> timedelta:
    return timedelta(days=max(config.current().reminders.checkpoint_coming_days)) + SLACK


def _people(point: Checkpoint, now: datetime) -> list[User]:
    """Those who receive the invitations of this point, each once."""
    today, off = paris_day(now), notice_queries.taken_off([point])[point.id]
    team = [m for m in laureates.active_memberships(point.laureate_id) if m.active_on(today)]
    members = [m.user for m in team if m.role in queries.INVITED_ROLES and m.user_id not in off]
    return list({user.id: user for user in [*members, *notice_queries.invited(point.id)]}.values())
