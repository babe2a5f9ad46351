"""Who holds which place in a laureate's project, and when."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.folding import by_name, french_order
from aic_tracker.laureates.models import Laureate, LaureateStatus, MemberRole, Membership, SupportPeriod
from aic_tracker.prepared import prepared

COACHES = (MemberRole.LEAD_COACH, MemberRole.COACH)
# The lead coach first, observers last.
_PLACES = {place: rank for rank, place in enumerate(MemberRole)}


def members_of(laureate: Laureate) -> Sequence[Membership]:
    """All who are or were members, with their accounts: by place, then name, the latest membership first."""
    statement = (
        sa.select(Membership)
        .join(Membership.user)
        .where(Membership.laureate_id == laureate.id)
        .options(contains_eager(Membership.user))
        .order_by(Membership.from_on.desc(), Membership.id)
    )
    found = db.session.scalars(statement)
    return sorted(found, key=lambda one: (_PLACES[one.role], french_order(one.user.name), one.user_id))


def membership_of(laureate: Laureate, membership_id: int) -> Membership | None:
    """One membership of this laureate, with its account."""
    statement = (
        sa.select(Membership)
        .join(Membership.user)
        .where(Membership.laureate_id == laureate.id, Membership.id == membership_id)
        .options(contains_eager(Membership.user))
    )
    return db.session.scalar(statement)


def memberships_from(laureate: Laureate, day: date) -> Sequence[Membership]:
    """Those that still run on `day` or begin later, with their accounts; the laureate's people are held meanwhile."""
    db.session.execute(sa.select(Laureate.id).where(Laureate.id == laureate.id).with_for_update())
    statement = (
        sa.select(Membership)
        .join(Membership.user)
        .where(Membership.laureate_id == laureate.id)
        .where(Membership.ends_after(day))
        .options(contains_eager(Membership.user))
    )
    return db.session.scalars(statement).all()


@dataclass
class Team:
    """Those who hold a place in a project on a day."""

    lead_coach: User | None = None
    coaches: list[User] = field(default_factory=list)  # the lead coach included
    referents: list[User] = field(default_factory=list)
    ids: set[int] = field(default_factory=set)

    def others_than(self, user: User) -> list[User]:
        """Who else may be given something to do."""
        people = dict.fromkeys([*self.coaches, *self.referents])
        return [one for one in people if one.is_active and one.id != user.id]

    def join(self, member: Membership) -> None:
        self.ids.add(member.user_id)
        if member.role in COACHES:
            self.coaches.append(member.user)
        # Nobody follows a project from a closed account.
        if member.role is MemberRole.LEAD_COACH and member.user.is_active and self.lead_coach is None:
            self.lead_coach = member.user
        if member.role is MemberRole.REFERENT:
            self.referents.append(member.user)


def people_of(laureate_ids: Collection[int], on: date) -> dict[int, Team]:
    """By laureate, everybody by name, closed accounts too; one statement."""
    members = db.session.scalars(*_on_that_day(list(laureate_ids), on)) if laureate_ids else ()
    return _teams(sorted(members, key=lambda one: (french_order(one.user.name), one.user_id)))


def teams(laureate_ids: Collection[int], on: date) -> dict[int, Team]:
    """By laureate, the active accounts: those who may be told something; one statement."""
    statement, asked = _on_that_day(list(laureate_ids), on)
    return _teams(db.session.scalars(statement.where(User.is_active), asked) if laureate_ids else ())


@prepared
def _on_that_day(laureate_ids: Collection[int], on: date) -> sa.Select[Membership]:
    return (
        sa.select(Membership)
        .join(Membership.user)
        .where(Membership.laureate_id.in_(laureate_ids), Membership.active_on(on))
        .options(contains_eager(Membership.user))
        .order_by(Membership.id)
    )


def _teams(members: Iterable[Membership]) -> dict[int, Team]:
    found: dict[int, Team] = defaultdict(Team)
    for member in members:
        found[member.laureate_id].join(member)
    return found


