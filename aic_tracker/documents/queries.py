"""Attachments, as an actor may see them: an expert sees those of own assignments only, beside the common ones."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker.access.permissions import Permission, reaches_own_assignments_only
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.documents.models import Document, Holder
from aic_tracker.expertise.queries import own_assignment_ids


def attached_to(holder: Holder, holder_id: int) -> Sequence[Document]:
    """What is attached to one object now, with its authors, the latest first."""
    statement = (
        sa.select(Document)
        .where(Document.holder == holder, Document.holder_id == holder_id, Document.removed_at.is_(None))
        .options(joinedload(Document.author))
        .order_by(Document.added_at.desc(), Document.id.desc())
    )
    return db.session.scalars(statement).all()


def documents_of(laureate_id: int, actor: User) -> Sequence[Document]:
    """What is attached to a laureate, its points and its assignments, removed ones too, the latest first."""
    statement = (
        _seen_by(actor)
        .where(Document.laureate_id == laureate_id)
        .options(joinedload(Document.author), joinedload(Document.remover))
        .order_by(Document.added_at.desc(), Document.id.desc())
    )
    return db.session.scalars(statement).all()


def document_of(laureate_id: int, document_id: int, actor: User) -> Document | None:
    """One that is still offered, with its author; None when `actor` may not see it."""
    statement = (
        _seen_by(actor)
        .where(Document.laureate_id == laureate_id, Document.id == document_id, Document.removed_at.is_(None))
        .options(joinedload(Document.author))
    )
    return db.session.scalars(statement).one_or_none()


def with_content(holder: Holder, holder_id: int, sha256: str) -> Document | None:
    """The same bytes already attached there."""
    statement = sa.select(Document).where(
        Document.holder == holder,
        Document.holder_id == holder_id,
        Document.sha256 == sha256,
        Document.removed_at.is_(None),
    )
    return db.session.scalars(statement).first()


def _seen_by(actor: User) -> sa.Select[Document]:
    statement = sa.select(Document)
    if not reaches_own_assignments_only(actor, Permission.READ_ASSIGNMENTS):
        return statement
    own = own_assignment_ids(actor)
    return statement.where(sa.or_(Document.holder != Holder.ASSIGNMENT, Document.holder_id.in_(own)))
