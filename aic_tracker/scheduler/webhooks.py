"""Passes over the addresses that are told what happens: claim, ask, settle, one commit per step."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from aic_tracker import clock, config
from aic_tracker.db import db
from aic_tracker.mail import queue as mails
from aic_tracker.webhooks import crash_points, queue, sending
from aic_tracker.webhooks.models import NoticeStatus
from aic_tracker.webhooks.queue import Claim
from aic_tracker.webhooks.rules import Outcome, Said

# For one address in one pass: the others do not wait for a slow one.
TURN = timedelta(seconds=15)
PASS = timedelta(seconds=60)
COUNTED = {
    NoticeStatus.RECEIVED: "webhooks_received",
    NoticeStatus.PENDING: "webhooks_retried",
    NoticeStatus.FAILED: "webhooks_failed",
}


def _tell(claimed: Claim) -> tuple[Said, NoticeStatus | None]:
    began = clock.now()
    crash_points.reach(crash_points.BEFORE_ASKED)
    said = sending.told(claimed)
    crash_points.reach(crash_points.AFTER_ANSWERED)
    status = queue.settle(claimed, said, began=began, now=clock.now(), spread=random.random())
    db.session.commit()
    crash_points.reach(crash_points.AFTER_SETTLED)
    return said, status


def deliver(is_stopping: Callable[[], bool] = lambda: False) -> Counter[str]:
    """Tell what is due, each address in turn. One that fails is left alone until its time comes again."""
    counts: Counter[str] = Counter()
    # The demonstration sends nothing outside; a queue of mails that is held says that the clock, or the base, is off.
    if config.current().demo or mails.state().hold_reason:
        db.session.rollback()
        return counts
    queue.release_expired(clock.now())
    db.session.commit()
    limit = clock.now() + PASS
    while clock.now() < limit:
        ready = queue.ready(clock.now())
        db.session.rollback()
        done = 0
        for webhook_id in ready:
            done += _turn(webhook_id, is_stopping, counts)
            if is_stopping():
                return counts
        if not done:
            return counts
    return counts


def _turn(webhook_id: int, is_stopping: Callable[[], bool], counts: Counter[str]) -> int:
    """How many were received."""
    limit, received = clock.now() + TURN, 0
    while clock.now() < limit and not is_stopping():
        now = clock.now()
        notice_id = queue.next_due(webhook_id, now)
        claimed = None if notice_id is None else queue.claim(notice_id, now)
        db.session.commit()
        if claimed is None:
            break
        crash_points.reach(crash_points.AFTER_CLAIM)
        said, status = _tell(claimed)
        if status is not None:
            counts[COUNTED[status]] += 1
        if said.outcome is not Outcome.RECEIVED:
            break
        received += 1
    return received
