"""The direction's decision at the end of a period, and what follows from it. None of these commits."""

from datetime import date, datetime

from aic_tracker import formats
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints import operations as checkpoints
from aic_tracker.checkpoints import queries as checkpoints_queries
from aic_tracker.db import db
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.journal.operations import record
from aic_tracker.laureates import operations as laureates
from aic_tracker.laureates import queries as laureates_queries
from aic_tracker.laureates.models import Laureate, LaureateStatus, SupportPeriod
from aic_tracker.laureates.support import at_any_time
from aic_tracker.mail.failures import Faults
from aic_tracker.mail.models import Stage
from aic_tracker.renewals import keeping, kept_queries, queries, rules, successor_queries
from aic_tracker.renewals.models import Outcome, RenewalDecision
from aic_tracker.roadmap import operations as roadmap

SUMMARIES = {
    Outcome.RENEW: "a renouvelé l’accompagnement {number}, à compter du {day}",
    Outcome.END: "a mis fin à l’accompagnement {number} à son terme, le {day}",
    Outcome.STOP_EARLY: "a arrêté l’accompagnement {number} avant son terme, à compter du {day}",
}


@at_any_time
def decide(
    laureate: Laureate,
    period: SupportPeriod,
    *,
    outcome: Outcome,
    reason: str,
    effective_on: date | None,
    actor: User,
    now: datetime,
    today: date,
) -> RenewalDecision:
    """Record the decision on a period, once, with the report it was taken on and its effects.

    Renewing opens the next period on this one's term and proposes its points; the objectives that are still open on
    that day are carried over then (`begin_periods`), at once when it has come. `effective_on` counts for an early
    stop only: the first day no longer covered. Raises StaleError when a decision stands already.
    """
    queries.lock_period(period)
    first_day = first_day_after(period, outcome=outcome, effective_on=effective_on, today=today)
    decision = RenewalDecision(
        period_id=period.id,
        outcome=outcome,
        reason=reason,
        decided_on=today,
        decided_at=now,
        effective_on=first_day,
        decider_id=actor.id,
        report=keeping.kept(kept_queries.live(laureate, period, today)),
    )
    db.session.add(decision)
    record(
        actor,
        f"renewal.{outcome.value}",
        decision,
        SUMMARIES[outcome].format(number=period.number, day=formats.date_plain(first_day)),
        laureate_id=laureate.id,
        before={"ended_on": None, "decision": None},
        after={
            "decision": outcome.value,
            "reason": reason,
            "ended_on": first_day.isoformat() if outcome is Outcome.STOP_EARLY else None,
        },
    )
    if outcome is Outcome.RENEW:
        opened = _open_next(laureate, period, actor=actor, now=now)
        if opened.starts_on <= today:
            _carry_over(decision, period, opened, now=now)
    elif outcome is Outcome.STOP_EARLY:
        _stop(period, first_day, actor=actor, now=now)
    if rules.ends_support(outcome, first_day, today):
        _close(laureate, actor=actor)
    return decision


def first_day_after(period: SupportPeriod, *, outcome: Outcome, effective_on: date | None, today: date) -> date:
    """The day on which this decision would take effect; raises as `decide` does when it may not be taken."""
    if taken := queries.decision_of(period):
        raise StaleError(f"Cet accompagnement est déjà décidé : « {taken.outcome.label} ».")
    settled = period.ended_on is not None or laureates_queries.has_successor(period)
    reached = rules.stage(period.term_on, today, is_decided=settled)
    if outcome not in rules.outcomes(reached):
        if settled:
            raise DomainError("Cet accompagnement est déjà clos.", field="outcome")
        if reached is rules.Stage.OVERDUE:
            raise DomainError("Le terme est passé : renouvelez, ou mettez fin à l’accompagnement.", field="outcome")
        opening = formats.date_plain(rules.opens_on(period.term_on))
        raise DomainError(f"Cette décision se prend à partir du {opening}.", field="outcome")
    if outcome is Outcome.STOP_EARLY:
        refusal = rules.stop_refusal(
            effective_on,
            starts_on=period.starts_on,
            term_on=period.term_on,
            last_recorded_on=queries.last_recorded_on(period),
        )
        if refusal:
            raise DomainError(refusal, field="effective_on")
    return effective_on if outcome is Outcome.STOP_EARLY and effective_on else period.term_on


def _open_next(laureate: Laureate, period: SupportPeriod, *, actor: User, now: datetime) -> SupportPeriod:
    opened = laureates.open_period(laureate, period.term_on, actor=actor)
    for point in checkpoints.propose_points(opened, actor=actor, now=now):
        if point.starts_at < now:  # renewed after the term
            reason = "Date passée au moment du renouvellement."
            checkpoints.cancel_point(point, actor=actor, now=now, version=point.version, reason=reason)
    return opened


def _carry_over(decision: RenewalDecision, period: SupportPeriod, opened: SupportPeriod, *, now: datetime) -> None:
    roadmap.carry_over(period, opened, now=now)
    decision.carried_at = now


def begin_periods(now: datetime, faults: Faults) -> int:
    """Carry over what is open in the periods whose renewal begins today or began before; how many there were.

    For the scheduler. Until that day the running roadmap alone counts, so it is read as it stands then.
    """
    beginning = successor_queries.renewals_to_begin(paris_day(now))
    for decision, period, opened in beginning:
        with faults.apart(Stage.CLOSE, "renewal_decision", decision.id, laureate_id=period.laureate_id):
            _carry_over(decision, period, opened, now=now)
    return len(beginning)


def _stop(period: SupportPeriod, first_day: date, *, actor: User, now: datetime) -> None:
    period.ended_on = first_day
    for point in checkpoints_queries.planned_points_from(period, first_day):
        checkpoints.cancel_point(
            point, actor=actor, now=now, version=point.version, reason="Accompagnement arrêté avant son terme."
        )


def close_ended_periods(today: date, faults: Faults) -> int:
    """Mark as ended the laureates whose support is over by decision; how many there were. For the scheduler, daily."""
    ended = queries.laureates_to_close(today)
    for laureate in ended:
        with faults.apart(Stage.CLOSE, "laureate", laureate.id, laureate_id=laureate.id):
            _close(laureate, actor=None)
    return len(ended)


def _close(laureate: Laureate, *, actor: User | None) -> None:
    before = laureate.status
    laureate.status = LaureateStatus.ENDED
    record(
        actor,
        "laureate.ended",
        laureate,
        "a clos l’accompagnement" if actor else "accompagnement arrivé à sa fin",
        laureate_id=laureate.id,
        before={"status": before.value},
        after={"status": LaureateStatus.ENDED.value},
    )
