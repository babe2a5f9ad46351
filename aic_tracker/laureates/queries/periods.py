"""Accompaniments: which laureates one covers, and which follow each other."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate, LaureateStatus, SupportPeriod
from aic_tracker.laureates.queries.catalogue import Visible, ids_of
from aic_tracker.laureates.queries.people import places_of


def supported_on(day: date) -> set[int]:
    """The laureates that a period covers, as `rules.is_supported` counts them."""
    return set(db.session.scalars(sa.select(SupportPeriod.laureate_id).where(SupportPeriod.covers(day))))


def periods_of(laureate: Laureate) -> Sequence[SupportPeriod]:
    statement = sa.select(SupportPeriod).where(SupportPeriod.laureate_id == laureate.id)
    return db.session.scalars(statement.order_by(SupportPeriod.number)).all()


def supported_laureates(first: date, last: date, *, ended_since: bool = False) -> list[tuple[Laureate, date, date]]:
    """Active laureates and their periods `[start, end)` that touch these days, both included; perhaps ended since."""
    statuses = [LaureateStatus.ACTIVE, *([LaureateStatus.ENDED] if ended_since else [])]
    statement = (
        sa.select(Laureate, SupportPeriod.starts_on, SupportPeriod.until)
        .join(Laureate.periods)
        .where(Laureate.status.in_(statuses), SupportPeriod.meets(first, last))
        .order_by(Laureate.id, SupportPeriod.number)
    )
    return [(laureate, start, end) for laureate, start, end in db.session.execute(statement)]


def running_periods(first: date, last: date) -> list[SupportPeriod]:
    """Periods of active laureates that touch these days, both included, with their laureate; not those replaced."""
    later = aliased(SupportPeriod)
    statement = (
        sa.select(SupportPeriod)
        .join(SupportPeriod.laureate)
        .where(Laureate.status == LaureateStatus.ACTIVE, SupportPeriod.meets(first, last))
        .where(
            ~sa.exists().where(
                later.laureate_id == SupportPeriod.laureate_id,
                later.number > SupportPeriod.number,
                later.starts_on <= first,
            )
        )
        .options(joinedload(SupportPeriod.laureate))
        .order_by(SupportPeriod.id)
    )
    return list(db.session.scalars(statement))


def successor_of(period: SupportPeriod) -> SupportPeriod | None:
    """The period that follows it."""
    statement = sa.select(SupportPeriod).where(
        SupportPeriod.laureate_id == period.laureate_id, SupportPeriod.number > period.number
    )
    return db.session.scalar(statement.order_by(SupportPeriod.number).limit(1))


def has_successor(period: SupportPeriod) -> bool:
    statement = sa.exists().where(SupportPeriod.laureate_id == period.laureate_id, SupportPeriod.number > period.number)
    return bool(db.session.scalar(sa.select(statement)))


def lock_period(period_id: int) -> None:
    """Two people who open a diagnostic of the same period at once do so one after the other."""
    db.session.execute(sa.select(SupportPeriod.id).where(SupportPeriod.id == period_id).with_for_update())


def ending_periods(reader: User, visible: Visible, today: date, first: date, last: date) -> list[SupportPeriod]:
    """The accompaniments of the laureates followed whose last day falls between these days, with their laureate."""
    statement = (
        sa.select(SupportPeriod)
        .where(
            SupportPeriod.laureate_id.in_(ids_of(visible)),
            SupportPeriod.laureate_id.in_(places_of(reader, today)),
            SupportPeriod.until.between(first + timedelta(days=1), last + timedelta(days=1)),
        )
        .options(joinedload(SupportPeriod.laureate))
        .order_by(SupportPeriod.until, SupportPeriod.id)
    )
    return list(db.session.scalars(statement))


def running_ids(laureate_id: int, day: date) -> sa.Select[int]:
    """The accompaniment of the laureate that covers the day."""
    return sa.select(SupportPeriod.id).where(SupportPeriod.laureate_id == laureate_id, SupportPeriod.covers(day))


def spans_meeting(laureate_ids: Collection[int], first: date, last: date) -> list[tuple[int, date, date]]:
    """(laureate, start, end) of the accompaniments that run on one of these days at least, both included."""
    statement = sa.select(SupportPeriod.laureate_id, SupportPeriod.starts_on, SupportPeriod.until).where(
        SupportPeriod.laureate_id.in_(laureate_ids), SupportPeriod.meets(first, last)
    )
    return [(laureate_id, start, end) for laureate_id, start, end in db.session.execute(statement)]