def lead_coaches(laureate_ids: Collection[int], today: date) -> dict[int, list[User]]:
    statement = (
        sa.select(Membership)
        .where(Membership.laureate_id.in_(laureate_ids), Membership.role == MemberRole.LEAD_COACH)
        .where(Membership.active_on(today))
        .options(joinedload(Membership.user))
    )
    found: dict[int, list[User]] = defaultdict(list)
    for membership in db.session.scalars(statement):
        found[membership.laureate_id].append(membership.user)
    return found


def hold_laureate(laureate_id: int) -> None:
    """Until the transaction ends, nobody else numbers a point of this laureate."""
    db.session.execute(sa.select(Laureate.id).where(Laureate.id == laureate_id).with_for_update())


def active_memberships(laureate_id: int) -> list[Membership]:
    """Every membership of active accounts, past ones too, with the person."""
    statement = (
        sa.select(Membership)
        .join(Membership.user)
        .where(Membership.laureate_id == laureate_id, User.is_active)
        .options(joinedload(Membership.user))
        .order_by(Membership.id)
    )
    return list(db.session.scalars(statement))


def active_members(laureate_id: int, today: date) -> list[User]:
    """The people of the project today, by name: those who may own an objective or an action."""
    return accounts.active_among(member_ids(laureate_id, today))


def places_of(reader: User, today: date) -> sa.Select[int]:
    """The laureates that the reader is a member of: a coach may read all of them, and follows some."""
    return sa.select(Membership.laureate_id).where(
        Membership.user_id == reader.id,
        Membership.active_on(today),
    )


def charges(user: User, today: date) -> Sequence[Laureate]:
    """The laureates supported today that the person leads as coach, or stands for as referent."""
    places = sa.select(Membership.laureate_id).where(
        Membership.user_id == user.id,
        Membership.role.in_((MemberRole.LEAD_COACH, MemberRole.REFERENT)),
        Membership.active_on(today),
    )
    running = sa.select(SupportPeriod.laureate_id).where(SupportPeriod.covers(today))
    both = sa.and_(Laureate.id.in_(places), Laureate.id.in_(running))
    return by_name(db.session.scalars(sa.select(Laureate).where(both)))


def member_ids(laureate_id: int, day: date) -> sa.Select[int]:
    """Those who hold a place in the project that day."""
    return sa.select(Membership.user_id).where(Membership.laureate_id == laureate_id, Membership.active_on(day))


def member_ids_from(laureate_id: int, day: date) -> sa.Select[int]:
    """Those who hold a place in the project that day or later."""
    return sa.select(Membership.user_id).where(Membership.laureate_id == laureate_id, Membership.ends_after(day))


def referents_ever(laureate_ids: Collection[int]) -> Sequence[Membership]:
    """Every place of a referent, past ones too, the oldest first, with the person."""
    return db.session.scalars(*_referents_ever(list(laureate_ids))).all()


@prepared
def _referents_ever(laureate_ids: Collection[int]) -> sa.Select[Membership]:
    return (
        sa.select(Membership)
        .join(Membership.user)
        .where(Membership.laureate_id.in_(laureate_ids), Membership.role == MemberRole.REFERENT)
        .options(contains_eager(Membership.user))
        .order_by(Membership.from_on)
    )


def referent_spans(laureate_id: int, user_id: int) -> list[tuple[date, date | None]]:
    """The days `[from, until)` over which the person is or was a referent of the project."""
    statement = sa.select(Membership.from_on, Membership.until_on).where(
        Membership.laureate_id == laureate_id,
        Membership.user_id == user_id,
        Membership.role == MemberRole.REFERENT,
    )
    return [(from_on, until_on) for from_on, until_on in db.session.execute(statement)]


