"""One attempt, and the passes of the scheduler. Nothing is held in the database while an address is waited for."""

import random
import time
from collections import Counter
from collections.abc import Callable

from aic_tracker import clock, config
from aic_tracker.db import db
from aic_tracker.mail import queue as mails
from aic_tracker.outgoing.addresses import NotReached
from aic_tracker.outgoing.asking import Bounds, ask
from aic_tracker.webhooks import crash_points, queue, rules, secrets
from aic_tracker.webhooks.models import NoticeStatus
from aic_tracker.webhooks.queue import Claim
from aic_tracker.webhooks.rules import Outcome, Said

SECONDS = 10.0
# The head of the answer alone is read, and no redirection is followed.
BOUNDS = Bounds(redirects=0, seconds=SECONDS, step_seconds=SECONDS, ports=frozenset({443}))
# For one address in one pass: the others do not wait for a slow one.
TURN_SECONDS = 15.0
PASS_SECONDS = 60.0
UNREADABLE = "Le secret de cette adresse ne se lit plus, la clé de l’application a changé : changez-le."
COUNTED = {
    NoticeStatus.RECEIVED: "webhooks_received",
    NoticeStatus.PENDING: "webhooks_retried",
    NoticeStatus.FAILED: "webhooks_failed",
}


def told(claimed: Claim) -> Said:
    """Ask the address once."""
    sealed = [claimed.secret, *([claimed.previous_secret] if claimed.previous_secret else [])]
    readable = [secret for secret in map(secrets.unsealed, sealed) if secret is not None]
    if not readable:
        return Said(Outcome.RETRY, UNREADABLE)
    now = clock.now()
    headers = rules.headers(readable, claimed.message_id, now, claimed.body)
    try:
        answer = ask(claimed.url, methods=("POST",), headers=headers, body=claimed.body.encode(), bounds=BOUNDS)
    except NotReached as refusal:
        words = str(refusal).replace("Ce site", "L’adresse").replace("ce site", "cette adresse")
        words = words.replace("Seuls les ports 80 et 443 sont visités.", "Seul le port 443 est demandé.")
        return Said(Outcome.RETRY, words)
    return rules.judged(answer.status, answer.location, rules.asked_instant(answer.headers, clock.now()))


def attempt(notice_id: int) -> Said | None:
    """Tell one notice now. Commits around the wait. None when somebody else holds it."""
    began = clock.now()
    claimed = queue.claim(notice_id, began)
    db.session.commit()
    if claimed is None:
        return None
    return _tell(claimed)[0]


def _tell(claimed: Claim) -> tuple[Said, NoticeStatus | None]:
    began = clock.now()
    crash_points.reach(crash_points.BEFORE_ASKED)
    said = told(claimed)
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
    limit = time.monotonic() + PASS_SECONDS
    while time.monotonic() < limit:
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
    limit, received = time.monotonic() + TURN_SECONDS, 0
    while time.monotonic() < limit and not is_stopping():
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
