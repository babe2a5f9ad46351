"""What several features know of many laureates at once; each function is a constant number of statements."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from aic_tracker.access.permissions import Permission, reaches_own_assignments_only
from aic_tracker.accounts.models import Role, User
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.diagnostic.models import Diagnostic, Rating
from aic_tracker.expertise.models import Assignment, AssignmentDay, AssignmentStatus, Expert
from aic_tracker.folding import by_name, french_order
from aic_tracker.laureates.models import Laureate, MemberRole, Membership, SupportPeriod
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.renewals.models import RenewalDecision
from aic_tracker.roadmap.models import Action, Objective, Priority, Roadmap

COACHES = (MemberRole.LEAD_COACH, MemberRole.COACH)


@dataclass
class People:
    """The current members of a laureate."""

    lead_coach: User | None = None
    coaches: list[User] = field(default_factory=list)
    referents: list[User] = field(default_factory=list)
    ids: set[int] = field(default_factory=set)


def people_of(laureate_ids: Collection[int], today: date) -> dict[int, People]:
    """By laureate; one statement."""
    statement = (
        sa.select(Membership)
        .join(Membership.user)
        .where(Membership.laureate_id.in_(laureate_ids), Membership.active_on(today))
        .options(contains_eager(Membership.user))
        .order_by(Membership.id)
    )
    found: dict[int, People] = defaultdict(People)
    memberships = db.session.scalars(statement)
    for membership in sorted(memberships, key=lambda one: (french_order(one.user.name), one.user_id)):
        people = found[membership.laureate_id]
        people.ids.add(membership.user_id)
        if membership.role in COACHES:
            people.coaches.append(membership.user)
        # Nobody follows a project from a closed account.
        if membership.role is MemberRole.LEAD_COACH and membership.user.is_active:
            people.lead_coach = membership.user
        if membership.role is MemberRole.REFERENT:
            people.referents.append(membership.user)
    return found


def laureates(visible: sa.Select[Laureate]) -> Sequence[Laureate]:
    """With their organisation, season and periods; two statements."""
    options = (joinedload(Laureate.organisation), joinedload(Laureate.season), selectinload(Laureate.periods))
    return db.session.scalars(visible.options(*options)).all()


def following_coaches(today: date) -> list[User]:
    """Whoever is coach of a laureate today, by name."""
    following = sa.select(Membership.user_id).where(Membership.role.in_(COACHES), Membership.active_on(today))
    users = db.session.scalars(sa.select(User).where(User.id.in_(following))).all()
    return by_name(users)


def objectives_of(period_ids: Collection[int]) -> dict[int, list[Objective]]:
    """By period, in the order of the roadmap, their priority loaded; one statement."""
    statement = (
        sa.select(Roadmap.period_id, Objective)
        .join(Priority, Objective.priority_id == Priority.id)
        .join(Roadmap, Priority.roadmap_id == Roadmap.id)
        .where(Roadmap.period_id.in_(period_ids))
        .options(contains_eager(Objective.priority))
        .order_by(Priority.place, Priority.rank, Priority.id, Objective.rank, Objective.id)
    )
    found: dict[int, list[Objective]] = defaultdict(list)
    for period_id, objective in db.session.execute(statement):
        found[period_id].append(objective)
    return found


def decided_periods(period_ids: Collection[int]) -> set[int]:
    statement = sa.select(RenewalDecision.period_id).where(RenewalDecision.period_id.in_(period_ids))
    return set(db.session.scalars(statement))


def roadmap_and_objectives(period: SupportPeriod) -> tuple[Roadmap | None, list[Objective]]:
    """The roadmap of a period with its objectives in order, their priority loaded; one statement."""
    statement = (
        sa.select(Roadmap, Objective)
        .outerjoin(Priority, Priority.roadmap_id == Roadmap.id)
        .outerjoin(Objective, Objective.priority_id == Priority.id)
        .where(Roadmap.period_id == period.id)
        .options(contains_eager(Objective.priority))
        .order_by(Priority.place, Priority.rank, Priority.id, Objective.rank, Objective.id)
    )
    rows = db.session.execute(statement).all()
    return (rows[0][0] if rows else None), [objective for _roadmap, objective in rows if objective is not None]


@dataclass(frozen=True)
class AssignmentLine:
    """An assignment, its expert loaded, with the quarter days used."""

    assignment: Assignment
    used_quarters: int


def assignment_lines(period: SupportPeriod, actor: User) -> list[AssignmentLine]:
    """All but the declined ones, by start; an expert is given own ones only. One statement."""
    used = (
        sa.select(sa.func.coalesce(sa.func.sum(AssignmentDay.quarters), 0))
        .where(AssignmentDay.assignment_id == Assignment.id)
        .correlate(Assignment)
        .scalar_subquery()
    )
    statement = (
        sa.select(Assignment, used)
        .outerjoin(Assignment.expert)
        .where(Assignment.period_id == period.id, Assignment.status != AssignmentStatus.DECLINED)
        .options(contains_eager(Assignment.expert))
        .order_by(Assignment.starts_on.is_(None), Assignment.starts_on, Assignment.id)
    )
    if reaches_own_assignments_only(actor, Permission.READ_ASSIGNMENTS):
        statement = statement.where(Expert.user_id == actor.id)
    return [AssignmentLine(assignment, int(quarters)) for assignment, quarters in db.session.execute(statement)]


def diagnostics_to_sign(period_ids: Collection[int]) -> list[Diagnostic]:
    """Diagnostics without the referents' signature, the latest first, ready for `diagnostic.rules.can_sign`."""
    statement = (
        sa.select(Diagnostic)
        .where(Diagnostic.period_id.in_(period_ids), Diagnostic.referent_signed_at.is_(None))
        .options(selectinload(Diagnostic.ratings).joinedload(Rating.dimension))
        .order_by(Diagnostic.id.desc())
    )
    return list(db.session.scalars(statement))


