"""Who leaves leaves nothing due to nobody: it goes to somebody else in the same gesture. Nothing commits."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from aic_tracker import formats
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints import guests
from aic_tracker.elision import that
from aic_tracker.errors import DomainError
from aic_tracker.expertise.models import Expert
from aic_tracker.folding import by_name
from aic_tracker.journal.operations import record
from aic_tracker.laureates import membership
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate, MemberRole
from aic_tracker.laureates.support import at_any_time
from aic_tracker.leaving.holdings import Held, held_by, projects


@at_any_time
def settle(user: User, laureate: Laureate, *, from_on: date, heir: User | None, actor: User, now: datetime) -> None:
    """Hand over what `user` holds in a project left on that day; without an `heir`, to its lead coach.

    Points to come leave their calendar; the rest is done from now on by the heir, by nobody where there is no lead
    coach: it is then shown « à réattribuer ». Nothing, for who keeps another place or assignment.
    """
    held = held_by(user, now, among=[laureate.id]).get(laureate.id)
    if held is None or (user.is_active and _stays(user, laureate, held, from_on)):
        return
    heir = heir or laureates.lead_coach(laureate.id, from_on)
    _give(user, laureate, held.from_day(from_on), heir=heir, actor=actor, now=now)


@at_any_time
def settle_expert(expert: Expert | None, laureate: Laureate, *, actor: User, now: datetime) -> None:
    """After a step of an assignment, hand over what its expert held, unless they go on reading the project."""
    person = accounts.user_by_id(expert.user_id) if expert and expert.user_id else None
    if person is not None:
        settle(person, laureate, from_on=paris_day(now), heir=None, actor=actor, now=now)


@at_any_time
def hand_over(
    user: User,
    heirs: Mapping[int, User],
    *,
    actor: User | None,
    now: datetime,
    among: Collection[int] | None = None,
    led_may_wait: bool = False,
) -> list[Laureate]:
    """Give what one person holds, in every project or `among` these, to the heir of each; returns those projects.

    `heirs`: by laureate. Who is named for a project that the person leads leads it from today on. Without a name, what
    is held goes to the lead coach; a project led is refused, unless it may wait for somebody (`led_may_wait`).
    """
    found, today = held_by(user, now, among=among), paris_day(now)
    concerned = by_name(projects(found))
    waiting = [laureate.name for laureate in concerned if found[laureate.id].leads and laureate.id not in heirs]
    if waiting and not led_may_wait:
        raise DomainError(f"Choisissez qui est désormais chargé·e de {formats.listed(waiting)}.", field="heir")
    for laureate in concerned:
        held, heir = found[laureate.id], heirs.get(laureate.id)
        if held.leads and heir is not None:
            day = max(today, held.leads_from or today)
            membership.add_member(
                laureate, heir, MemberRole.LEAD_COACH, day, actor=actor, today=today, far_date_meant=True
            )
        _give(user, laureate, held, heir=heir or laureates.lead_coach(laureate.id, today), actor=actor, now=now)
    return concerned


def _stays(user: User, laureate: Laureate, held: Held, on: date) -> bool:
    """Whether another place, or another assignment of an expert, goes on."""
    return bool(held.assignments) or laureates.holds_place_from(user, laureate.id, on)


def _give(user: User, laureate: Laureate, held: Held, *, heir: User | None, actor: User | None, now: datetime) -> None:
    if not held.points and not held.owned:
        return
    heir = heir if heir and heir.id != user.id else None
    for point in held.points:
        guests.take_off(point, user, actor=actor, now=now)
    for thing in held.owned:
        thing.owner_id = heir.id if heir else None
    words = formats.listed(held.to_do())
    summary = f"a repris ce {that(user.name)} avait à faire dans le projet : {words}"
    if heir is None:
        summary = f"a laissé à réattribuer ce {that(user.name)} avait à faire dans le projet : {words}"
    elif actor is None or heir.id != actor.id:
        summary = f"a confié à {heir.name} ce {that(user.name)} avait à faire dans le projet : {words}"
    record(
        actor,
        "member.settled",
        laureate,
        summary,
        laureate_id=laureate.id,
        before={"owner": user.name},
        after={"owner": heir.name if heir else None},
    )
