"""Mails settled long ago, row and all. Nothing here commits."""

from datetime import datetime

import sqlalchemy as sa

from aic_tracker.db import db
from aic_tracker.mail.models import MailStatus, OutgoingMail

SETTLED = (MailStatus.SENT, MailStatus.DOUBTFUL, MailStatus.FAILED, MailStatus.CANCELLED)


def count(before: datetime, kept: sa.ColumnElement[bool]) -> int:
    """How many were made before that instant, but for those `kept`."""
    statement = sa.select(sa.func.count()).select_from(OutgoingMail).where(_are_old(before, kept))
    return db.session.execute(statement).scalar_one()


def delete(before: datetime, kept: sa.ColumnElement[bool], *, limit: int) -> int:
    """Delete a batch of them; how many it was."""
    statement = sa.select(OutgoingMail.id).where(_are_old(before, kept)).order_by(OutgoingMail.id).limit(limit)
    ids = db.session.scalars(statement).all()
    gone = sa.delete(OutgoingMail).where(OutgoingMail.id.in_(ids))
    db.session.execute(gone.execution_options(synchronize_session=False))
    return len(ids)


def _are_old(before: datetime, kept: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.and_(OutgoingMail.status.in_(SETTLED), OutgoingMail.created_at < before, ~kept)
