"""Accompaniments: which laureates one covers, and which follow each other."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate, SupportPeriod


def supported_on(day: date) -> set[int]:
    """The laureates that a period covers, as `rules.is_supported` counts them."""
    return set(db.session.scalars(sa.select(SupportPeriod.laureate_id).where(SupportPeriod.covers(day))))


def periods_of(laureate: Laureate) -> Sequence[SupportPeriod]:
    statement = sa.select(SupportPeriod).where(SupportPeriod.laureate_id == laureate.id)
    return db.session.scalars(statement.order_by(SupportPeriod.number)).all()
