"""What committees and the direction decide, and what sponsors do with their word. None of these commits."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from aic_tracker.accounts.models import User
from aic_tracker.aid import operations as aid
from aic_tracker.aid import queries as aid_queries
from aic_tracker.aid.models import AidSource, Regime
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.db import db, editing
from aic_tracker.elision import of
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.formats import date_short, money
from aic_tracker.funding import queries, rules
from aic_tracker.funding.models import (
    CommitteeDecision,
    CommitteeOutcome,
    Grant,
    PledgeForm,
    PledgeState,
    SponsorPledge,
    Tranche,
    TrancheCondition,
    TrancheStatus,
)
from aic_tracker.journal import changes
from aic_tracker.journal.operations import record
from aic_tracker.laureates.models import Laureate, Organisation, SupportPeriod
from aic_tracker.laureates.support import at_any_time, during_support

INSTRUMENT = "Subvention"
STALE_TRANCHE = "Cette tranche a changé depuis que vous l’avez ouverte : vérifiez puis recommencez."
STALE_PLEDGE = "Ce soutien a changé depuis que vous l’avez ouvert : vérifiez puis recommencez."


@at_any_time
def decide(
    laureate: Laureate,
    period: SupportPeriod | None,
    *,
    outcome: CommitteeOutcome,
    reason: str,
    decided_on: date,
    checkpoint: Checkpoint | None,
    actor: User,
    now: datetime,
) -> CommitteeDecision:
    """Keep what a committee said. It opens no period and grants no money by itself: each has its own decision."""
    if period is None:
        raise DomainError("Un comité se prononce sur un accompagnement : il n’y en a pas encore.")
    if not period.starts_on <= decided_on <= paris_day(now):
        raise DomainError(
            f"Indiquez une date entre le {date_short(period.starts_on)} et aujourd’hui.", field="decided_on"
        )
    decision = CommitteeDecision(
        laureate_id=laureate.id,
        period_id=period.id,
        checkpoint_id=checkpoint.id if checkpoint else None,
        outcome=outcome,
        reason=reason,
        decided_on=decided_on,
        decider_id=actor.id,
        created_at=now,
    )
    db.session.add(decision)
    summary = f"a noté la décision du comité du {date_short(decided_on)} : {outcome.label.lower()}"
    after = {"outcome": outcome.value, "reason": reason}
    record(actor, "committee.decided", decision, summary, laureate_id=laureate.id, after=after)
    return decision


@during_support(laureate="id")
def propose_grant(
    laureate: Laureate,
    *,
    purpose: str,
    authority: str,
    regime: Regime,
    first_cents: int,
    second_cents: int | None,
    expected_on: date | None,
    conditions: Sequence[str],
    actor: User,
    now: datetime,
) -> Grant:
    """A first tranche, and a second one under conditions. Both wait for the direction, reserved until then."""
    if second_cents is None and conditions:
        raise DomainError("Indiquez le montant de la seconde tranche, ou retirez ses conditions.", field="second_cents")
    if second_cents is not None and not conditions:
        raise DomainError("Indiquez au moins une condition de la seconde tranche.", field="conditions")
    grant = Grant(
        laureate_id=laureate.id,
        purpose=purpose,
        authority=authority,
        regime=regime,
        proposer_id=actor.id,
        created_at=now,
        tranches=[Tranche(rank=1, amount_cents=first_cents, conditions=[])],
    )
    if second_cents is not None:
        shown = [TrancheCondition(text=text) for text in conditions]
        grant.tranches.append(Tranche(rank=2, amount_cents=second_cents, expected_on=expected_on, conditions=shown))
    db.session.add(grant)
    total = first_cents + (second_cents or 0)
    summary = f"a proposé une subvention de {money(total)} : {purpose}"
    record(actor, "grant.proposed", grant, summary, laureate_id=laureate.id, after={"amount_cents": total})
    return grant


@at_any_time
def check_condition(
    laureate: Laureate, condition: TrancheCondition, *, evidence: str, is_met: bool, actor: User, today: date
) -> None:
    """Say whether a condition is met, on what evidence. Needs its tranche loaded; refused once that one is settled."""
    if condition.tranche.status is not TrancheStatus.PENDING:
        raise DomainError("La tranche est déjà décidée : ses conditions ne changent plus.")
    if is_met and not evidence:
        raise DomainError("Indiquez la preuve : une adresse ou une phrase.", field="evidence")
    met_on = (condition.met_on or today) if is_met else None
    if (condition.evidence, condition.met_on) == (evidence, met_on):
        return
    before = {"evidence": condition.evidence, "met_on": _iso(condition.met_on)}
    condition.evidence, condition.met_on = evidence, met_on
    condition.checker_id = actor.id if is_met else None
    verb = "a constaté que la condition est remplie" if is_met else "a précisé la condition"
    after = {"evidence": evidence, "met_on": _iso(met_on)}
    summary = f"{verb} : {condition.text}"
    record(actor, "tranche.condition_checked", condition, summary, laureate_id=laureate.id, before=before, after=after)


@during_support(laureate="id")
def grant_tranche(
    laureate: Laureate, organisation: Organisation, tranche: Tranche, *, version: int, actor: User, now: datetime
) -> None:
    """Give the right to a tranche, today: it enters the ledger whole, or is refused with the sum.

    Needs the grant, its tranches and the conditions loaded. Refused without a committee's decision to fund, after one
    to stop, before the tranche that precedes, and while a condition is not met.
    """
    _check_version(tranche, version)
    grant = tranche.grant
    if refusal := rules.grant_refusal(tranche, grant.tranches):
        raise DomainError(refusal)
    decision = queries.ruling(laureate.id)
    if decision is None:
        raise DomainError("Aucun comité n’a décidé de financer ce projet : notez d’abord sa décision.")
    if decision.outcome is CommitteeOutcome.STOP:
        raise DomainError(
            f"Le comité du {date_short(decision.decided_on)} a décidé d’arrêter : rien ne s’accorde depuis."
        )
    aid.grant(
        organisation,
        laureate_id=laureate.id,
        amount_cents=tranche.amount_cents,
        granted_on=paris_day(now),
        regime=grant.regime,
        source=AidSource.GRANT,
        authority=grant.authority,
        instrument=INSTRUMENT,
        purpose=f"{grant.purpose}, tranche {tranche.rank}",
        actor=actor,
        now=now,
        tranche_id=tranche.id,
    )
    grant.decision_id = grant.decision_id or decision.id
    _settle(laureate, tranche, TrancheStatus.GRANTED, "", "a accordé", actor, paris_day(now))


@at_any_time
def refuse_tranche(
    laureate: Laureate, tranche: Tranche, *, version: int, reason: str, actor: User, today: date
) -> None:
    """Say no to a tranche that waits; it is no longer reserved."""
    _check_version(tranche, version)
    if tranche.status is not TrancheStatus.PENDING:
        raise DomainError(f"Cette tranche n’attend plus de décision : {tranche.status.label.lower()}.")
    _settle(laureate, tranche, TrancheStatus.REFUSED, reason, "a refusé", actor, today)


@at_any_time
def withdraw_tranche(
    laureate: Laureate, tranche: Tranche, *, version: int, reason: str, actor: User, today: date
) -> None:
    """Take back a tranche granted: its aid is struck out of the ledger."""
    _check_version(tranche, version)
    if tranche.status is not TrancheStatus.GRANTED:
        raise DomainError("Seule une tranche accordée se retire.")
    if written := aid_queries.aid_of_tranche(tranche.id):
        aid.strike_out(written, cancelled_on=today, reason=reason, actor=actor, today=today)
    _settle(laureate, tranche, TrancheStatus.ABANDONED, reason, "a retiré", actor, today)


def _check_version(tranche: Tranche, version: int) -> None:
    if tranche.version != version:
        raise StaleError(STALE_TRANCHE)


def _settle(
    laureate: Laureate, tranche: Tranche, status: TrancheStatus, reason: str, said: str, actor: User, today: date
) -> None:
    before = {"status": tranche.status.value}
    tranche.status, tranche.reason = status, reason
    tranche.decided_on, tranche.decider_id = today, actor.id
    summary = f"{said} la tranche {tranche.rank} de {money(tranche.amount_cents)} : {tranche.grant.purpose}"
    after = {"status": status.value, "reason": reason}
    verb = f"tranche.{status.value}"
    record(actor, verb, tranche, summary, laureate_id=laureate.id, before=before, after=after)


@at_any_time
def add_pledge(
    laureate: Laureate,
    *,
    sponsor: str,
    form: PledgeForm,
    description: str,
    amount_cents: int | None,
    due_on: date | None,
    actor: User,
) -> SponsorPledge:
    """Keep what a sponsor promised, during the support or after it."""
    pledge = SponsorPledge(
        laureate_id=laureate.id,
        sponsor=sponsor,
        form=form,
        description=description,
        amount_cents=amount_cents,
        due_on=due_on,
    )
    db.session.add(pledge)
    summary = f"a noté le soutien promis par {sponsor} : {description}"
    record(actor, "pledge.added", pledge, summary, laureate_id=laureate.id, after={"amount_cents": amount_cents})
    return pledge


@at_any_time
def edit_pledge(pledge: SponsorPledge, *, version: int, actor: User, today: date, **values: Any) -> None:
    """Correct a pledge, or say whether it was kept. Raises StaleError when somebody else changed it meanwhile."""
    if pledge.version != version:
        raise StaleError(STALE_PLEDGE)
    if all(getattr(pledge, name) == value for name, value in values.items()):
        return
    with editing(STALE_PLEDGE):
        if values.get("state", pledge.state) is not pledge.state:
            pledge.checked_on = today if values["state"] is not PledgeState.OPEN else None
        before, after = changes.apply(pledge, values)
    kept = f" : {values['state'].label.lower()}" if "state" in after else ""
    summary = f"a mis à jour le soutien {of(pledge.sponsor)}{kept}"
    record(actor, "pledge.changed", pledge, summary, laureate_id=pledge.laureate_id, before=before, after=after)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
