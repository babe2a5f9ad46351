"""A coach's draft, and what became of it."""

from datetime import datetime

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import Laureate
from aic_tracker.onboarding.models import LaureateDraft


def draft_of(user: User, *, locked: bool = False) -> LaureateDraft | None:
    """`locked` makes a second identical request wait until the first has ended."""
    statement = sa.select(LaureateDraft).where(LaureateDraft.user_id == user.id)
    return db.session.scalar(statement.with_for_update() if locked else statement)


def last_created(user: User, since: datetime) -> Laureate | None:
    """The laureate that this person created last, if it was after `since`."""
    statement = (
        sa.select(Laureate)
        .join(JournalEntry, JournalEntry.laureate_id == Laureate.id)
        .where(JournalEntry.actor_id == user.id, JournalEntry.verb == "laureate.created", JournalEntry.at >= since)
        .order_by(JournalEntry.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement)
