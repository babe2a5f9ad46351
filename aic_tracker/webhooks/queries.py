"""The addresses with what waits for each, and what each was told."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker.db import db
from aic_tracker.folding import by_name
from aic_tracker.webhooks.models import Attempt, Notice, NoticeStatus, Webhook
from aic_tracker.webhooks.queue import UNSETTLED


def count() -> int:
    return db.session.execute(sa.select(sa.func.count()).select_from(Webhook)).scalar_one()


def webhooks() -> Sequence[tuple[Webhook, int, int]]:
    """Every address, by name, with how many messages wait for it and how many failed."""
    counted = (
        sa.select(
            Notice.webhook_id,
            sa.func.sum(sa.case((Notice.status.in_(UNSETTLED), 1), else_=0)).label("waiting"),
            sa.func.sum(sa.case((Notice.status == NoticeStatus.FAILED, 1), else_=0)).label("failed"),
        )
        .group_by(Notice.webhook_id)
        .subquery()
    )
    statement = sa.select(Webhook, counted.c.waiting, counted.c.failed).outerjoin(
        counted, counted.c.webhook_id == Webhook.id
    )
    found = {row[0]: (row[1] or 0, row[2] or 0) for row in db.session.execute(statement)}
    return [(webhook, *found[webhook]) for webhook in by_name(found)]


def webhook(webhook_id: int) -> Webhook | None:
    return db.session.get(Webhook, webhook_id)


def waiting(webhook_id: int) -> int:
    statement = sa.select(sa.func.count()).select_from(Notice)
    return db.session.execute(
        statement.where(Notice.webhook_id == webhook_id, Notice.status.in_(UNSETTLED))
    ).scalar_one()


def notices(webhook_id: int, status: NoticeStatus | None = None) -> sa.Select[Any]:
    """The latest first."""
    statement = sa.select(Notice).where(Notice.webhook_id == webhook_id)
    if status is NoticeStatus.PENDING:
        statement = statement.where(Notice.status.in_(UNSETTLED))
    elif status is not None:
        statement = statement.where(Notice.status == status)
    return statement.order_by(Notice.id.desc())


def last_words(notice_ids: Sequence[int]) -> dict[int, Attempt]:
    """By notice, the last answer to it."""
    last = sa.select(sa.func.max(Attempt.id)).where(Attempt.notice_id.in_(notice_ids)).group_by(Attempt.notice_id)
    return {one.notice_id: one for one in db.session.scalars(sa.select(Attempt).where(Attempt.id.in_(last)))}


def notice(notice_id: int) -> Notice | None:
    statement = sa.select(Notice).where(Notice.id == notice_id).options(joinedload(Notice.webhook))
    return db.session.scalar(statement)


def attempts(notice_id: int) -> Sequence[Attempt]:
    """The latest first."""
    statement = sa.select(Attempt).where(Attempt.notice_id == notice_id).order_by(Attempt.id.desc())
    return db.session.scalars(statement).all()
