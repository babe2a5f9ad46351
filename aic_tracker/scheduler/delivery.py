"""One delivery pass: claim, last check, hand over, settle. One commit per step, so that a crash leaves no question."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from aic_tracker import clock, config
from aic_tracker.db import autocommit, db
from aic_tracker.mail import claims as taking
from aic_tracker.mail import crash_points, failures, hours, kinds, outbox, queue
from aic_tracker.mail.claims import Claim
from aic_tracker.mail.failures import Fault, Faults, reason_of
from aic_tracker.mail.message import dated
from aic_tracker.mail.models import MailStatus, QueueState, Stage
from aic_tracker.mail.smtp import UNREACHABLE, SmtpTransport
from aic_tracker.mail.transport import Mailbox, Outcome, Result, Transport
from aic_tracker.reminders import last_check, unreadable

# Claims taken at once. The last check is made once for all of them.
BATCH = 250
PAUSE = timedelta(minutes=15)
SETTLE_TRIES = 3
COUNTED = {
    MailStatus.SENT: "sent",
    MailStatus.PENDING: "retried",
    MailStatus.DOUBTFUL: "doubtful",
    MailStatus.FAILED: "failed",
}


class LostClaim(Exception):
    """Another scheduler took the mail over: it must not leave from here."""


def transport() -> Transport:
    settings = config.current()
    return Mailbox() if settings.demo and not settings.smtp.host else SmtpTransport(settings.smtp)


def claim_lease() -> timedelta:
    """Longer than the slowest server can keep us before the handoff: eight answers, and a little for ourselves."""
    return timedelta(seconds=60 + 8 * config.current().smtp.timeout)


def handoff_lease() -> timedelta:
    return timedelta(seconds=60 + 2 * config.current().smtp.timeout)


@dataclass(frozen=True)
class Pass:
    """What a delivery pass holds from its first message to its last."""

    transport: Transport
    is_stopping: Callable[[], bool]
    is_imagined: bool  # the clock is not the present one
    counts: Counter[str]
    # A handoff is on the disk before the dot. The next one brings the answer along: a power cut in between leaves
    # a doubt, and nothing worse.
    handoffs: sa.Connection
    answers: sa.Connection


def deliver(
    transport: Transport, *, is_stopping: Callable[[], bool] = lambda: False, is_imagined: bool = False
) -> Counter[str]:
    """Send what is due. Counts `sent`, `retried`, `doubtful`, `failed` and `skipped`.

    Ends when nothing is left, when the server cannot be reached, or when asked to, the message in hand finished.
    """
    counts: Counter[str] = Counter()
    claims = [] if is_stopping() else _claim(is_imagined)
    if claims:
        with autocommit() as handoffs, autocommit(is_relaxed=True) as answers, closing(transport):
            _deliver(claims, Pass(transport, is_stopping, is_imagined, counts, handoffs, answers))
    return counts


def _deliver(claims: list[Claim], ours: Pass) -> None:
    is_reached = False
    while claims:
        kept = _last_check(claims, ours.counts)
        if not _send_each(kept, ours):
            break
        if ours.counts["sent"] and not is_reached:
            # The server is back: what waited for it alone waits no longer.
            is_reached = True
            outbox.bring_forward(clock.now(), UNREACHABLE)
            db.session.commit()
        claims = [] if ours.is_stopping() else _claim(ours.is_imagined)


def hold_if_restored() -> None:
    """Before anything is planned or claimed: what a restored database thinks is due may have left already."""
    if queue.hold_if_restored():
        outbox.doubt_immediate()


def _claim(is_imagined: bool) -> list[Claim]:
    now = clock.now()
    hold_if_restored()
    if not is_imagined:
        queue.hold_if_clock_is_off(now)
    state = queue.state()
    claims = []
    if not queue.is_paused(state, now):
        claims = _take(taking.due(now, limit=BATCH, only=_claimable(state, now)), now)
    db.session.commit()
    if claims:
        crash_points.reach(crash_points.AFTER_CLAIM)
    return claims


def _claimable(state: QueueState, now: datetime) -> tuple[str, ...]:
    """The kinds that may leave now; empty when all may."""
    if state.hold_reason:
        return kinds.immediate()
    return () if hours.are_open(now) else kinds.at_any_hour()


def _take(ids: Sequence[int], now: datetime) -> list[Claim]:
    whole, alone = Faults(), Faults()
    claims: list[Claim] = []
    with whole.apart(Stage.DELIVER, ""):
        claims = taking.take(ids, now, lease=claim_lease())
    for id in ids if whole else ():
        with alone.apart(Stage.DELIVER, "", id):
            claims += taking.take([id], now, lease=claim_lease())
    for fault in alone:
        taking.fail_unread(fault.object_id or 0, fault.reason)
    return claims


def _last_check(claims: Sequence[Claim], counts: Counter[str]) -> list[Claim]:
    """Those that may leave. One that cannot be checked waits, without holding the others back."""
    now = clock.now()
    kept, faults = _checked(claims, now)
    unchecked = {fault.object_id: fault for fault in faults}
    for claim in claims:
        if fault := unchecked.get(claim.id):
            taking.put_off([claim], now + PAUSE, fault.reason)
    failures.record(faults, now)
    db.session.commit()
    counts["skipped"] += len(claims) - len(kept) - len(unchecked)
    return kept


def _checked(claims: Sequence[Claim], now: datetime) -> tuple[list[Claim], Faults]:
    whole, alone = Faults(), Faults()
    kept: list[Claim] = []
    with whole.apart(Stage.DELIVER, ""):
        kept = last_check.checked(claims, now)
    # Searched for once: the next plan knows them.
    rows = (unreadable.known() or unreadable.find()) if whole else []
    for claim in claims if whole else ():
        mine, again = Faults(), Faults()
        with mine.apart(Stage.DELIVER, claim.kind, claim.id, claim.user_id):
            kept += last_check.checked([claim], now)
        if mine and rows:
            with again.apart(Stage.DELIVER, claim.kind, claim.id, claim.user_id), unreadable.left_out(rows):
                found = last_check.checked([claim], now)
                # It would pass for closed: perhaps it is what is left out.
                if not found:
                    raise mine[0].error
                kept += found
            mine = again
        alone += mine
    return kept, alone


def _send_each(claims: Sequence[Claim], ours: Pass) -> bool:
    """False when the pass is over: the claims that were not begun are given back."""
    fresh_until = clock.now() + claim_lease() / 4
    for position, claim in enumerate(claims):
        goes_on = not ours.is_stopping() and _send(claim, ours)
        # With a slow server, what was claimed and checked long ago is claimed and checked again.
        if not goes_on or clock.now() > fresh_until:
            taking.put_back(claims[position:])
            db.session.commit()
            return goes_on
    return True


def _send(claim: Claim, ours: Pass) -> bool:
    """False when no other message would pass either."""

    is_handed_over = False

    def hand_over() -> None:
        nonlocal is_handed_over
        crash_points.reach(crash_points.BEFORE_HANDOFF)
        is_ours = taking.mark_handoff(claim, now=clock.now(), lease=handoff_lease(), on=ours.handoffs)
        ours.handoffs.commit()
        if not is_ours:
            raise LostClaim
        is_handed_over = True
        crash_points.reach(crash_points.AFTER_HANDOFF)

    try:
        result = ours.transport.send(claim.recipient, dated(claim.content, clock.now()), hand_over)
    except LostClaim:
        return True
    except OperationalError:
        raise
    except Exception as error:
        # Ours, not the server's: the others go on, and this one is tried again, unless it may have left.
        result = Result(Outcome.DOUBTFUL if is_handed_over else Outcome.RETRY, reason_of(error))
        _note(claim, error)
    crash_points.reach(crash_points.AFTER_ANSWER)
    status = _settle(claim, result, ours.answers)
    if result.outcome is Outcome.MISCONFIGURED:
        queue.pause(clock.now() + PAUSE, result.reason)
        db.session.commit()
    elif status:
        ours.counts[COUNTED[status]] += 1
    crash_points.reach(crash_points.AFTER_SETTLED)
    return result.outcome not in (Outcome.UNREACHABLE, Outcome.MISCONFIGURED)


def _note(claim: Claim, error: Exception) -> None:
    failures.record([Fault(Stage.DELIVER, claim.kind, claim.id, claim.user_id, None, error)], clock.now())
    db.session.commit()


def _settle(claim: Claim, result: Result, answers: sa.Connection) -> MailStatus | None:
    """Write the answer; a database too busy to take it is asked again, for what is known must not become a doubt."""
    for tries_left in reversed(range(SETTLE_TRIES)):
        try:
            status = outbox.settle(claim, result, now=clock.now(), spread=random.random(), on=answers)
            answers.commit()
            return status
        except OperationalError:
            answers.rollback()
            if not tries_left:
                raise
    return None
