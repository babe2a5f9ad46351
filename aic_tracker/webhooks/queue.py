"""Notices taken under a fence, one after the other for each object, and what became of them. Nothing here commits.

pending → claimed → received | failed, or pending again. A lease that ends gives the notice back: the same message may
then be received twice, and carries the same identifier.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from aic_tracker.db import db
from aic_tracker.webhooks import rules, telling
from aic_tracker.webhooks.models import Attempt, Notice, NoticeStatus, Webhook
from aic_tracker.webhooks.rules import Outcome, Said

# Longer than one attempt may last.
LEASE = timedelta(seconds=60)
UNSETTLED = (NoticeStatus.PENDING, NoticeStatus.CLAIMED)
GONE = "L’adresse a répondu qu’elle n’existe plus (410)."
SILENT = "L’adresse n’a rien reçu pendant trois jours."


@dataclass(frozen=True)
class Claim:
    """A notice taken to be told, with the fence that proves it, and what its address needs to be asked."""

    id: int
    webhook_id: int
    fence: int
    message_id: str
    body: str
    attempts: int
    first_tried_at: datetime
    url: str
    secret: str
    previous_secret: str | None  # while it still signs


def ready(now: datetime) -> list[int]:
    """The addresses that may be asked now and have something to be told."""
    statement = sa.select(Webhook.id).where(
        Webhook.closed_at.is_(None),
        sa.or_(Webhook.not_before.is_(None), Webhook.not_before <= now),
        sa.exists().where(
            Notice.webhook_id == Webhook.id, Notice.status == NoticeStatus.PENDING, Notice.next_attempt_at <= now
        ),
    )
    return list(db.session.scalars(statement.order_by(Webhook.id)))


def next_due(webhook_id: int, now: datetime) -> int | None:
    """The oldest notice of an address whose time has come and which no older one of the same object holds back."""
    older = aliased(Notice)
    is_held = sa.exists().where(
        older.webhook_id == Notice.webhook_id,
        older.object_type == Notice.object_type,
        older.object_id == Notice.object_id,
        older.status.in_(UNSETTLED),
        older.id < Notice.id,
    )
    statement = (
        sa.select(Notice.id)
        .where(
            Notice.webhook_id == webhook_id,
            Notice.status == NoticeStatus.PENDING,
            Notice.next_attempt_at <= now,
            ~is_held,
        )
        .order_by(Notice.id)
        .limit(1)
        # PostgreSQL: a row that another scheduler is taking is left to it. SQLite: this transaction writes alone.
        .with_for_update(skip_locked=True, of=Notice)
    )
    return db.session.scalar(statement)


def claim(notice_id: int, now: datetime) -> Claim | None:
    """None when it waits no more, or when an older one of its object was taken meanwhile."""
    taken = (
        sa.update(Notice)
        .where(Notice.id == notice_id, Notice.status == NoticeStatus.PENDING)
        .values(
            status=NoticeStatus.CLAIMED,
            fence=Notice.fence + 1,
            lease_until=now + LEASE,
            first_tried_at=sa.func.coalesce(Notice.first_tried_at, now),
        )
        .returning(
            Notice.id,
            Notice.webhook_id,
            Notice.fence,
            Notice.message_id,
            Notice.body,
            Notice.attempts,
            Notice.first_tried_at,
        )
        .execution_options(synchronize_session=False)
    )
    row = db.session.execute(taken).one_or_none()
    if row is None:
        return None
    address = db.session.execute(
        sa.select(Webhook.url, Webhook.secret, Webhook.previous_secret, Webhook.previous_until).where(
            Webhook.id == row.webhook_id
        )
    ).one()
    still_signs = address.previous_until is not None and address.previous_until > now
    return Claim(
        **row._mapping,
        url=address.url,
        secret=address.secret,
        previous_secret=address.previous_secret if still_signs else None,
    )


def settle(claimed: Claim, said: Said, *, began: datetime, now: datetime, spread: float) -> NoticeStatus | None:
    """Write what the address answered. Returns the new state, None when the claim was lost meanwhile."""
    address = db.session.get(Webhook, claimed.webhook_id, with_for_update=True, populate_existing=True)
    if address is None:
        return None
    failing_since = None if said.outcome is Outcome.RECEIVED else address.failing_since or began
    closed_reason, status, values = _settled(claimed, said, failing_since, now, spread)
    held = sa.update(Notice).where(
        Notice.id == claimed.id, Notice.fence == claimed.fence, Notice.status == NoticeStatus.CLAIMED
    )
    values = {"status": status, "attempts": claimed.attempts + 1, "lease_until": None, **values}
    is_ours = _changed(held.values(values)) == 1
    took = int((now - began).total_seconds() * 1000)
    db.session.add(
        Attempt(notice_id=claimed.id, at=began, status=said.status, said=said.words[:300], milliseconds=took)
    )
    address.failing_since = failing_since
    if said.outcome is Outcome.RECEIVED:
        address.succeeded_at, address.failures, address.not_before = now, 0, None
    else:
        address.failures += 1
        address.not_before = rules.left_alone_until(address.failures, now, said.again_at)
    if closed_reason and address.closed_at is None:
        address.closed_at, address.closed_reason = now, closed_reason
        telling.say_closed(address, now)
    return status if is_ours else None


WAITS_FOR_SOMEBODY = {"attempts": 0, "first_tried_at": None}


def _settled(
    claimed: Claim, said: Said, failing_since: datetime | None, now: datetime, spread: float
) -> tuple[str, NoticeStatus, dict[str, Any]]:
    """Why the address is closed, if it is; what becomes of the notice."""
    if failing_since is None:
        return "", NoticeStatus.RECEIVED, {"received_at": now}
    if said.outcome is Outcome.GONE:
        return GONE, NoticeStatus.PENDING, {"next_attempt_at": now, **WAITS_FOR_SOMEBODY}
    again = rules.retry_at(
        claimed.attempts + 1, now, first_tried_at=claimed.first_tried_at, spread=spread, asked=said.again_at
    )
    if again is not None:
        return "", NoticeStatus.PENDING, {"next_attempt_at": again}
    if now - failing_since >= rules.TRIED_FOR - LEASE:
        # Nothing at all passed: what waits is kept, instead of failing one by one.
        return SILENT, NoticeStatus.PENDING, {"next_attempt_at": now, **WAITS_FOR_SOMEBODY}
    return "", NoticeStatus.FAILED, {}


def release_expired(now: datetime) -> int:
    """Give back what was taken by schedulers that died."""
    statement = sa.update(Notice).where(Notice.status == NoticeStatus.CLAIMED, Notice.lease_until < now)
    values = {"status": NoticeStatus.PENDING, "lease_until": None}
    return _changed(statement.values(values))


def send_again(notice_id: int, now: datetime) -> bool:
    """Have a settled notice leave once more, under the same identifier; False when it still waits."""
    statement = sa.update(Notice).where(Notice.id == notice_id, Notice.status.not_in(UNSETTLED))
    values = {
        "status": NoticeStatus.PENDING,
        "attempts": 0,
        "first_tried_at": None,
        "next_attempt_at": now,
        "fence": Notice.fence + 1,
    }
    return _changed(statement.values(values)) == 1


KEPT_FOR = timedelta(days=30)
AT_ONCE = 500


def forget(now: datetime) -> None:
    """Delete what was settled long ago, a batch at a time, with its attempts."""
    old = sa.select(Notice.id).where(Notice.status.not_in(UNSETTLED), Notice.created_at < now - KEPT_FOR)
    ids = list(db.session.scalars(old.order_by(Notice.id).limit(AT_ONCE)))
    if ids:
        delete(ids)


def delete(notices: Sequence[int] | sa.Select[int]) -> None:
    """With their attempts."""
    for gone in (
        sa.delete(Attempt).where(Attempt.notice_id.in_(notices)),
        sa.delete(Notice).where(Notice.id.in_(notices)),
    ):
        db.session.execute(gone.execution_options(synchronize_session=False))


def _changed(statement: sa.Update) -> int:
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    return int(result.rowcount)  # type: ignore[attr-defined]
