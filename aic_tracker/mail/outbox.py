"""The queue of mails: put in once, whatever happens twice."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.mail.message import Attachment, render
from aic_tracker.mail.models import MailStatus, OutgoingMail


def enqueue(
    template: str,
    *,
    dedup_key: str,
    to: User,
    now: datetime,
    useful_for: timedelta,
    context: dict[str, Any],
    laureate_id: int | None = None,
    reply_to: User | None = None,
    headers: dict[str, str] | None = None,
    attachments: Sequence[Attachment] = (),
) -> int | None:
    """Render the mail and queue it in the current transaction. Returns its id, None when the key was queued before.

    After `now + useful_for` the message has lost its use and is no longer tried.
    """
    message = render(
        template,
        dedup_key=dedup_key,
        to=(to.name, to.email),
        at=now,
        context=context,
        reply_to=(reply_to.name, reply_to.email) if reply_to else None,
        headers=headers,
        attachments=attachments,
    )
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    statement = (
        insert(OutgoingMail)
        .values(
            dedup_key=dedup_key,
            kind=template,
            user_id=to.id,
            laureate_id=laureate_id,
            recipient=to.email,
            subject=message["Subject"],
            message_id=message["Message-ID"],
            content=message.as_bytes(),
            status=MailStatus.PENDING,
            reason="",
            created_at=now,
            next_attempt_at=now,
            useful_until=now + useful_for,
            attempts=0,
            fence=0,
        )
        .on_conflict_do_nothing(index_elements=["dedup_key"])
        .returning(OutgoingMail.id)
    )
    return db.session.execute(statement).scalar_one_or_none()


def waiting() -> int:
    """How many mails are still to be delivered."""
    unsettled = (MailStatus.PENDING, MailStatus.CLAIMED, MailStatus.HANDOFF)
    statement = sa.select(sa.func.count()).select_from(OutgoingMail).where(OutgoingMail.status.in_(unsettled))
    return db.session.execute(statement).scalar_one()
