"""Who takes part in a project, from when until when. A place is closed with a date, never deleted."""

from collections.abc import Sequence
from datetime import date, datetime

from aic_tracker import formats
from aic_tracker.accounts.models import Role, User
from aic_tracker.accounts.operations import invite
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.elision import of
from aic_tracker.errors import DomainError
from aic_tracker.formats import quoted
from aic_tracker.journal.operations import record
from aic_tracker.laureates import queries, rules
from aic_tracker.laureates.models import Laureate, LaureateStatus, MemberRole, Membership
from aic_tracker.laureates.support import at_any_time


@at_any_time
def add_member(
    laureate: Laureate,
    user: User,
    role: MemberRole,
    from_on: date,
    *,
    actor: User | None,
    today: date,
    far_date_meant: bool = False,
) -> Membership:
    """Give `user` a place from `from_on` on. A new lead coach closes the former one's place on that day.

    Refuses an account whose role does not fit the place, a deactivated one, and somebody who already has a place; a
    coach of the team who becomes lead coach leaves the former place. A date far ahead must be meant.
    """
    if not user.is_active:
        raise DomainError(f"Le compte {of(user.name)} est désactivé.", field="person")
    if not rules.may_hold(user.role, role):
        raise DomainError(
            f"{user.name} a un compte {quoted(user.role.label)}{formats.NBSP}; "
            f"cette place demande le rôle {_roles(role)}.",
            field="person",
        )
    if from_on > today:
        months = rules.FAR_PLACE_MONTHS
        if refusal := rules.far_date_refusal(from_on, today, months=months, is_meant=far_date_meant):
            raise DomainError(refusal, field="far_date_meant")
    running = queries.memberships_from(laureate, from_on)
    former: str | None = None
    if role is MemberRole.LEAD_COACH:
        former = _make_room_for_lead(laureate, running, user, from_on, actor)
    elif any(membership.user_id == user.id for membership in running):
        raise DomainError(f"{user.name} a déjà une place dans ce projet à cette date.", field="person")
    membership = Membership(user_id=user.id, laureate_id=laureate.id, role=role, from_on=from_on)
    db.session.add(membership)
    membership.user = user
    after = {"role": role.value, "from_on": from_on.isoformat()}
    summary = f"a ajouté {user.name} comme membre du projet"
    if role is MemberRole.LEAD_COACH:
        after |= {"lead_coach": user.name}
        summary = f"a confié le projet à {user.name}"
    before = {"lead_coach": former} if former else None
    record(actor, "member.added", membership, summary, laureate_id=laureate.id, before=before, after=after)
    return membership


def _make_room_for_lead(
    laureate: Laureate, running: Sequence[Membership], user: User, from_on: date, actor: User | None
) -> str | None:
    """Close what a new lead coach replaces; the name of the one who led until then."""
    former = None
    for membership in running:
        if membership.role is not MemberRole.LEAD_COACH and membership.user_id != user.id:
            continue
        if membership.role is MemberRole.LEAD_COACH and membership.user_id == user.id:
            raise DomainError(f"{user.name} suit déjà ce projet.", field="person")
        if membership.from_on > from_on:
            raise DomainError(
                f"Une place commence le {formats.date_plain(membership.from_on)}{formats.NBSP}: "
                "choisissez une date à partir de ce jour.",
                field="from_on",
            )
        if membership.role is MemberRole.LEAD_COACH:
            former = membership.user.name
        _close(membership, from_on, laureate, actor)
    return former


def _roles(place: MemberRole) -> str:
    return " ou ".join(quoted(role.label) for role in Role if rules.may_hold(role, place))


@at_any_time
def invite_member(
    laureate: Laureate,
    email: str,
    name: str,
    role: MemberRole,
    from_on: date,
    *,
    actor: User,
    now: datetime,
    far_date_meant: bool = False,
) -> Membership:
    """Give a place to a person of the project by address; the account is created, and invited by mail, when unknown."""
    if role not in (MemberRole.REFERENT, MemberRole.OBSERVER):
        raise DomainError("L’administration ouvre les comptes de l’équipe : choisissez une personne de la liste.")
    user = invite(email, name, Role.REFERENT, actor=actor, now=now)
    try:
        return add_member(
            laureate, user, role, from_on, actor=actor, today=paris_day(now), far_date_meant=far_date_meant
        )
    except DomainError as refusal:
        field = refusal.field if refusal.field == "far_date_meant" else "email"
        raise DomainError(refusal.message, field=field) from None


@at_any_time
def close_membership(membership: Membership, until_on: date, *, laureate: Laureate, actor: User, today: date) -> None:
    """From `until_on` on, the person has no place any more. Refuses to leave a running project without a lead coach."""
    if membership.until_on is not None and membership.until_on <= today:
        since = formats.date_plain(membership.until_on)
        raise DomainError(f"Cette place est déjà fermée depuis le {since}.")
    if until_on < membership.from_on:
        raise DomainError(
            f"Indiquez une date à partir du {formats.date_plain(membership.from_on)}, début de cette place.",
            field="until_on",
        )
    if membership.role is MemberRole.LEAD_COACH and laureate.status is not LaureateStatus.ENDED:
        raise DomainError("Confiez d’abord le projet à quelqu’un d’autre : la place se ferme le même jour.")
    _close(membership, until_on, laureate, actor)


def _close(membership: Membership, until_on: date, laureate: Laureate, actor: User | None) -> None:
    before = membership.until_on.isoformat() if membership.until_on else None
    membership.until_on = until_on
    record(
        actor,
        "member.closed",
        membership,
        f"a mis fin à la place {of(membership.user.name)} dans le projet",
        laureate_id=laureate.id,
        before={"until_on": before},
        after={"until_on": until_on.isoformat()},
    )


def leave_everywhere(user: User, today: date) -> None:
    """Places that are still open end today."""
    # Row by row: a statement on all of them would have every laureate's standing drawn again.
    for place in queries.places_from(user, today):
        place.until_on = max(today, place.from_on)


@at_any_time
def withdraw_membership(membership: Membership, *, laureate: Laureate, actor: User, today: date) -> None:
    """Take back a place that has not begun, as if it had never been given: what it closed on that day goes on.

    Needs the account loaded. Refused from its first day on: it is then closed with a date.
    """
    if membership.from_on <= today:
        since = formats.date_plain(membership.from_on)
        raise DomainError(f"Cette place a commencé le {since} : mettez-y fin plutôt.")
    leads = membership.role is MemberRole.LEAD_COACH
    restored = queries.closed_for(membership, laureate) if leads else []
    for place in restored:
        place.until_on = None
    goes_on = f" ; {formats.listed([place.user.name for place in restored])} la garde" if restored else ""
    record(
        actor,
        "member.withdrawn",
        membership,
        f"a retiré la place {of(membership.user.name)}, prévue au {formats.date_plain(membership.from_on)}{goes_on}",
        laureate_id=laureate.id,
        before={"role": membership.role.value, "from_on": membership.from_on.isoformat()},
        after={"role": None},
    )
    db.session.delete(membership)