def points_of(laureate: Laureate) -> Sequence[Checkpoint]:
    """Every point of every period, in order of date, without people."""
    statement = sa.select(Checkpoint).where(Checkpoint.laureate_id == laureate.id)
    return db.session.scalars(statement.order_by(Checkpoint.starts_at, Checkpoint.number)).all()


def points_held(laureate_ids: Collection[int], start: datetime, end: datetime) -> list[tuple[int, datetime]]:
    """(laureate, instant) of the points held or closed in `[start, end)`."""
    statement = sa.select(Checkpoint.laureate_id, Checkpoint.starts_at).where(
        Checkpoint.laureate_id.in_(laureate_ids),
        Checkpoint.has_happened,
        Checkpoint.starts_at >= start,
        Checkpoint.starts_at < end,
    )
    return [(laureate_id, starts_at) for laureate_id, starts_at in db.session.execute(statement)]


def points_in(laureate_ids: Collection[int], start: datetime, end: datetime) -> Sequence[Checkpoint]:
    """The points of these laureates in `[start, end)`, in order, but the cancelled ones; one statement."""
    statement = sa.select(Checkpoint).where(
        Checkpoint.laureate_id.in_(laureate_ids),
        Checkpoint.status != CheckpointStatus.CANCELLED,
        Checkpoint.starts_at >= start,
        Checkpoint.starts_at < end,
    )
    return db.session.scalars(statement.order_by(Checkpoint.starts_at, Checkpoint.id)).all()


def open_actions_owned_by(user: User, laureate_ids: Collection[int]) -> Sequence[Action]:
    """Neither done nor cancelled, the most urgent first."""
    statement = (
        sa.select(Action)
        .where(Action.owner_id == user.id, Action.laureate_id.in_(laureate_ids))
        .where(Action.done_on.is_(None), Action.cancelled_on.is_(None))
        .order_by(Action.due_on.is_(None), Action.due_on, Action.id)
    )
    return db.session.scalars(statement).all()


def mails_by_status() -> dict[MailStatus, int]:
    """How many mails of the queue stand in each state; absent when none."""
    statement = sa.select(OutgoingMail.status, sa.func.count()).group_by(OutgoingMail.status)
    return {row[0]: row[1] for row in db.session.execute(statement)}


def active_accounts() -> dict[Role, int]:
    """How many people may sign in, by role."""
    statement = sa.select(User.role, sa.func.count()).where(User.is_active).group_by(User.role)
    return {row[0]: row[1] for row in db.session.execute(statement)}
