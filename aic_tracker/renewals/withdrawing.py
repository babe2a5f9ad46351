"""Take back a decision that has not begun: a mistake has a way back until its first day. None of these commits."""

from datetime import date, datetime

from aic_tracker import formats
from aic_tracker.accounts.models import User
from aic_tracker.checkpoints import notices
from aic_tracker.checkpoints import operations as checkpoints
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.checkpoints.queries import points_of
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.journal.operations import record
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.laureates.support import at_any_time
from aic_tracker.renewals import queries, successor_queries
from aic_tracker.renewals.models import Outcome, RenewalDecision

REASON = "Décision de renouvellement retirée."


@at_any_time
def withdraw(
    laureate: Laureate, period: SupportPeriod, *, reason: str, actor: User, now: datetime, today: date
) -> RenewalDecision:
    """Take the decision on a period back, as long as its first day has not come; it can then be decided anew.

    The period that a renewal opened goes with the points that nobody was told of or wrote on; the others are cancelled,
    told so, and kept with the period before. Points that an early stop cancelled stay cancelled. Raises DomainError
    once the decision has begun, or when work stands on the new period.
    """
    queries.lock_period(period)
    decision = queries.decision_of(period)
    if decision is None:
        raise DomainError("Aucune décision n’est enregistrée pour cet accompagnement.")
    if decision.effective_on <= today:
        since = formats.date_plain(decision.effective_on)
        raise DomainError(f"Cette décision a pris effet le {since} : elle ne se retire plus.")
    if decision.outcome is Outcome.RENEW:
        _close_next(period, actor=actor, now=now)
    record(
        actor,
        "renewal.withdrawn",
        decision,
        f"a retiré la décision « {decision.outcome.label} » de l’accompagnement {period.number}",
        laureate_id=laureate.id,
        before={
            "decision": decision.outcome.value,
            "reason": decision.reason,
            "decided_on": decision.decided_on.isoformat(),
            "ended_on": period.ended_on.isoformat() if period.ended_on else None,
        },
        after={"decision": None, "withdrawal_reason": reason, "ended_on": None},
    )
    period.ended_on = None
    db.session.delete(decision)
    return decision


def _close_next(period: SupportPeriod, *, actor: User, now: datetime) -> None:
    opened = laureates.successor_of(period)
    if opened is None:
        return
    if work := successor_queries.work_on(opened):
        raise DomainError(
            f"L’accompagnement {opened.number} porte déjà {formats.listed(work)} : il ne peut plus être retiré."
        )
    written_on = successor_queries.points_with_words(opened)
    points = points_of(opened.id)
    announced = notices.announced(points, now=now)
    for point in points:
        is_kept = point.id in written_on or point.id in announced
        _take_off(point, period, is_kept=is_kept, actor=actor, now=now)
    db.session.flush()
    db.session.delete(opened)


def _take_off(point: Checkpoint, period: SupportPeriod, *, is_kept: bool, actor: User, now: datetime) -> None:
    if point.status is CheckpointStatus.PLANNED:
        checkpoints.cancel_point(point, actor=actor, now=now, version=point.version, reason=REASON)
    if is_kept:
        point.period_id = period.id
        return
    for attendee in point.attendees:
        db.session.delete(attendee)
    db.session.delete(point)
