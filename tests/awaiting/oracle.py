"""What awaits a person, read naively: row by row, from the states and the places alone, without any of the sorts.

One pass over every table; slow, and as plain as the sentence that it checks.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from aic_tracker import config
from aic_tracker.accounts.models import Role, User
from aic_tracker.aid.models import Aid, AidPaper, AidSource, Regime
from aic_tracker.calendar_fr import add_months, month_start, paris_day
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.commitments.models import Commitment, CommitmentKind, CommitmentState
from aic_tracker.db import db
from aic_tracker.diagnostic.models import Diagnostic, DiagnosticKind, Rating
from aic_tracker.expertise.models import Assignment, AssignmentStatus, Expert
from aic_tracker.funding.models import Grant, PledgeState, SponsorPledge, Tranche, TrancheCondition, TrancheStatus
from aic_tracker.introductions.models import Introduction
from aic_tracker.laureates.models import Laureate, LaureateStatus, MemberRole, Membership, SupportPeriod
from aic_tracker.renewals.models import Outcome, RenewalDecision, RenewalFile
from aic_tracker.roadmap.models import Action, Objective, Priority, Roadmap
from aic_tracker.timesheet.models import MonthDeclaration, TimeEntry

# The sort, the object, the person; what is left to somebody is marked.
Waits = tuple[str, int, int, bool]
DAY = timedelta(days=1)


def rows(model: type) -> list:
    return list(db.session.scalars(sa.select(model)))


class World:
    """Every row, and who holds which place today."""

    def __init__(self, now: datetime) -> None:
        self.now, self.today = now, paris_day(now)
        self.users = {user.id: user for user in rows(User)}
        self.laureates = {laureate.id: laureate for laureate in rows(Laureate)}
        self.periods = rows(SupportPeriod)
        self.places = [
            place
            for place in sorted(rows(Membership), key=lambda one: one.id)
            if place.from_on <= self.today and (place.until_on is None or self.today < place.until_on)
        ]

    def having(self, laureate_id: int, *roles: MemberRole) -> list[int]:
        found = [place.user_id for place in self.places if place.laureate_id == laureate_id and place.role in roles]
        return [user_id for user_id in dict.fromkeys(found) if self.users[user_id].is_active]

    def team(self, laureate_id: int) -> list[int]:
        leads = self.having(laureate_id, MemberRole.LEAD_COACH)
        return leads[:1] or self.having(laureate_id, MemberRole.COACH)

    def referents(self, laureate_id: int) -> list[int]:
        return self.having(laureate_id, MemberRole.REFERENT)

    def of_role(self, *roles: Role) -> list[int]:
        return [user.id for user in self.users.values() if user.is_active and user.role in roles]

    def last_begun(self, laureate_id: int) -> SupportPeriod | None:
        begun = [p for p in self.periods if p.laureate_id == laureate_id and p.starts_on <= self.today]
        last = max(begun, key=lambda p: p.number, default=None)
        return None if last is None or last.ended_on else last

    def is_live(self, laureate_id: int) -> bool:
        return self.laureates[laureate_id].status is not LaureateStatus.ENDED

    def may_read(self, user_id: int, laureate_id: int) -> bool:
        user = self.users[user_id]
        if user.role in (Role.COACH, Role.DIRECTION):
            return True
        if user.role is Role.REFERENT:
            return any(place.user_id == user_id and place.laureate_id == laureate_id for place in self.places)
        return user.role is Role.EXPERT and any(
            one.laureate_id == laureate_id and one.status in (AssignmentStatus.APPROVED, AssignmentStatus.IN_PROGRESS)
            for one in rows(Assignment)
            if one.expert_id and db.session.get_one(Expert, one.expert_id).user_id == user_id
        )


def waiting(now: datetime) -> set[Waits]:
    """All that waits, for whom."""
    world = World(now)
    found: set[Waits] = set()
    for name, object_id, laureate_id, people in _found(world):
        heirs = people or world.team(laureate_id) or world.of_role(Role.COACH, Role.DIRECTION)
        found |= {(name, object_id, user_id, not people) for user_id in heirs}
    return found


def _found(world: World) -> Iterator[tuple[str, int, int, list[int]]]:
    for each in (_diagnostics, _roadmaps, _points, _assignments, _money, _commitments, _renewals, _times, _owned):
        yield from each(world)


def _diagnostics(world: World) -> Iterator[tuple[str, int, int, list[int]]]:
    ratings = rows(Rating)
    for laureate_id in world.laureates:
        last = world.last_begun(laureate_id) if world.is_live(laureate_id) else None
        if last is None:
            continue
        both = [world.team(laureate_id), world.referents(laureate_id)]
        own = {p.id for p in world.periods if p.laureate_id == laureate_id}
        known = [one for one in rows(Diagnostic) if one.period_id in own]
        if world.today < last.term_on and not any(one.kind is DiagnosticKind.INITIAL for one in known):
            yield "diagnostic-fill", 0, laureate_id, both[0] + both[1]
        for kind in DiagnosticKind:
            revisions = [one for one in known if one.kind is kind and one.period_id == last.id]
            if not revisions:
                continue
            one = max(revisions, key=lambda each: each.id)
            levels = [rating.level for rating in ratings if rating.diagnostic_id == one.id]
            if not levels or None in levels:
                yield "diagnostic-fill", one.id, laureate_id, both[0] + both[1]
                continue
            if one.coach_signed_at is None:
                yield "diagnostic-sign", one.id, laureate_id, both[0]
            if one.referent_signed_at is None:
                yield "diagnostic-sign", one.id, laureate_id, both[1]


def _roadmaps(world: World) -> Iterator[tuple[str, int, int, list[int]]]:
    published = {one.period_id for one in rows(Roadmap) if one.published_at}
    for laureate_id in world.laureates:
        last = world.last_begun(laureate_id) if world.is_live(laureate_id) else None
        own = {p.id for p in world.periods if p.laureate_id == laureate_id}
        signed = any(
            one.period_id in own
            and one.kind is DiagnosticKind.INITIAL
            and one.coach_signed_at is not None
            and one.referent_signed_at is not None
            for one in rows(Diagnostic)
        )
        if last and world.today < last.term_on and signed and last.id not in published:
            yield "roadmap-publish", last.id, laureate_id, world.team(laureate_id)


def _points(world: World) -> Iterator[tuple[str, int, int, list[int]]]:
    horizon = add_months(world.today, config.current().reminders.checkpoint_unplanned_months)
    for laureate_id in world.laureates:
        if not world.is_live(laureate_id):
            continue
        points = [one for one in rows(Checkpoint) if one.laureate_id == laureate_id]
        going_on = [one for one in points if one.status in (CheckpointStatus.PLANNED, CheckpointStatus.HELD)]
        for one in going_on:
            if one.status is CheckpointStatus.HELD or one.starts_at <= world.now:
                yield "minutes-write", one.id, laureate_id, world.team(laureate_id)
        for one in points:
            if one.status is CheckpointStatus.CLOSED and not one.minutes_sent_version:
                yield "minutes-send", one.id, laureate_id, world.team(laureate_id)
        last = world.last_begun(laureate_id)
        if last and not going_on and last.term_on > horizon:
            yield "point-plan", last.id, laureate_id, world.team(laureate_id)


def _assignments(world: World) -> Iterator[tuple[str, int, int, list[int]]]:
    for one in rows(Assignment):
        if not world.is_live(one.laureate_id):
            continue
        team = world.team(one.laureate_id)
        if one.status is AssignmentStatus.REQUESTED:
            yield "assignment-scope", one.id, one.laureate_id, team
        elif one.status is AssignmentStatus.SCOPED:
            yield "assignment-approve", one.id, one.laureate_id, team
        elif one.status is AssignmentStatus.APPROVED:
            yield "assignment-start", one.id, one.laureate_id, team
        elif one.status is AssignmentStatus.IN_PROGRESS:
            expert = db.session.get(Expert, one.expert_id) if one.expert_id else None
            account = world.users.get(expert.user_id) if expert and expert.user_id else None
            doing = [account.id] if account and account.is_active else team
            yield "assignment-carry", one.id, one.laureate_id, doing
            if one.ends_on and one.ends_on < world.today:
                yield "assignment-complete", one.id, one.laureate_id, team
        elif one.status is AssignmentStatus.COMPLETED:
            yield "assignment-evaluate", one.id, one.laureate_id, world.referents(one.laureate_id)


def _money(world: World) -> Iterator[tuple[str, int, int, list[int]]]:
    conditions = rows(TrancheCondition)
    for tranche in rows(Tranche):
        if tranche.status is not TrancheStatus.PENDING:
            continue
        laureate_id = db.session.get_one(Grant, tranche.grant_id).laureate_id
        left = [one for one in conditions if one.tranche_id == tranche.id and one.met_on is None]
        for one in left:
            yield "tranche-condition", one.id, laureate_id, world.team(laureate_id)
        before = [one for one in rows(Tranche) if one.grant_id == tranche.grant_id and one.rank < tranche.rank]
        if not left and all(one.status is TrancheStatus.GRANTED for one in before):
            yield "tranche-grant", tranche.id, laureate_id, world.of_role(Role.DIRECTION)
    for pledge in rows(SponsorPledge):
        if pledge.state is PledgeState.OPEN:
            yield "pledge-follow", pledge.id, pledge.laureate_id, world.team(pledge.laureate_id)
    for aid in rows(Aid):
        if aid.cancelled_on is not None or aid.laureate_id is None:
            continue
        ours = aid.regime in (Regime.GENERAL, Regime.SIEG) and aid.source is not AidSource.DECLARED
        if ours and aid.granted_on >= date(2026, 1, 1) and aid.id not in {one.aid_id for one in rows(AidPaper)}:
            yield "aid-notify", aid.id, aid.laureate_id, world.team(aid.laureate_id)
        if aid.regime is Regime.UNSPECIFIED:
            yield "aid-specify", aid.id, aid.laureate_id, world.team(aid.laureate_id)
        elif (
            aid.regime in (Regime.GENERAL, Regime.SIEG)
            and aid.source is not AidSource.DECLARED
            and aid.granted_on >= date(2026, 1, 1)
            and aid.registered_on is None
        ):
            yield "aid-register", aid.id, aid.laureate_id, world.team(aid.laureate_id)


def _commitments(world: World) -> Iterator[tuple[str, int, int, list[int]]]:
    known = rows(Commitment)
    for one in known:
        if one.state is CommitmentState.SUBMITTED and world.is_live(one.laureate_id):
            yield "commitment-check", one.id, one.laureate_id, world.team(one.laureate_id)
    for laureate_id in world.laureates:
        last = world.last_begun(laureate_id) if world.is_live(laureate_id) else None
        answered = {
            one.kind for one in known if one.laureate_id == laureate_id and one.state is not CommitmentState.EXPECTED
        }
        if last and world.today < last.term_on and answered != set(CommitmentKind):
            yield "commitment-prove", last.id, laureate_id, world.referents(laureate_id)


def _renewals(world: World) -> Iterator[tuple[str, int, int, list[int]]]:
    decided = {one.period_id: one for one in rows(RenewalDecision)}
    files = {one.period_id: one for one in rows(RenewalFile)}
    for period in world.periods:
        laureate_id = period.laureate_id
        decision, file = decided.get(period.id), files.get(period.id)
        if decision and decision.outcome is Outcome.STOP_EARLY and not (file and file.told):
            yield "renewal-tell", period.id, laureate_id, world.team(laureate_id)
        followed = any(p.laureate_id == laureate_id and p.number > period.number for p in world.periods)
        if decision or followed or period.ended_on or add_months(period.term_on, -3) > world.today:
            continue
        if world.laureates[laureate_id].status is not LaureateStatus.ACTIVE:
            continue
        yield "renewal-decide", period.id, laureate_id, world.of_role(Role.DIRECTION)
        if not (file and file.opinion):
            yield "renewal-opine", period.id, laureate_id, world.team(laureate_id)
        if not (file and file.self_assessment):
            yield "renewal-assess", period.id, laureate_id, world.referents(laureate_id)


def _times(world: World) -> Iterator[tuple[str, int, int, list[int]]]:
    month = add_months(month_start(world.today), -1)
    until = month_start(world.today)
    settings = config.current().programme
    closes_on = until.replace(day=settings.month_closes_on)
    referents = [
        place for place in sorted(rows(Membership), key=lambda one: one.id) if place.role is MemberRole.REFERENT
    ]
    said = {
        *((one.user_id, one.laureate_id) for one in rows(TimeEntry) if month <= one.on < until),
        *((one.user_id, one.laureate_id) for one in rows(MonthDeclaration) if one.month == month),
    }
    for user_id, laureate_id in {(place.user_id, place.laureate_id) for place in referents} - said:
        places = [one for one in referents if (one.user_id, one.laureate_id) == (user_id, laureate_id)]
        own = [period for period in world.periods if period.laureate_id == laureate_id]
        days = [month + DAY * n for n in range((until - month).days)]
        covered = sum(
            any(one.from_on <= day and (one.until_on is None or day < one.until_on) for one in places)
            and any(period.starts_on <= day < (period.ended_on or period.term_on) for period in own)
            for day in days
        )
        asked = int(settings.referent_days_min * 4 * covered / len(days) + 0.5)
        if not asked or not world.users[user_id].is_active or not world.is_live(laureate_id):
            continue
        place = max((one for one in places if _meets(one, own, month, until)), key=lambda one: one.id)
        if world.today <= closes_on:
            reads = world.may_read(user_id, laureate_id)
            yield "time-declare", place.id, laureate_id, [user_id] if reads else []
        else:
            yield "time-declare", place.id, laureate_id, world.team(laureate_id)


def _meets(place: Membership, periods: list[SupportPeriod], month: date, until: date) -> bool:
    ends = min(until, place.until_on or until)
    starts = max(month, place.from_on)
    return any(max(starts, p.starts_on) < min(ends, p.ended_on or p.term_on) for p in periods)


def _owned(world: World) -> Iterator[tuple[str, int, int, list[int]]]:
    for action in rows(Action):
        if action.done_on is None and action.cancelled_on is None and world.is_live(action.laureate_id):
            yield "action-do", action.id, action.laureate_id, _owner(world, action.owner_id, action.laureate_id)
    for one in rows(Introduction):
        if one.status.is_open and world.is_live(one.laureate_id):
            yield "introduction-step", one.id, one.laureate_id, _owner(world, one.owner_id, one.laureate_id)
    carried = {one.carried_from_id for one in rows(Objective)}
    for objective in rows(Objective):
        roadmap = db.session.get_one(Roadmap, db.session.get_one(Priority, objective.priority_id).roadmap_id)
        period = db.session.get_one(SupportPeriod, roadmap.period_id)
        if (
            objective.status.is_open
            and objective.due_on
            and objective.due_on <= world.today + timedelta(days=31)
            and objective.id not in carried
            and roadmap.published_at
            and world.is_live(period.laureate_id)
            and world.last_begun(period.laureate_id) is period
        ):
            owner = _owner(world, objective.owner_id, period.laureate_id)
            yield "objective-update", objective.id, period.laureate_id, owner


def _owner(world: World, owner_id: int | None, laureate_id: int) -> list[int]:
    if owner_id is None or not world.users[owner_id].is_active or not world.may_read(owner_id, laureate_id):
        return []
    return [owner_id]
