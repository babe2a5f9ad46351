"""Revisions, and the people who took them."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload

from aic_tracker.db import db
from aic_tracker.prepared import prepared
from aic_tracker.roadmap.models import Revision, Roadmap
from aic_tracker.roadmap.revisions import rules


def revisions_of(roadmap_id: int) -> list[Revision]:
    """The latest first, with their author, without their content."""
    select = (
        sa.select(Revision)
        .where(Revision.roadmap_id == roadmap_id)
        .options(joinedload(Revision.author), defer(Revision.content))
        .order_by(Revision.number.desc())
    )
    return list(db.session.scalars(select))


def revision(roadmap_id: int, number: int) -> Revision | None:
    """With its author and its content."""
    select = sa.select(Revision).where(Revision.roadmap_id == roadmap_id, Revision.number == number)
    select = select.options(joinedload(Revision.author)).execution_options(populate_existing=True)
    return db.session.scalars(select).one_or_none()


def last_revision(period_id: int) -> Revision | None:
    """The latest revision of the roadmap of a period, with its content."""
    select = (
        sa.select(Revision)
        .join(Roadmap, Roadmap.id == Revision.roadmap_id)
        .where(Roadmap.period_id == period_id)
        .order_by(Revision.number.desc())
        .limit(1)
    )
    return db.session.scalars(select).first()


def first_due_dates(roadmap_id: int) -> dict[int, date]:
    """By objective, the due date of the oldest revision that gives it one; one statement."""
    return rules.first_due_dates(db.session.scalars(*_contents(roadmap_id)))


@prepared
def _contents(roadmap_id: int) -> sa.Select[Any]:
    return sa.select(Revision.content).where(Revision.roadmap_id == roadmap_id).order_by(Revision.number)


def around_point(checkpoint_id: int) -> tuple[Revision | None, Revision | None]:
    """The revision taken when that point was closed, and the one before it; one statement."""
    taken = sa.select(Revision.roadmap_id, Revision.number).where(Revision.checkpoint_id == checkpoint_id).subquery()
    select = (
        sa.select(Revision)
        .join(taken, sa.and_(Revision.roadmap_id == taken.c.roadmap_id, Revision.number <= taken.c.number))
        .order_by(Revision.number.desc())
        .limit(2)
    )
    found = [*db.session.scalars(select), None, None]
    return found[1], found[0]


def last_number(roadmap_id: int) -> int:
    """0 before the first revision."""
    return db.session.scalar(sa.select(sa.func.max(Revision.number)).where(Revision.roadmap_id == roadmap_id)) or 0


def lock_roadmap(roadmap_id: int) -> None:
    """Until the transaction ends, nobody else takes a revision of this roadmap."""
    db.session.execute(sa.select(Roadmap.id).where(Roadmap.id == roadmap_id).with_for_update())