def closed_for(membership: Membership, laureate: Laureate) -> Sequence[Membership]:
    """The places that this one, of a lead coach, closes on its first day: the former lead's, and the person's own."""
    statement = (
        sa.select(Membership)
        .join(Membership.user)
        .where(Membership.laureate_id == laureate.id, Membership.until_on == membership.from_on)
        .where(sa.or_(Membership.role == MemberRole.LEAD_COACH, Membership.user_id == membership.user_id))
        .options(contains_eager(Membership.user))
        .order_by(Membership.id)
    )
    return db.session.scalars(statement).all()


def stays_of(user_ids: Collection[int]) -> list[tuple[int, date | None, date | None]]:
    """Each place of these people: the person, the day it ends, and the day the project's last accompaniment ends."""
    ends = (
        sa.select(SupportPeriod.laureate_id, sa.func.max(SupportPeriod.until).label("until"))
        .group_by(SupportPeriod.laureate_id)
        .subquery()
    )
    statement = (
        sa.select(Membership.user_id, Membership.until_on, ends.c.until)
        .outerjoin(ends, ends.c.laureate_id == Membership.laureate_id)
        .where(Membership.user_id.in_(user_ids))
    )
    # SQLite gives back the text of a computed date.
    return [
        (user_id, until, date.fromisoformat(supported) if isinstance(supported, str) else supported)
        for user_id, until, supported in db.session.execute(statement)
    ]


def lead_coach(laureate_id: int, on: date) -> User | None:
    statement = (
        sa.select(Membership)
        .join(Membership.user)
        .where(Membership.laureate_id == laureate_id, Membership.role == MemberRole.LEAD_COACH, User.is_active)
        .where(Membership.active_on(on))
        .options(joinedload(Membership.user))
        .order_by(Membership.id.desc())
    )
    place = db.session.scalars(statement).first()
    return place.user if place else None


def led_counts(today: date) -> dict[int, int]:
    """By person, how many projects `led_by` finds."""
    counted = sa.select(Membership.user_id, sa.func.count(Membership.laureate_id.distinct())).join(Membership.laureate)
    led = counted.where(Membership.role == MemberRole.LEAD_COACH, Membership.ends_after(today))
    running = led.where(Laureate.status != LaureateStatus.ENDED).group_by(Membership.user_id)
    return dict(db.session.execute(running).all())


def led_by(user: User, today: date) -> dict[int, date]:
    """The projects that the person leads until they end, with the first day of each: today's or one to come."""
    statement = (
        sa.select(Membership.laureate_id, sa.func.max(Membership.from_on, type_=sa.Date))
        .join(Membership.laureate)
        .where(Membership.user_id == user.id, Membership.role == MemberRole.LEAD_COACH, Membership.ends_after(today))
        .where(Laureate.status != LaureateStatus.ENDED)
        .group_by(Membership.laureate_id)
    )
    return dict(db.session.execute(statement).all())


def places_from(user: User, day: date) -> Sequence[Membership]:
    """The person's places, in any project, that run on that day or begin later."""
    return db.session.scalars(
        sa.select(Membership).where(Membership.user_id == user.id, Membership.ends_after(day)).order_by(Membership.id)
    ).all()


def holds_place_from(user: User, laureate_id: int, day: date) -> bool:
    """Whether a place of the person in that project runs on that day or begins later."""
    place = sa.select(Membership.id).where(Membership.user_id == user.id, Membership.laureate_id == laureate_id)
    return db.session.scalar(sa.select(place.where(Membership.ends_after(day)).exists())) or False


def is_led(today: date) -> sa.Exists:
    """Of a laureate: whether somebody who can sign in leads it that day."""
    return (
        sa.select(Membership.id)
        .join(Membership.user)
        .where(Membership.laureate_id == Laureate.id, Membership.role == MemberRole.LEAD_COACH, User.is_active)
        .where(Membership.active_on(today))
        .correlate(Laureate)
        .exists()
    )


def following_coaches(today: date) -> list[User]:
    """Whoever is coach of a laureate today, by name."""
    following = sa.select(Membership.user_id).where(Membership.role.in_(COACHES), Membership.active_on(today))
    return accounts.those(following)
