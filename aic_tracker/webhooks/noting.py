"""What the journal tells is noted for each address that wants it, in the same transaction: what is written is told,
and what is rolled back is not.

Whatever writes the journal through the session is heard of from `changes`: no feature has to think of the addresses.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from aic_tracker import clock, config
from aic_tracker.changes import Moved, hear
from aic_tracker.db import db
from aic_tracker.db_session import OutlivedSession
from aic_tracker.journal import queries as journal
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates import queries as laureates
from aic_tracker.webhooks import rules
from aic_tracker.webhooks.models import Notice, NoticeStatus, Webhook

TOLD = "told_to_webhooks"
EVERY_TABLE = rules.tables_told(())


def follow_writes() -> None:
    """Once a process, however many applications it makes."""
    hear(_hear)
    for name, listener in (("before_commit", _note), ("after_rollback", _forget)):
        if not event.contains(OutlivedSession, name, listener):
            event.listen(OutlivedSession, name, listener)


def _hear(session: Session, moved: Iterable[Moved]) -> None:
    entries = [one.row for one in moved if isinstance(one.row, JournalEntry) and one.row.object_type in EVERY_TABLE]
    if entries:
        # By number: a savepoint may still give some of them up.
        session.info.setdefault(TOLD, set()).update(entry.id for entry in entries)


def _forget(session: Session) -> None:
    session.info.pop(TOLD, None)


def _note(session: Session) -> None:
    # A savepoint's end is no commit: the outer one comes.
    if session.in_nested_transaction():
        return
    session.flush()
    entry_ids = session.info.pop(TOLD, None)
    if not entry_ids:
        return
    wanted = {row.id: rules.tables_told(row.families) for row in session.execute(_OPEN)}
    if wanted:
        entries = journal.numbered(entry_ids)
        slugs = laureates.slugs_numbered({entry.laureate_id for entry in entries if entry.laureate_id is not None})
        rows = [
            row(webhook_id, entry, slugs.get(entry.laureate_id or 0))
            for entry in entries
            for webhook_id, tables in wanted.items()
            if entry.object_type in tables
        ]
        if rows:
            session.connection().execute(sa.insert(Notice.__table__), rows)  # type: ignore[arg-type]


_OPEN = sa.select(Webhook.id, Webhook.families).where(Webhook.closed_at.is_(None)).order_by(Webhook.id)


def row(webhook_id: int, entry: JournalEntry, laureate: str | None) -> dict[str, Any]:
    """A notice of one entry for one address, ready to be inserted."""
    return _row(webhook_id, entry.verb, entry.at, laureate, entry.object_type, entry.object_id or 0)


def trial(webhook: Webhook, now: datetime) -> Notice:
    """A notice that tells nothing, for this address alone."""
    notice = Notice(**_row(webhook.id, rules.TRIAL, now, None, Webhook.__tablename__, webhook.id))
    db.session.add(notice)
    db.session.flush()
    return notice


def _row(
    webhook_id: int, happening: str, at: datetime, laureate: str | None, object_type: str, object_id: int
) -> dict[str, Any]:
    now = clock.now()
    api = f"{config.current().app.base_url}/api/v1"
    return {
        "webhook_id": webhook_id,
        "message_id": f"msg_{secrets.token_hex(16)}",
        "event": happening,
        "object_type": object_type,
        "object_id": object_id,
        "body": rules.body(happening, at, laureate=laureate, object_type=object_type, object_id=object_id, api=api),
        "status": NoticeStatus.PENDING,
        "created_at": now,
        "next_attempt_at": now,
        "attempts": 0,
        "fence": 0,
    }
