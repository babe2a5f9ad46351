"""Expert time given to an association is an aid in kind, at its value: the ledger that assignments are entered in."""

from dataclasses import dataclass
from datetime import date, datetime

from aic_tracker import config
from aic_tracker.accounts.models import User
from aic_tracker.aid import operations, queries, rules
from aic_tracker.aid.models import Aid, AidSource, Regime
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.expertise.models import Assignment

INSTRUMENT = "Prestation en nature (appui métier)"


@dataclass(frozen=True)
class Preview:
    """What the approval would do to the ceiling of `name`; `linked` counts the other organisations that add up."""

    name: str
    linked: int
    assessment: rules.Assessment


def enter(assignment: Assignment, *, actor: User, now: datetime) -> None:
    """Write the value down on the day of the approval; raises DomainError, naming the sum, beyond the ceiling.

    Nothing for an administration that is no undertaking, nor for time given free of charge.
    """
    value = assignment.value_of(assignment.planned_quarters)
    organisation = queries.organisation_carrying(assignment.laureate_id)
    ledger = operations.lock(organisation)
    if not value or not ledger.is_concerned:
        return
    if struck := queries.aid_of_assignment(assignment.id):
        if struck.cancelled_on is None:
            return
        # Approved, withdrawn, approved again: the link goes to the aid that counts.
        struck.assignment_id = None
        db.session.flush()
    operations.grant(
        organisation,
        laureate_id=assignment.laureate_id,
        amount_cents=value,
        granted_on=paris_day(now),
        regime=Regime.GENERAL,
        source=AidSource.ASSIGNMENT,
        authority=config.current().funding.authority,
        instrument=INSTRUMENT,
        purpose=assignment.title,
        actor=actor,
        now=now,
        assignment_id=assignment.id,
    )


def withdraw(assignment: Assignment, *, actor: User, today: date) -> None:
    """Strike the aid out when the approval is taken back."""
    aid: Aid | None = queries.aid_of_assignment(assignment.id)
    if aid is not None:
        reason = "L’approbation de l’appui a été retirée."
        operations.cancel(aid, cancelled_on=today, reason=reason, actor=actor, today=today)


def preview(assignment: Assignment, *, today: date) -> Preview | None:
    """The sum that an approval today would make; None when it enters no ceiling."""
    value = assignment.value_of(assignment.planned_quarters)
    if not value:
        return None
    ledger = queries.ledger_of(queries.organisation_carrying(assignment.laureate_id))
    if not ledger.is_concerned:
        return None
    assessment = rules.assess(
        ledger.movements, regime=Regime.GENERAL, amount_cents=value, on=today, terms=queries.terms()
    )
    return Preview(ledger.organisation.name, len(ledger.linked), assessment)
