"""Keep a draft, then create the whole laureate at once: organisation, project, period, people and points."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy.exc import IntegrityError

from aic_tracker.accounts.models import User
from aic_tracker.checkpoints.operations import propose_points
from aic_tracker.db import db
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.laureates.membership import add_member, invite_member
from aic_tracker.laureates.models import Laureate, MemberRole, Organisation
from aic_tracker.laureates.operations import add_organisation, create_laureate, open_period
from aic_tracker.laureates.support import at_any_time
from aic_tracker.onboarding.models import LaureateDraft
from aic_tracker.onboarding.rules import Step

ELSEWHERE = "Ce brouillon a changé dans une autre fenêtre. Votre saisie est gardée : vérifiez, puis validez de nouveau."


class Person(NamedTuple):
    """Somebody to add: an account, or a name and an address; `row` is where it was typed, for refusals."""

    user: User | None
    name: str
    email: str
    row: str


def revision_of(draft: LaureateDraft | None) -> int:
    """Counts what was saved; 0 before the first time."""
    return int(draft.data.get("revision", 0)) if draft else 0


@at_any_time
def save_step(
    draft: LaureateDraft | None,
    step: Step,
    typed: Mapping[str, list[str]],
    *,
    revision: int,
    actor: User,
    now: datetime,
) -> LaureateDraft:
    """Keep what was typed at one step. Refuses (StaleError) when another window saved the draft meanwhile."""
    if draft and revision_of(draft) == revision + 1 and draft.data.get(step.value) == dict(typed):
        return draft  # sent twice
    check_revision(draft, revision)
    data = {**(draft.data if draft else {}), step.value: dict(typed), "revision": revision + 1}
    if draft:
        draft.data, draft.updated_at = data, now
        return draft
    draft = LaureateDraft(user_id=actor.id, data=data, updated_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(draft)
    except IntegrityError:
        raise StaleError(ELSEWHERE) from None
    return draft


@at_any_time
def start_from(
    draft: LaureateDraft | None, steps: Mapping[Step, Mapping[str, list[str]]], *, actor: User, now: datetime
) -> None:
    """Begin a draft, or begin it again, with steps filled from elsewhere: read as if they were typed."""
    data = {step.value: dict(typed) for step, typed in steps.items()} | {"revision": revision_of(draft) + 1}
    if draft:
        draft.data, draft.updated_at = data, now
    else:
        db.session.add(LaureateDraft(user_id=actor.id, data=data, updated_at=now))


def check_revision(draft: LaureateDraft | None, revision: int) -> None:
    if revision_of(draft) != revision:
        raise StaleError(ELSEWHERE)


def abandon(draft: LaureateDraft) -> None:
    db.session.delete(draft)


@at_any_time
def create(
    draft: LaureateDraft,
    *,
    organisation: Organisation | None,
    new_organisation: Mapping[str, Any],
    project: Mapping[str, Any],
    starts_on: date,
    lead: User,
    referents: Sequence[Person],
    observers: Sequence[Person],
    actor: User,
    now: datetime,
    today: date,
) -> Laureate:
    """Everything, or nothing; the draft ends with it.

    People enter on the first day of the support, or today when it is yet to begin: they have things to prepare.
    """
    if organisation is None:
        organisation = add_organisation(**new_organisation, actor=actor)
    laureate = create_laureate(**project, organisation=organisation, actor=actor, now=now)
    period = open_period(laureate, starts_on, actor=actor)
    from_on = min(starts_on, today)
    add_member(laureate, lead, MemberRole.LEAD_COACH, from_on, actor=actor, today=today)
    for place, people in ((MemberRole.REFERENT, referents), (MemberRole.OBSERVER, observers)):
        for person in people:
            _add(laureate, person, place, from_on, actor, now, today)
    propose_points(period, actor=actor, now=now)
    db.session.delete(draft)
    db.session.flush()
    return laureate


def _add(
    laureate: Laureate, person: Person, place: MemberRole, from_on: date, actor: User, now: datetime, today: date
) -> None:
    try:
        if person.user:
            add_member(laureate, person.user, place, from_on, actor=actor, today=today)
        else:
            invite_member(laureate, person.email, person.name, place, from_on, actor=actor, now=now)
    except DomainError as refusal:
        field = "person" if person.user else "email"
        raise DomainError(refusal.message, field=f"{person.row}-{field}") from None
