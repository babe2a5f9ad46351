"""What is done with the directory of experts. Each verb is journalled; none commits."""

from datetime import datetime

from aic_tracker.accounts import operations as accounts
from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.elision import of
from aic_tracker.errors import DomainError
from aic_tracker.expertise import queries
from aic_tracker.expertise.models import Expert, ExpertKind, Skill
from aic_tracker.journal import changes
from aic_tracker.journal.operations import record
from aic_tracker.laureates.support import at_any_time


@at_any_time
def add_expert(*, name: str, kind: ExpertKind, skills: list[Skill], availability: str, actor: User) -> Expert:
    """A new line of the directory; no account is made."""
    _check_name(name)
    expert = Expert(name=name, kind=kind, skills=[skill.value for skill in skills], availability=availability)
    db.session.add(expert)
    record(actor, "expert.added", expert, f"a ajouté {name} à l’annuaire des expertes et experts")
    return expert


@at_any_time
def edit_expert(
    expert: Expert, *, name: str, kind: ExpertKind, skills: list[Skill], availability: str, actor: User
) -> None:
    _check_name(name, but=expert)
    values = {"name": name, "kind": kind, "skills": [skill.value for skill in skills], "availability": availability}
    before, after = changes.apply(expert, values)
    if after:
        record(actor, "expert.edited", expert, f"a modifié la fiche {of(name)}", before=before, after=after)


@at_any_time
def set_expert_active(expert: Expert, active: bool, *, actor: User) -> None:
    """An inactive expert is offered no new assignment; those running go on."""
    if expert.is_active is active:
        return
    expert.is_active = active
    verb, words = ("activated", "a réactivé") if active else ("deactivated", "a désactivé")
    record(actor, f"expert.{verb}", expert, f"{words} {expert.name} dans l’annuaire", after={"is_active": active})


@at_any_time
def invite_expert(expert: Expert, *, email: str, actor: User, now: datetime) -> User:
    """Give the expert an account, or link the one that exists. Refused when another expert has it."""
    if expert.user_id is not None:
        raise DomainError("Un compte est déjà lié à cette fiche.", field="email")
    user = accounts.invite(email, expert.name, Role.EXPERT, actor=actor, now=now)
    if other := queries.expert_with_account(user):
        raise DomainError(f"Ce compte est déjà lié à {other.name}.", field="email")
    expert.user = user
    record(actor, "expert.invited", expert, f"a invité {expert.name}", after={"user_id": user.id})
    return user


def _check_name(name: str, *, but: Expert | None = None) -> None:
    if queries.name_taken(name, but=but):
        raise DomainError("Cette personne ou cette organisation est déjà dans l’annuaire.", field="name")
