"""The subscriptions to a personal calendar."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker.accounts.models import User
from aic_tracker.agenda.models import CalendarFeed
from aic_tracker.db import db


def feed_of(user_id: int) -> CalendarFeed | None:
    return db.session.get(CalendarFeed, user_id)


def feed_by_hash(token_hash: str) -> CalendarFeed | None:
    """The feed with its reader, unless their account is deactivated."""
    statement = (
        sa.select(CalendarFeed)
        .join(CalendarFeed.user)
        .where(CalendarFeed.token_hash == token_hash, User.is_active)
        .options(joinedload(CalendarFeed.user))
    )
    return db.session.scalars(statement).one_or_none()
