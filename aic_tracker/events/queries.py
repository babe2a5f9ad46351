"""Events and who is invited to them."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from aic_tracker.access.permissions import Permission, can
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.events.models import Answer, Attendance, Event, EventStatus


def event_for(reader: User, event_id: int) -> Event | None:
    """With its guests: the event, if this person may see it."""
    event = db.session.scalars(_seen_by(reader).where(Event.id == event_id).options(*_WHOLE)).one_or_none()
    return event


def events_for(reader: User) -> Sequence[Event]:
    """The events that this person may see, the latest first."""
    return db.session.scalars(_seen_by(reader).order_by(Event.starts_at.desc(), Event.id.desc())).all()


def _seen_by(reader: User) -> sa.Select[Event]:
    statement = sa.select(Event)
    if can(reader, Permission.READ_GUESTS):
        return statement
    invited = sa.select(Attendance.event_id).where(Attendance.user_id == reader.id, Attendance.told_at.is_not(None))
    return statement.where(Event.id.in_(invited), Event.status != EventStatus.DRAFT)


_WHOLE = (
    joinedload(Event.season),
    joinedload(Event.organiser),
    selectinload(Event.laureates),
    selectinload(Event.attendances).joinedload(Attendance.user),
)


def counts(event_ids: Collection[int]) -> dict[int, dict[Answer, int]]:
    """By event, how many gave each answer; one statement."""
    statement = (
        sa.select(Attendance.event_id, Attendance.answer, sa.func.count())
        .where(Attendance.event_id.in_(event_ids))
        .group_by(Attendance.event_id, Attendance.answer)
    )
    found: dict[int, dict[Answer, int]] = {id: {} for id in event_ids}
    for event_id, answer, number in db.session.execute(statement):
        found[event_id][answer] = number
    return found


def came(event_ids: Collection[int]) -> dict[int, int]:
    """By event, how many came, those noted at the door; one statement."""
    statement = (
        sa.select(Attendance.event_id, sa.func.count(Attendance.came_at))
        .where(Attendance.event_id.in_(event_ids))
        .group_by(Attendance.event_id)
    )
    found: dict[int, int] = {row[0]: row[1] for row in db.session.execute(statement)}
    return dict.fromkeys(event_ids, 0) | found


def own_answers(reader: User, event_ids: Collection[int]) -> dict[int, Answer]:
    statement = sa.select(Attendance.event_id, Attendance.answer).where(
        Attendance.user_id == reader.id, Attendance.event_id.in_(event_ids), Attendance.told_at.is_not(None)
    )
    return {row.event_id: row.answer for row in db.session.execute(statement)}


def attendance(attendance_id: int) -> Attendance | None:
    statement = (
        sa.select(Attendance)
        .where(Attendance.id == attendance_id)
        .options(joinedload(Attendance.user), joinedload(Attendance.event).joinedload(Event.organiser))
    )
    return db.session.scalars(statement).one_or_none()


def hold(event: Event) -> None:
    """Until the transaction ends, nobody else answers nor changes this event; it is read as it stands now."""
    columns = [attribute.key for attribute in sa.inspect(Event).column_attrs]
    db.session.refresh(event, attribute_names=columns, with_for_update=True)


def guests(event: Event) -> Sequence[Attendance]:
    """As they stand now, those who wait in their order, then the others."""
    statement = (
        sa.select(Attendance)
        .where(Attendance.event_id == event.id)
        .options(joinedload(Attendance.user))
        .order_by(sa.func.coalesce(Attendance.queue_rank, 0), Attendance.id)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).all()


def coming_to(user: User, first: datetime, last: datetime) -> Sequence[Event]:
    """The announced events of these days that this person was invited to and did not decline."""
    statement = (
        sa.select(Event)
        .join(Event.attendances)
        .where(Attendance.user_id == user.id, Attendance.told_at.is_not(None), Attendance.answer != Answer.NO)
        .where(Event.status == EventStatus.ANNOUNCED, Event.starts_at >= first, Event.starts_at < last)
        .order_by(Event.starts_at, Event.id)
    )
    return db.session.scalars(statement).all()


def to_tell(first: datetime, last: datetime) -> Sequence[Event]:
    """The announced events that begin in this span, with their guests."""
    statement = (
        sa.select(Event)
        .where(Event.status == EventStatus.ANNOUNCED, Event.starts_at >= first, Event.starts_at < last)
        .order_by(Event.id)
        .options(joinedload(Event.organiser), selectinload(Event.attendances).joinedload(Attendance.user))
    )
    return db.session.scalars(statement).all()


def public_events(first: datetime, *, most: int | None = None) -> Sequence[Event]:
    """What everybody may read of: announced to the public, from that day on, those called off too; the next first."""
    statement = sa.select(Event).where(Event.is_public, Event.status != EventStatus.DRAFT, Event.starts_at >= first)
    return db.session.scalars(statement.order_by(Event.starts_at, Event.id).limit(most)).all()
