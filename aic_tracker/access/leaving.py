"""Who leaves a project leaves nothing due to nobody: what they held goes to somebody else in the same gesture."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from aic_tracker import formats
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import Role, User
from aic_tracker.calendar_fr import paris_day, paris_instant
from aic_tracker.checkpoints import guests
from aic_tracker.checkpoints.models import Attendee, Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.expertise.models import Expert
from aic_tracker.introductions.models import Introduction, IntroductionStatus
from aic_tracker.journal.operations import record
from aic_tracker.laureates import membership
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate, LaureateStatus, MemberRole, Membership, SupportPeriod
from aic_tracker.readers.queries import without_the_right_to_read
from aic_tracker.roadmap.models import Action, Objective, ObjectiveStatus, Priority, Roadmap


@dataclass(frozen=True)
class Held:
    """What one person has to do or to come to in one project."""

    points: Sequence[Checkpoint]
    objectives: Sequence[Objective]
    actions: Sequence[Action]
    introductions: Sequence[Introduction]

    def words(self) -> list[str]:
        """For the screens: « 2 points à venir », nothing of what there is none of."""
        counts = (
            (len(self.points), "point à venir", "points à venir"),
            (len(self.objectives), "objectif ouvert", "objectifs ouverts"),
            (len(self.actions), "action à faire", "actions à faire"),
            (len(self.introductions), "mise en relation en cours", "mises en relation en cours"),
        )
        return [formats.plural(count, one, many) for count, one, many in counts if count]


def held(user: User, laureate_id: int, *, from_on: date, now: datetime) -> Held:
    """What is open or to come from that day on; four statements and those of the points' people."""
    scalars = db.session.scalars
    points = (
        sa.select(Checkpoint)
        .join(Attendee, Attendee.checkpoint_id == Checkpoint.id)
        .where(Attendee.user_id == user.id, Checkpoint.laureate_id == laureate_id)
        .where(Checkpoint.status == CheckpointStatus.PLANNED)
        .where(Checkpoint.starts_at >= max(now, paris_instant(from_on, 0)))
        .options(selectinload(Checkpoint.attendees).joinedload(Attendee.user))
        .order_by(Checkpoint.starts_at)
    )
    objectives = (
        sa.select(Objective)
        .join(Objective.priority)
        .join(Priority.roadmap)
        .join(Roadmap.period)
        .where(SupportPeriod.laureate_id == laureate_id, Objective.owner_id == user.id)
        .where(Objective.status.in_([status for status in ObjectiveStatus if status.is_open]))
        .order_by(Objective.id)
    )
    actions = (
        sa.select(Action)
        .where(Action.laureate_id == laureate_id, Action.owner_id == user.id)
        .where(Action.done_on.is_(None), Action.cancelled_on.is_(None))
        .order_by(Action.id)
    )
    introductions = (
        sa.select(Introduction)
        .where(Introduction.laureate_id == laureate_id, Introduction.owner_id == user.id)
        .where(Introduction.status.in_([status for status in IntroductionStatus if status.is_open]))
        .order_by(Introduction.id)
    )
    return Held(*(scalars(select).all() for select in (points, objectives, actions, introductions)))


def settle(user: User, laureate: Laureate, *, from_on: date, heir: User | None, actor: User, now: datetime) -> None:
    """Hand over what `user` holds in a project left on that day; without an `heir`, to its lead coach.

    Points to come leave their calendar; the rest is done from now on by the heir, by nobody where there is no lead
    coach: it is then reminded of to the whole team. Nothing, for who keeps another place or assignment.
    """
    if user.is_active and _stays(user, laureate.id, from_on):
        return
    left = held(user, laureate.id, from_on=from_on, now=now)
    if not left.words():
        return
    heir = heir or laureates.lead_coach(laureate.id, from_on)
    heir = heir if heir and heir.id != user.id else None
    for point in left.points:
        guests.take_off(point, user, actor=actor, now=now)
    things: list[Objective | Action | Introduction] = [*left.objectives, *left.actions, *left.introductions]
    for thing in things:
        thing.owner_id = heir.id if heir else None
    summary = f"a repris ce que {user.name} avait à faire dans le projet : {formats.listed(left.words())}"
    record(
        actor,
        "member.settled",
        laureate,
        summary,
        laureate_id=laureate.id,
        before={"owner": user.name},
        after={"owner": heir.name if heir else None},
    )


def settle_expert(expert: Expert | None, laureate: Laureate, *, actor: User, now: datetime) -> None:
    """After a step of an assignment, hand over what its expert held, unless they go on reading the project."""
    person = db.session.get(User, expert.user_id) if expert and expert.user_id else None
    if person is not None:
        settle(person, laureate, from_on=paris_day(now), heir=None, actor=actor, now=now)


def _stays(user: User, laureate_id: int, on: date) -> bool:
    """Whether another place, or another assignment of an expert, goes on."""
    if user.role is Role.EXPERT:
        return not without_the_right_to_read({(user.id, laureate_id)}, on)
    other = sa.select(Membership.id).where(Membership.user_id == user.id, Membership.laureate_id == laureate_id)
    return db.session.scalar(sa.select(other.where(Membership.ends_after(on)).exists())) or False


def laureates_of(user: User, now: datetime) -> list[tuple[Laureate, Held, bool]]:
    """Each project where the person holds something, with it, and whether they lead it while it runs."""
    today = paris_day(now)
    places = sa.select(Membership.laureate_id).where(Membership.user_id == user.id)
    owned = (
        places.where(Membership.ends_after(today)),
        sa.select(Action.laureate_id).where(Action.owner_id == user.id),
        sa.select(Introduction.laureate_id).where(Introduction.owner_id == user.id),
        sa.select(SupportPeriod.laureate_id)
        .join(Roadmap, Roadmap.period_id == SupportPeriod.id)
        .join(Priority, Priority.roadmap_id == Roadmap.id)
        .join(Objective, Objective.priority_id == Priority.id)
        .where(Objective.owner_id == user.id),
        sa.select(Checkpoint.laureate_id).join(Checkpoint.attendees).where(Attendee.user_id == user.id),
    )
    statement = sa.select(Laureate).where(sa.or_(*(Laureate.id.in_(ids) for ids in owned))).order_by(Laureate.name)
    led = set(
        db.session.scalars(
            places.where(Membership.role == MemberRole.LEAD_COACH, Membership.ends_after(today)).distinct()
        )
    )
    found = []
    for laureate in db.session.scalars(statement):
        kept = held(user, laureate.id, from_on=today, now=now)
        leads = laureate.id in led and laureate.status is not LaureateStatus.ENDED
        if leads or kept.words():
            found.append((laureate, kept, leads))
    return found


def coaches_but(user: User) -> Sequence[User]:
    """Who may take over the projects that somebody leads."""
    return [coach for coach in accounts.active_users(Role.COACH) if coach.id != user.id]


def settle_everywhere(
    user: User,
    projects: Collection[tuple[Laureate, Held, bool]],
    *,
    heir: User | None,
    actor: User,
    now: datetime,
) -> None:
    """Of an account being closed: the projects led go to `heir`. Refused without one."""
    led = [laureate for laureate, _, leads in projects if leads]
    if led and heir is None:
        names = formats.listed([laureate.name for laureate in led])
        raise DomainError(f"Choisissez qui est désormais chargé·e de {names}.", field="heir")
    for laureate, _, leads in projects:
        if leads and heir is not None:
            today = paris_day(now)
            membership.add_member(laureate, heir, MemberRole.LEAD_COACH, today, actor=actor, today=today)
        settle(user, laureate, from_on=paris_day(now), heir=None, actor=actor, now=now)
