"""Expert time is an aid in kind, at its value: what approvals, and time given beyond them, write in the ledger."""

from dataclasses import dataclass
from datetime import date, datetime

from aic_tracker import config
from aic_tracker.accounts.models import User
from aic_tracker.aid import operations, queries, rules
from aic_tracker.aid.models import Aid, AidSource, Regime
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.expertise.models import Assignment
from aic_tracker.formats import NBSP
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Organisation
from aic_tracker.laureates.support import at_any_time

INSTRUMENT = "Prestation en nature (appui métier)"


@dataclass(frozen=True)
class Preview:
    """What the approval would do to the ceiling of `name`; `linked` counts the other organisations that add up."""

    name: str
    linked: int
    assessment: rules.Assessment
    undeclared: str | None  # what would refuse it for want of a declaration


@at_any_time
def enter(assignment: Assignment, *, actor: User, now: datetime) -> None:
    """Write the value down on the day of the approval; raises DomainError, naming the sum, beyond the ceiling.

    Nothing for time given free of charge.
    """
    value = assignment.value_of(assignment.planned_quarters)
    organisation = laureates.organisation_carrying(assignment.laureate_id)
    operations.lock(organisation)
    if not value:
        return
    if struck := queries.aid_of_assignment(assignment.id):
        if struck.cancelled_on is None:
            return
        # Approved, withdrawn, approved again: the link goes to the aid that counts.
        struck.assignment_id = None
        db.session.flush()
    _grant(assignment, organisation, value, paris_day(now), assignment.title, actor, now, assignment_id=assignment.id)


@at_any_time
def withdraw(assignment: Assignment, *, actor: User, today: date) -> None:
    """Strike the aid out when the approval is taken back."""
    aid: Aid | None = queries.aid_of_assignment(assignment.id)
    if aid is not None:
        reason = "L’approbation de l’appui a été retirée."
        operations.strike_out(aid, cancelled_on=today, reason=reason, actor=actor, today=today)


@at_any_time
def follow_time(assignment: Assignment, quarters: int, *, on: date, actor: User, now: datetime) -> None:
    """Enter, on the day it was given, the value given beyond the one approved; take it back when days are removed.

    `quarters`: all the time given. Raises DomainError, naming the sum, when its value does not fit under the ceiling.
    """
    organisation = laureates.organisation_carrying(assignment.laureate_id)
    operations.lock(organisation)
    approved = assignment.value_of(assignment.planned_quarters) or 0
    given = assignment.value_of(quarters) or 0
    entered = queries.overruns_of(assignment.id)
    missing = max(given - approved, 0) - sum(aid.amount_cents for aid in entered)
    today, reason = paris_day(now), "Du temps noté a été retiré de l’appui."
    for aid in entered:
        if missing >= 0:
            break
        operations.strike_out(aid, cancelled_on=today, reason=reason, actor=actor, today=today)
        missing, on = missing + aid.amount_cents, aid.granted_on
    if missing > 0:
        purpose = f"{assignment.title}{NBSP}: temps au-delà de l’approbation"
        _grant(assignment, organisation, missing, on, purpose, actor, now, overrun_of_id=assignment.id)


def _grant(
    assignment: Assignment,
    organisation: Organisation,
    cents: int,
    on: date,
    purpose: str,
    actor: User,
    now: datetime,
    **source: int,
) -> None:
    operations.grant(
        organisation,
        laureate_id=assignment.laureate_id,
        amount_cents=cents,
        granted_on=on,
        regime=Regime.GENERAL,
        source=AidSource.ASSIGNMENT,
        authority=config.current().funding.authority,
        instrument=INSTRUMENT,
        purpose=purpose,
        actor=actor,
        now=now,
        **source,
    )


def preview(assignment: Assignment, *, today: date) -> Preview | None:
    """The sum that an approval today would make; None when it enters no ceiling."""
    value = assignment.value_of(assignment.planned_quarters)
    if not value:
        return None
    ledger = queries.ledger_of(laureates.organisation_carrying(assignment.laureate_id))
    if not ledger.is_concerned:
        return None
    assessment = rules.assess(
        ledger.movements, regime=Regime.GENERAL, amount_cents=value, on=today, terms=queries.terms()
    )
    undeclared = queries.undeclared(ledger, today)
    return Preview(ledger.organisation.name, len(ledger.linked), assessment, undeclared)
