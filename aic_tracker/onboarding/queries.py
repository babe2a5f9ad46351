"""A coach's draft, and what became of it."""

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.onboarding.models import LaureateDraft


def draft_of(user: User, *, locked: bool = False) -> LaureateDraft | None:
    """`locked` makes a second identical request wait until the first has ended."""
    statement = sa.select(LaureateDraft).where(LaureateDraft.user_id == user.id)
    return db.session.scalar(statement.with_for_update() if locked else statement)
