"""What is done with introductions. Each verb is journalled; none commits."""

from datetime import date, datetime
from typing import Any

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.introductions import queries, rules
from aic_tracker.introductions.models import Contact, Introduction, IntroductionStatus
from aic_tracker.journal import changes
from aic_tracker.journal.operations import record
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.laureates.support import at_any_time, during_support
from aic_tracker.roadmap.models import Objective

S = IntroductionStatus
FOLLOWED = "Une mise en relation avec ce contact est déjà suivie pour ce projet."


@during_support(laureate="id")
def propose(
    laureate: Laureate,
    period: SupportPeriod | None,
    *,
    contact: Contact,
    purpose: str,
    objective: Objective | None,
    owner: User,
    next_step: str,
    next_step_on: date | None,
    notes: str,
    actor: User,
    now: datetime,
    today: date,
) -> Introduction:
    """Begin to follow an introduction. Refused outside a period, and twice to the same contact."""
    if period is None or not period.covers(today):
        raise DomainError("Une mise en relation se propose pendant un accompagnement en cours.")
    _check_step(next_step, next_step_on, today)
    if queries.is_followed(laureate.id, contact.id):
        raise DomainError(FOLLOWED, field="contact")
    introduction = Introduction(
        laureate_id=laureate.id,
        period_id=period.id,
        contact=contact,
        objective=objective,
        owner=owner,
        purpose=purpose,
        notes=notes,
        status_since=today,
        next_step=next_step,
        next_step_on=next_step_on,
        created_at=now,
    )
    db.session.add(introduction)
    summary = f"a proposé une mise en relation avec {contact.person} ({contact.organisation})"
    _tell(actor, "proposed", introduction, summary, after={"status": S.PROPOSED.value, "purpose": purpose})
    return introduction


@at_any_time
def edit(introduction: Introduction, *, version: int, actor: User, today: date, **values: Any) -> None:
    """Change what is aimed at, who follows it, and the next step. Needs contact, owner and objective loaded.

    A next step left as it was may be past; a new one may not. Refused once the outcome is known.
    """
    different = {name: value for name, value in values.items() if getattr(introduction, name) != value}
    if not different:
        return
    _check_version(introduction, version)
    if not introduction.status.is_open:
        raise DomainError("Cette mise en relation est conclue : rouvrez-la pour la modifier.")
    if "next_step" in different or "next_step_on" in different:
        _check_step(values["next_step"], values["next_step_on"], today)
    before, after = changes.apply(introduction, different)
    summary = f"a modifié la mise en relation avec {introduction.contact.person}"
    _tell(actor, "edited", introduction, summary, before=before, after=after)


@at_any_time
def move(introduction: Introduction, *, status: IntroductionStatus, version: int, actor: User, today: date) -> None:
    """One step on, or back; from an outcome, back to its follow-up. Needs the contact loaded."""
    _check_version(introduction, version)
    if introduction.status is status:
        raise DomainError(f"Cette mise en relation est déjà à l’étape « {status.label} ».")
    if status in rules.OUTCOMES or not rules.may_become(introduction.status, status):
        raise DomainError("Une mise en relation avance ou recule d’une étape à la fois.")
    before = {"status": introduction.status.value}
    if not introduction.status.is_open:
        if queries.is_followed(introduction.laureate_id, introduction.contact_id):
            raise DomainError(FOLLOWED)
        introduction.outcome, introduction.months_gained = "", None
    introduction.status, introduction.status_since = status, today
    summary = f"a passé la mise en relation avec {introduction.contact.person} à « {status.label} »"
    _tell(actor, "moved", introduction, summary, before=before, after={"status": status.value})


@at_any_time
def conclude(
    introduction: Introduction,
    *,
    status: IntroductionStatus,
    outcome: str,
    months_gained: int | None,
    version: int,
    period: SupportPeriod | None,
    actor: User,
    today: date,
) -> None:
    """Say how it ended. `period` is the current one: an outcome counts in the year in which it is reached.

    Needs the contact loaded. A partnership is refused before the introduction was made.
    """
    _check_version(introduction, version)
    if not introduction.status.is_open:
        raise DomainError("Cette mise en relation est déjà conclue : rouvrez-la pour changer sa conclusion.")
    if not rules.may_become(introduction.status, status):
        raise DomainError("Un partenariat se conclut une fois la mise en relation faite.", field="status")
    before = {"status": introduction.status.value}
    introduction.status, introduction.status_since = status, today
    introduction.outcome, introduction.months_gained = outcome, months_gained
    introduction.next_step, introduction.next_step_on = "", None
    if period is not None and period.covers(today):
        introduction.period_id = period.id
    after = {"status": status.value, "outcome": outcome, "months_gained": months_gained}
    words = "au partenariat" if status is S.PARTNERSHIP else "sans suite"
    summary = f"a conclu {words} la mise en relation avec {introduction.contact.person}"
    _tell(actor, "concluded", introduction, summary, before=before, after=after)


def _check_step(next_step: str, next_step_on: date | None, today: date) -> None:
    if refusal := rules.step_refusal(next_step, next_step_on, today=today):
        raise DomainError(refusal[1], field=refusal[0])


def _check_version(introduction: Introduction, version: int) -> None:
    if introduction.version != version:
        raise StaleError("Cette mise en relation a changé depuis que vous l’avez ouverte : vérifiez puis recommencez.")


def _tell(
    actor: User,
    verb: str,
    introduction: Introduction,
    summary: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record(
        actor,
        f"introduction.{verb}",
        introduction,
        summary,
        laureate_id=introduction.laureate_id,
        before=before,
        after=after,
    )
