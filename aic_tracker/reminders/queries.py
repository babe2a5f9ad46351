"""What the kinds of reminders look at, between two dates; each function is a constant number of statements."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from aic_tracker.accounts.models import Role, User
from aic_tracker.calendar_fr import add_months, paris_instant
from aic_tracker.checkpoints.models import Attendee, Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate, LaureateStatus, MemberRole, Membership, SupportPeriod
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.reminders.models import NotificationOptOut, Reminder, ReminderStatus
from aic_tracker.renewals.models import RenewalDecision
from aic_tracker.roadmap.models import Objective, ObjectiveStatus, Priority, Roadmap
from aic_tracker.timesheet.models import MonthDeclaration, TimeEntry


@dataclass
class Team:
    """The active accounts around a laureate on a day."""

    lead_coach: User | None = None
    coaches: list[User] = field(default_factory=list)  # the lead coach included
    referents: list[User] = field(default_factory=list)


def teams(laureate_ids: Collection[int], on: date) -> dict[int, Team]:
    """The team of each of these laureates; one statement."""
    found: dict[int, Team] = defaultdict(Team)
    statement = (
        sa.select(Membership)
        .join(Membership.user)
        .where(Membership.laureate_id.in_(laureate_ids), User.is_active)
        .where(Membership.active_on(on))
        .options(joinedload(Membership.user))
        .order_by(Membership.id)
    )
    for member in db.session.scalars(statement) if laureate_ids else ():
        team = found[member.laureate_id]
        if member.role in (MemberRole.LEAD_COACH, MemberRole.COACH):
            team.coaches.append(member.user)
        if member.role is MemberRole.LEAD_COACH and team.lead_coach is None:
            team.lead_coach = member.user
        if member.role is MemberRole.REFERENT:
            team.referents.append(member.user)
    return found


def direction() -> list[User]:
    return _active(Role.DIRECTION)


def coaches() -> list[User]:
    return _active(Role.COACH)


def _active(role: Role) -> list[User]:
    return list(db.session.scalars(sa.select(User).where(User.role == role, User.is_active).order_by(User.id)))


def planned_checkpoints(first: date, last: date) -> list[Checkpoint]:
    """Points still planned that start between these days, both included, with their laureate and invited people."""
    statement = (
        sa.select(Checkpoint)
        .join(Checkpoint.laureate)
        .where(Checkpoint.status == CheckpointStatus.PLANNED, Laureate.status != LaureateStatus.ENDED)
        .where(
            Checkpoint.starts_at >= paris_instant(first, 0),
            Checkpoint.starts_at < paris_instant(last + timedelta(days=1), 0),
        )
        .options(
            joinedload(Checkpoint.laureate),
            selectinload(Checkpoint.attendees).joinedload(Attendee.user),
        )
        .order_by(Checkpoint.id)
    )
    return list(db.session.scalars(statement))


def open_objectives(first: date, last: date) -> list[tuple[Objective, Laureate]]:
    """Objectives of published roadmaps, neither done nor carried over, due between these days, with their owner."""
    carried = aliased(Objective)
    statement = (
        sa.select(Objective, Laureate)
        .join(Objective.priority)
        .join(Priority.roadmap)
        .join(Roadmap.period)
        .join(SupportPeriod.laureate)
        .where(
            Objective.status.in_([status for status in ObjectiveStatus if status.is_open]),
            Objective.due_on.between(first, last),
            Roadmap.published_at.is_not(None),
            Laureate.status == LaureateStatus.ACTIVE,
            ~sa.select(carried.id).where(carried.carried_from_id == Objective.id).exists(),
        )
        .options(joinedload(Objective.owner))
        .order_by(Objective.id)
    )
    return [(objective, laureate) for objective, laureate in db.session.execute(statement)]


def supported_laureates(first: date, last: date, *, ended_since: bool = False) -> list[tuple[Laureate, date, date]]:
    """Active laureates and their periods `[start, end)` that touch these days, both included; perhaps ended since."""
    statuses = [LaureateStatus.ACTIVE, *([LaureateStatus.ENDED] if ended_since else [])]
    statement = (
        sa.select(Laureate, SupportPeriod.starts_on, SupportPeriod.until)
        .join(Laureate.periods)
        .where(Laureate.status.in_(statuses), SupportPeriod.meets(first, last))
        .order_by(Laureate.id, SupportPeriod.number)
    )
    return [(laureate, start, end) for laureate, start, end in db.session.execute(statement)]


def declared_quarters(month: date) -> dict[tuple[int, int], int]:
    """(person, laureate) → quarter days declared over the month; a zero is « rien ce mois-ci »; two statements."""
    after = add_months(month, 1)
    entries = (
        sa.select(TimeEntry.user_id, TimeEntry.laureate_id, sa.func.sum(TimeEntry.quarters))
        .where(TimeEntry.on >= month, TimeEntry.on < after)
        .group_by(TimeEntry.user_id, TimeEntry.laureate_id)
    )
    nothing = sa.select(MonthDeclaration.user_id, MonthDeclaration.laureate_id).where(MonthDeclaration.month == month)
    declared = dict.fromkeys(((user, laureate) for user, laureate in db.session.execute(nothing)), 0)
    return declared | {(user, laureate): int(total) for user, laureate, total in db.session.execute(entries)}


def undecided_periods(first: date, last: date) -> list[SupportPeriod]:
    """Periods whose term falls between these days, without a decision nor a successor, with their laureate."""
    successor = aliased(SupportPeriod)
    follows = sa.select(successor.id).where(
        successor.laureate_id == SupportPeriod.laureate_id, successor.number > SupportPeriod.number
    )
    decided = sa.select(RenewalDecision.id).where(RenewalDecision.period_id == SupportPeriod.id)
    statement = (
        sa.select(SupportPeriod)
        .join(SupportPeriod.laureate)
        .where(SupportPeriod.term_on.between(first, last), SupportPeriod.ended_on.is_(None))
        .where(Laureate.status != LaureateStatus.ENDED, ~follows.exists(), ~decided.exists())
        .options(joinedload(SupportPeriod.laureate))
        .order_by(SupportPeriod.id)
    )
    return list(db.session.scalars(statement))


@dataclass(frozen=True)
class Recorded:
    dedup_key: str
    id: int
    status: ReminderStatus
    mail_id: int | None
    object_id: int
    recipient_id: int
    event_on: date
    due_on: date
    has_left: bool  # as far as anybody knows


def recorded(kind: str, first: date, last: date) -> dict[str, Recorded]:
    """By key, what was already decided about events between these days."""
    has_left = OutgoingMail.status.in_([MailStatus.SENT, MailStatus.HANDOFF, MailStatus.DOUBTFUL])
    statement = (
        sa.select(
            Reminder.dedup_key,
            Reminder.id,
            Reminder.status,
            Reminder.mail_id,
            Reminder.object_id,
            Reminder.recipient_id,
            Reminder.event_on,
            Reminder.due_on,
            sa.func.coalesce(has_left, sa.false()).label("has_left"),
        )
        .outerjoin(Reminder.mail)
        .where(Reminder.kind == kind, Reminder.event_on.between(first, last))
    )
    return {row.dedup_key: Recorded(**row._mapping) for row in db.session.execute(statement)}


def reminders_in_queue() -> Sequence[Reminder]:
    """Reminders whose mail nobody has begun to send."""
    statement = (
        sa.select(Reminder)
        .join(Reminder.mail)
        .where(Reminder.status == ReminderStatus.QUEUED, OutgoingMail.status == MailStatus.PENDING)
    )
    return db.session.scalars(statement).all()


def reminders_of(mail_ids: Collection[int]) -> Sequence[Reminder]:
    return db.session.scalars(sa.select(Reminder).where(Reminder.mail_id.in_(mail_ids))).all()


def readers(user_ids: Collection[int]) -> dict[int, tuple[bool, str]]:
    """By identifier: whether the account is active, and the address that it has today."""
    statement = sa.select(User.id, User.is_active, User.email).where(User.id.in_(user_ids))
    return {id: (is_active, email) for id, is_active, email in db.session.execute(statement)} if user_ids else {}


def opted_out() -> set[tuple[int, str]]:
    """(person, kind) for each kind that somebody switched off."""
    statement = sa.select(NotificationOptOut.user_id, NotificationOptOut.kind)
    return {(user_id, kind) for user_id, kind in db.session.execute(statement)}


def opted_out_by(user_id: int) -> set[str]:
    return set(db.session.scalars(sa.select(NotificationOptOut.kind).where(NotificationOptOut.user_id == user_id)))
