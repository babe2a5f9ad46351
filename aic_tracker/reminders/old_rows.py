"""The rows of mails and reminders, once nobody can need them.

A row proves that its reminder left, or why it did not: it is kept for longer than any reminder can still be due.
Nothing here commits.
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from aic_tracker import config
from aic_tracker.calendar_fr import add_months, paris_day, paris_instant
from aic_tracker.db import db
from aic_tracker.mail import old_rows as mails
from aic_tracker.mail.models import OutgoingMail
from aic_tracker.reminders.models import Reminder

BATCH = 200


def count(now: datetime) -> int:
    """How many rows are past their time."""
    old = _old(now, sa.func.count(Reminder.id))
    return db.session.execute(old).scalar_one() + mails.count(paris_instant(_limit(now), 0), _is_told_of())


def next_on(now: datetime) -> date | None:
    """When there will be more of them; None when that is not known, or is already so."""
    oldest = db.session.scalar(sa.select(sa.func.min(Reminder.due_on)))
    on = add_months(oldest, config.current().retention.mail_rows_months) if oldest else None
    return on if on and on > paris_day(now) else None


def forget(now: datetime) -> int:
    """Delete a batch of them, and say how many. A reminder goes before its mail, which it points to."""
    ids = db.session.scalars(_old(now, Reminder.id).order_by(Reminder.id).limit(BATCH)).all()
    if not ids:
        return mails.delete(paris_instant(_limit(now), 0), _is_told_of(), limit=BATCH)
    gone = sa.delete(Reminder).where(Reminder.id.in_(ids))
    db.session.execute(gone.execution_options(synchronize_session=False))
    return len(ids)


def _limit(now: datetime) -> date:
    return add_months(paris_day(now), -config.current().retention.mail_rows_months)


def _old(now: datetime, asked: sa.ColumnElement[Any] | Any) -> sa.Select[Any]:
    is_settled = sa.or_(Reminder.mail_id.is_(None), OutgoingMail.status.in_(mails.SETTLED))
    return (
        sa.select(asked).select_from(Reminder).outerjoin(Reminder.mail).where(Reminder.due_on < _limit(now), is_settled)
    )


def _is_told_of() -> sa.ColumnElement[bool]:
    return sa.select(Reminder.id).where(Reminder.mail_id == OutgoingMail.id).exists()
