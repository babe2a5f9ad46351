"""Everybody reads their own, and nothing else: the person comes with each question."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from aic_tracker.db import db
from aic_tracker.drafts import rules
from aic_tracker.drafts.models import Draft


class Seen(NamedTuple):
    """A kept text as it stood when it was looked at."""

    id: int
    saved_at: datetime


def kept(user_id: int, draft_id: int) -> Draft | None:
    return db.session.scalar(sa.select(Draft).where(Draft.user_id == user_id, Draft.id == draft_id))


def drafts_to(user_id: int, path: str) -> Sequence[Draft]:
    """What was typed in the form sent to `path`, and not sent; the latest first."""
    return [draft for draft in _to(user_id, path) if not draft.was_sent]


def replaced_by(user_id: int, path: str, form_key: str, origin: rules.Origin | None) -> Sequence[Seen]:
    """Of what is kept, that whose words a page has just sent or kept: what it had itself kept before, and what it was
    drawn from, unless another window has written on since.
    """
    keys = rules.keys_of_page(form_key)
    found = [draft for draft in _to(user_id, path) if draft.form_key in keys or draft.origin == origin]
    return [Seen(draft.id, draft.saved_at) for draft in found]


def drafts_of(user_id: int) -> Sequence[Draft]:
    """The latest first."""
    return db.session.scalars(_latest(user_id)).all()


def _to(user_id: int, path: str) -> Sequence[Draft]:
    return db.session.scalars(_latest(user_id).where(Draft.path == path)).all()


def _latest(user_id: int) -> sa.Select[Draft]:
    statement = sa.select(Draft).where(Draft.user_id == user_id)
    return statement.order_by(Draft.saved_at.desc(), Draft.id.desc())
