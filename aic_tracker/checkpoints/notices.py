"""What people are told at once of a point that stands in their calendar: another date or place, or that it is off.

Queued in the transaction of the change itself, under a key that holds its sequence: told once, and as surely as done.
"""

from datetime import datetime, timedelta
from typing import Any

from aic_tracker import config
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints import calendar, notice_queries, queries
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate, MemberRole
from aic_tracker.mail import outbox
from aic_tracker.mail.message import absolute_url
from aic_tracker.mail.models import MailStatus
from aic_tracker.mail.telling import telling
from aic_tracker.readers.queries import readers_among

CANCELLED = "checkpoint-cancelled"
REPLACED = "Remplacé par une annonce plus récente."
# Invitations leave on a working day: by as much earlier at most.
SLACK = timedelta(days=7)


def tell_change(point: Checkpoint, *, was_at: datetime, actor: User, now: datetime) -> None:
    """Send the new date, duration or place of a planned point to come, with the event that replaces the former one."""
    if point.starts_at > now:
        _tell(notice_queries.CHANGED, point, was_at=was_at, actor=actor, now=now)


def tell_cancelled(point: Checkpoint, *, actor: User, now: datetime) -> None:
    """Say that a point to come does not take place, with what takes it out of calendars."""
    if point.starts_at > now:
        _tell(CANCELLED, point, was_at=point.starts_at, actor=actor, now=now)


def is_announced(point: Checkpoint, *, now: datetime) -> bool:
    """Whether somebody may have this point in a calendar already."""
    return bool(notice_queries.changes_told(point)) or now >= point.starts_at - _notice()


def _tell(template: str, point: Checkpoint, *, was_at: datetime, actor: User, now: datetime) -> None:
    db.session.flush()
    earlier = notice_queries.changes_told(point)
    # Too early, nobody has an invitation: the first one will say the truth. No need to look at who got it, which
    # another process may be sending right now.
    if not earlier and now < was_at - _notice():
        return
    waiting = [id for id, status in earlier if status is MailStatus.PENDING]
    outbox.cancel_pending(waiting, REPLACED)
    laureate = db.session.get_one(Laureate, point.laureate_id)
    people, lead = _people(point, now)
    if template != CANCELLED:
        people = readers_among(people, laureate.id, paris_day(now))
    link = absolute_url(f"/laureats/{laureate.slug}/points/{point.number}")
    context: dict[str, Any] = {
        "laureate_name": laureate.name,
        "point": point,
        "day": paris_day(point.starts_at),
        "was_at": was_at if was_at != point.starts_at else None,
        "why": f"vous participez aux points de {laureate.name}",
        "is_optional": False,
        "link": link,
    }
    method = "CANCEL" if template == CANCELLED else "REQUEST"
    for person in people:
        with telling(template, person, object_id=point.id, laureate_id=laureate.id, now=now):
            event = calendar.invitation(
                point, laureate.name, organiser=lead, attendee=person, link=link, now=now, method=method
            )
            outbox.enqueue(
                template,
                dedup_key=f"{notice_queries.key(template, point)}{person.id}",
                to=person,
                now=now,
                useful_for=point.starts_at - now,
                context=context,
                by=actor,
                laureate_id=laureate.id,
                reply_to=lead if lead and lead.id != person.id else None,
                attachments=[event],
            )


def _notice() -> timedelta:
    return timedelta(days=max(config.current().reminders.checkpoint_coming_days)) + SLACK


def _people(point: Checkpoint, now: datetime) -> tuple[list[User], User | None]:
    """Those who receive the invitations of this point, each once, and the lead coach."""
    today = paris_day(now)
    team = [m for m in queries.memberships_of(point.laureate_id) if m.active_on(today)]
    leads = [m.user for m in team if m.role is MemberRole.LEAD_COACH]
    members = [m.user for m in team if m.role in queries.INVITED_ROLES]
    people = {user.id: user for user in [*members, *notice_queries.invited(point.id)]}
    return list(people.values()), leads[0] if leads else None
