"""Everybody reads their own, and nothing else: the person comes with each question."""

from collections.abc import Sequence

import sqlalchemy as sa

from aic_tracker.db import db
from aic_tracker.drafts.models import Draft


def kept(user_id: int, draft_id: int) -> Draft | None:
    return db.session.scalar(sa.select(Draft).where(Draft.user_id == user_id, Draft.id == draft_id))


def draft_of(user_id: int, path: str) -> Draft | None:
    """The draft of the form sent to `path`."""
    own = (Draft.user_id == user_id, Draft.path == path, Draft.form_key == "")
    return db.session.scalar(sa.select(Draft).where(*own))


def saved_by(user_id: int, path: str, form_key: str, draft_id: int | None) -> Sequence[int]:
    """Of what is kept, that which the form sent to `path` has just saved: its draft, the same page sent earlier, after
    the session ended, and what it was drawn from.
    """
    saved = sa.or_(Draft.form_key.in_(("", form_key[:64])), Draft.id == draft_id)
    return db.session.scalars(sa.select(Draft.id).where(Draft.user_id == user_id, Draft.path == path, saved)).all()


def drafts_of(user_id: int) -> Sequence[Draft]:
    """The latest first."""
    statement = sa.select(Draft).where(Draft.user_id == user_id)
    return db.session.scalars(statement.order_by(Draft.saved_at.desc(), Draft.id.desc())).all()
