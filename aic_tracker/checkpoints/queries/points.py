"""Points as screens and other features read them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_instant
from aic_tracker.checkpoints.models import Attendee, Checkpoint, CheckpointKind, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.prepared import prepared
from aic_tracker.roadmap.models import Action

# Where those who fund decide.
COMMITTEES = (CheckpointKind.ACCELERATION, CheckpointKind.FUNDING)
# Identifiers, or a select of them, such as what an actor may see.
LaureateIds = Collection[int] | sa.Select[int]


def points_of(period_id: int) -> list[Checkpoint]:
    """Every point of a period in order of date, cancelled ones too, with the people and the actions decided."""
    statement = (
        sa.select(Checkpoint)
        .where(Checkpoint.period_id == period_id)
        .options(selectinload(Checkpoint.attendees).joinedload(Attendee.user), selectinload(Checkpoint.actions))
        .order_by(Checkpoint.starts_at, Checkpoint.number)
    )
    return list(db.session.scalars(statement))


def held_points(laureate_id: int, start: datetime, end: datetime) -> list[Checkpoint]:
    """Those held or closed in `[start, end)`, whatever the period, as `points_of` gives them."""
    statement = (
        sa.select(Checkpoint)
        .where(Checkpoint.laureate_id == laureate_id, Checkpoint.has_happened)
        .where(Checkpoint.starts_at >= start, Checkpoint.starts_at < end)
        .options(selectinload(Checkpoint.attendees).joinedload(Attendee.user), selectinload(Checkpoint.actions))
        .order_by(Checkpoint.starts_at, Checkpoint.number)
    )
    return list(db.session.scalars(statement))


def point(laureate_id: int, number: int) -> Checkpoint | None:
    """One point with its period, its people, and the actions decided with their owners."""
    statement = (
        sa.select(Checkpoint)
        .where(Checkpoint.laureate_id == laureate_id, Checkpoint.number == number)
        .options(
            joinedload(Checkpoint.period),
            selectinload(Checkpoint.attendees).joinedload(Attendee.user),
            selectinload(Checkpoint.actions).joinedload(Action.owner),
        )
        # After a refused operation, what it had begun to change is read again.
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).one_or_none()


def point_alone(laureate_id: int, number: int) -> Checkpoint | None:
    """One point without its people and its actions; one statement."""
    statement = sa.select(Checkpoint).where(Checkpoint.laureate_id == laureate_id, Checkpoint.number == number)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def neighbours(point: Checkpoint) -> tuple[Checkpoint | None, Checkpoint | None]:
    """The points before and after this one, cancelled ones left out, in one statement."""
    alive = sa.select(Checkpoint.id).where(
        Checkpoint.laureate_id == point.laureate_id,
        Checkpoint.id != point.id,
        Checkpoint.status != CheckpointStatus.CANCELLED,
    )
    before = (
        alive.where(Checkpoint.starts_at <= point.starts_at).order_by(Checkpoint.starts_at.desc(), Checkpoint.id.desc())
    ).limit(1)
    after = (alive.where(Checkpoint.starts_at > point.starts_at).order_by(Checkpoint.starts_at, Checkpoint.id)).limit(1)
    statement = sa.select(Checkpoint).where(
        sa.or_(Checkpoint.id == before.scalar_subquery(), Checkpoint.id == after.scalar_subquery())
    )
    found = db.session.scalars(statement).all()
    earlier = [p for p in found if p.starts_at <= point.starts_at]
    later = [p for p in found if p.starts_at > point.starts_at]
    return (earlier[0] if earlier else None), (later[0] if later else None)


def next_points(laureate_ids: LaureateIds, now: datetime) -> dict[int, Checkpoint]:
    """The next planned point of each laureate that has one, in one statement."""
    planned = (Checkpoint.status == CheckpointStatus.PLANNED) & (Checkpoint.starts_at >= now)
    soonest = (
        sa.select(Checkpoint.laureate_id, sa.func.min(Checkpoint.starts_at).label("starts_at"))
        .where(planned, Checkpoint.laureate_id.in_(laureate_ids))
        .group_by(Checkpoint.laureate_id)
        .subquery()
    )
    statement = (
        sa.select(Checkpoint)
        .join(
            soonest,
            (Checkpoint.laureate_id == soonest.c.laureate_id) & (Checkpoint.starts_at == soonest.c.starts_at),
        )
        .where(planned)
        # Two at the same time: the lower number is kept.
        .order_by(Checkpoint.number.desc())
    )
    return {p.laureate_id: p for p in db.session.scalars(statement)}


def next_point(laureate_id: int, now: datetime) -> Checkpoint | None:
    return next_points([laureate_id], now).get(laureate_id)


def planned_after(point: Checkpoint, now: datetime) -> Checkpoint | None:
    """The first planned point to come that follows this one."""
    statement = (
        sa.select(Checkpoint)
        .where(
            Checkpoint.laureate_id == point.laureate_id,
            Checkpoint.id != point.id,
            Checkpoint.status == CheckpointStatus.PLANNED,
            Checkpoint.starts_at >= max(now, point.starts_at),
        )
        .order_by(Checkpoint.starts_at, Checkpoint.number)
        .limit(1)
    )
    return db.session.scalars(statement).first()


def awaiting_minutes(laureate_ids: LaureateIds, now: datetime) -> list[Checkpoint]:
    """Points held, or whose time has come, that are not closed yet; the oldest first, with their laureate."""
    statement = (
        sa.select(Checkpoint)
        .where(Checkpoint.laureate_id.in_(laureate_ids))
        .where(Checkpoint.awaits_minutes(now))
        .options(joinedload(Checkpoint.laureate))
        .order_by(Checkpoint.starts_at, Checkpoint.id)
    )
    return list(db.session.scalars(statement))


def followed_up(since: datetime) -> set[int]:
    """The laureates whose points go on: one is planned, or waits for its minutes, or took place since then."""
    on_their_way = Checkpoint.status.in_([CheckpointStatus.PLANNED, CheckpointStatus.HELD])
    closed = sa.and_(Checkpoint.status == CheckpointStatus.CLOSED, Checkpoint.starts_at >= since)
    return set(db.session.scalars(sa.select(Checkpoint.laureate_id).where(sa.or_(on_their_way, closed)).distinct()))


def counts_by_status(period_id: int) -> dict[CheckpointStatus, int]:
    """How many points of the period stand in each status; absent when none."""
    statement = (
        sa.select(Checkpoint.status, sa.func.count())
        .where(Checkpoint.period_id == period_id)
        .group_by(Checkpoint.status)
    )
    return dict(db.session.execute(statement).all())


def last_number(laureate_id: int) -> int:
    """0 when the laureate has no point yet."""
    statement = sa.select(sa.func.max(Checkpoint.number)).where(Checkpoint.laureate_id == laureate_id)
    return db.session.scalar(statement) or 0


def has_points(period_id: int) -> bool:
    statement = sa.select(sa.exists().where(Checkpoint.period_id == period_id))
    return bool(db.session.scalar(statement))


def planned_points_from(period: SupportPeriod, day: date) -> list[Checkpoint]:
    """Points still planned on `day` or after, in that period."""
    statement = (
        sa.select(Checkpoint)
        .where(Checkpoint.period_id == period.id, Checkpoint.status == CheckpointStatus.PLANNED)
        .where(Checkpoint.starts_at >= paris_instant(day, 0))
        .order_by(Checkpoint.starts_at)
    )
    return list(db.session.scalars(statement))


def numbers_of_points(laureate_id: int) -> dict[int, int]:
    """The number of each point, by its id."""
    statement = sa.select(Checkpoint.id, Checkpoint.number).where(Checkpoint.laureate_id == laureate_id)
    return dict(db.session.execute(statement).all())


def closed_points(laureate_id: int) -> Sequence[Checkpoint]:
    """Those that have minutes, the latest first."""
    statement = (
        sa.select(Checkpoint)
        .where(Checkpoint.laureate_id == laureate_id, Checkpoint.status == CheckpointStatus.CLOSED)
        .order_by(Checkpoint.starts_at.desc(), Checkpoint.id.desc())
    )
    return db.session.scalars(statement).all()


def committees_held(period: SupportPeriod) -> list[Checkpoint]:
    """Meetings of the period where a committee sat, the latest first."""
    statement = (
        sa.select(Checkpoint)
        .where(Checkpoint.period_id == period.id, Checkpoint.kind.in_(COMMITTEES))
        .where(Checkpoint.has_happened)
        .order_by(Checkpoint.starts_at.desc())
    )
    return list(db.session.scalars(statement))


def points_with(ids: Collection[int]) -> Sequence[Checkpoint]:
    """Themselves alone, without their people nor their actions."""
    return db.session.scalars(sa.select(Checkpoint).where(Checkpoint.id.in_(ids))).all()


def points_and_guests(ids: Collection[int]) -> Sequence[Checkpoint]:
    """With those who were invited."""
    statement = sa.select(Checkpoint).where(Checkpoint.id.in_(ids))
    guests = selectinload(Checkpoint.attendees).joinedload(Attendee.user)
    return db.session.scalars(statement.options(guests)).all() if ids else ()


def last_held_at(period_id: int) -> datetime | None:
    """When the last point of the period that took place began."""
    held = sa.select(sa.func.max(Checkpoint.starts_at)).where(
        Checkpoint.period_id == period_id, Checkpoint.has_happened
    )
    return db.session.scalar(held)


def every_point_of(laureate: Laureate) -> Sequence[Checkpoint]:
    """Every point of every period, in order of date, without people."""
    return db.session.scalars(*_every_point_of(laureate.id)).all()


@prepared
def _every_point_of(laureate_id: int) -> sa.Select[Checkpoint]:
    statement = sa.select(Checkpoint).where(Checkpoint.laureate_id == laureate_id)
    return statement.order_by(Checkpoint.starts_at, Checkpoint.number)


def planned_points_with(user: User, now: datetime) -> Sequence[Checkpoint]:
    """The points to come, of every project, that expect the person; all their people are loaded."""
    statement = (
        sa.select(Checkpoint)
        .join(Attendee, Attendee.checkpoint_id == Checkpoint.id)
        .where(Attendee.user_id == user.id, Checkpoint.status == CheckpointStatus.PLANNED, Checkpoint.starts_at >= now)
        .options(selectinload(Checkpoint.attendees).joinedload(Attendee.user))
        .order_by(Checkpoint.starts_at)
    )
    return db.session.scalars(statement).all()


def points_after(laureate_id: int, after: int, most: int) -> Sequence[Checkpoint]:
    """Those planned after a point, in the order of their identifiers, alone."""
    statement = sa.select(Checkpoint).where(Checkpoint.laureate_id == laureate_id, Checkpoint.id > after)
    return db.session.scalars(statement.order_by(Checkpoint.id).limit(most)).all()
