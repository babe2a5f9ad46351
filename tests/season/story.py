"""A small season lived day by day: points, months, objectives, people who leave, renewals, outages of the server."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import PARIS, paris_instant
from aic_tracker.checkpoints import notices
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate, LaureateStatus, MemberRole, Membership, SupportPeriod
from aic_tracker.renewals import operations as renewals
from aic_tracker.renewals.models import Outcome, RenewalDecision
from aic_tracker.roadmap.models import Objective, ObjectiveStatus, Priority, Roadmap
from aic_tracker.timesheet.models import MonthDeclaration, TimeEntry
from tests import factories
from tests.reminders.oracle import ONE_DAY, is_open

STARTS = {"Vikidia": date(2025, 5, 11), "Panoramax": date(2025, 9, 29), "Infoclimat": date(2026, 2, 27)}
LONGEST_OUTAGE_HOURS = 220


class Season:
    def __init__(self, start: date, random: Random) -> None:
        self.random = random
        self.direction = factories.direction(name="Denis Roux")
        self.laureates: list[Laureate] = []
        for name, starts_on in STARTS.items():
            laureate = factories.laureate(name, starts_on=starts_on)
            lead = factories.coach(name=f"Coach {name}")
            factories.member(laureate, lead, MemberRole.LEAD_COACH, from_on=starts_on)
            for n in (1, 2):
                self._arrive(laureate, n, starts_on)
            factories.priority(factories.roadmap(laureate))
            self.laureates.append(laureate)

    def _arrive(self, laureate: Laureate, n: int, day: date) -> None:
        person = factories.referent(name=f"{laureate.name} {n}", email=f"{laureate.slug}-{n}@example.org")
        factories.member(laureate, person, MemberRole.REFERENT, from_on=day)

    def live(self, day: date) -> None:
        """What people do on that day, at ten."""
        for user in db.session.scalars(sa.select(User)):
            user.last_sign_in_at = clock.now()
        gestures = (
            (0.5, self._plan),
            (0.04, self._move),
            (0.02, self._cancel),
            (0.3, self._say_held),
            (0.3, self._close),
            (0.25, self._declare),
            (0.15, self._add_objective),
            (0.1, self._end_objective),
            (0.03, self._push_objective),
            (0.008, self._leave),
            (0.03, self._decide),
        )
        for laureate in self.laureates:
            if laureate.status is LaureateStatus.ENDED or not self._present(laureate, MemberRole.LEAD_COACH):
                continue
            for chance, gesture in gestures:
                if is_open(day) and self.random.random() < chance:
                    gesture(laureate, day)
                    db.session.commit()
        db.session.commit()

    def _lead(self, laureate: Laureate) -> User:
        return self._present(laureate, MemberRole.LEAD_COACH)[0]

    def _present(self, laureate: Laureate, role: MemberRole) -> list[User]:
        today = clock.today()
        statement = (
            sa.select(User)
            .join(Membership, Membership.user_id == User.id)
            .where(Membership.laureate_id == laureate.id, Membership.role == role, Membership.active_on(today))
        )
        return list(db.session.scalars(statement.order_by(User.id)))

    def _period(self, laureate: Laureate, day: date) -> SupportPeriod | None:
        periods = sa.select(SupportPeriod).where(SupportPeriod.laureate_id == laureate.id)
        return next((p for p in db.session.scalars(periods) if p.starts_on <= day < (p.ended_on or p.term_on)), None)

    def _points(self, laureate: Laureate, *statuses: CheckpointStatus) -> list[Checkpoint]:
        statement = sa.select(Checkpoint).where(Checkpoint.laureate_id == laureate.id, Checkpoint.status.in_(statuses))
        return list(db.session.scalars(statement.order_by(Checkpoint.starts_at, Checkpoint.id)))

    def _plan(self, laureate: Laureate, day: date) -> None:
        coming = [p for p in self._points(laureate, CheckpointStatus.PLANNED) if p.starts_at > clock.now()]
        on = self._open_day(day, 10, 45)
        period = self._period(laureate, on)
        if not coming and period:
            factories.checkpoint(laureate, on, self.random.choice((9, 14, 18)), period_id=period.id)

    def _open_day(self, day: date, least: int, most: int) -> date:
        found = day + ONE_DAY * self.random.randint(least, most)
        while not is_open(found):
            found += ONE_DAY
        return found

    def _coming(self, laureate: Laureate) -> Checkpoint | None:
        coming = [p for p in self._points(laureate, CheckpointStatus.PLANNED) if p.starts_at > clock.now()]
        return self.random.choice(coming) if coming else None

    def _move(self, laureate: Laureate, day: date) -> None:
        point, on = self._coming(laureate), self._open_day(day, 2, 40)
        if point and self._period(laureate, on):
            was_at = point.starts_at
            point.starts_at, point.sequence = paris_instant(on, self.random.choice((11, 15))), point.sequence + 1
            notices.tell_change(point, was_at=was_at, actor=self._lead(laureate), now=clock.now())

    def _cancel(self, laureate: Laureate, day: date) -> None:
        if point := self._coming(laureate):
            point.status, point.cancel_reason = CheckpointStatus.CANCELLED, "Reporté."
            notices.tell_cancelled(point, actor=self._lead(laureate), now=clock.now())

    def _past(self, laureate: Laureate, *statuses: CheckpointStatus) -> Checkpoint | None:
        return next((p for p in self._points(laureate, *statuses) if p.starts_at < clock.now()), None)

    def _say_held(self, laureate: Laureate, day: date) -> None:
        if point := self._past(laureate, CheckpointStatus.PLANNED):
            point.status, point.held_at = CheckpointStatus.HELD, clock.now()

    def _close(self, laureate: Laureate, day: date) -> None:
        if point := self._past(laureate, CheckpointStatus.HELD):
            point.status, point.closed_at, point.minutes_sent_version = CheckpointStatus.CLOSED, clock.now(), 1

    def _declare(self, laureate: Laureate, day: date) -> None:
        month = self.random.choice((day.replace(day=1), (day.replace(day=1) - ONE_DAY).replace(day=1)))
        for person in self._present(laureate, MemberRole.REFERENT):
            noted = sa.select(TimeEntry.id).where(TimeEntry.user_id == person.id, TimeEntry.on >= month)
            said = sa.select(MonthDeclaration.id).where(
                MonthDeclaration.user_id == person.id, MonthDeclaration.month == month
            )
            if db.session.scalars(noted).first() or db.session.scalars(said).first() or self.random.random() < 0.5:
                continue
            if self.random.random() < 0.3:
                factories.save(
                    MonthDeclaration(user_id=person.id, laureate_id=laureate.id, month=month, declared_at=clock.now())
                )
            else:
                factories.time_entry(laureate, person, month, quarters=4)

    def _roadmap(self, laureate: Laureate, day: date) -> Roadmap | None:
        period = self._period(laureate, day)
        return db.session.scalar(sa.select(Roadmap).where(Roadmap.period_id == period.id)) if period else None

    def _add_objective(self, laureate: Laureate, day: date) -> None:
        roadmap = self._roadmap(laureate, day)
        priority = roadmap and db.session.scalars(sa.select(Priority).where(Priority.roadmap_id == roadmap.id)).first()
        if priority:
            owner = self.random.choice([*self._present(laureate, MemberRole.REFERENT), None])
            due_on = day + ONE_DAY * self.random.randint(3, 70)
            factories.objective(priority, due_on=due_on, owner_id=owner.id if owner else None)

    def _objective(self, laureate: Laureate, day: date) -> Objective | None:
        roadmap = self._roadmap(laureate, day)
        statement = sa.select(Objective).join(Priority).where(Objective.status == ObjectiveStatus.TODO)
        rows = db.session.scalars(statement.where(Priority.roadmap_id == (roadmap.id if roadmap else 0)))
        return self.random.choice(found) if (found := list(rows)) else None

    def _end_objective(self, laureate: Laureate, day: date) -> None:
        if objective := self._objective(laureate, day):
            objective.status = self.random.choice((ObjectiveStatus.ACHIEVED, ObjectiveStatus.DROPPED))

    def _push_objective(self, laureate: Laureate, day: date) -> None:
        objective = self._objective(laureate, day)
        if objective and objective.due_on:
            objective.due_on = max(objective.due_on, day) + ONE_DAY * self.random.randint(8, 40)

    def _leave(self, laureate: Laureate, day: date) -> None:
        """A referent leaves, what they held goes to the lead coach, and another one comes."""
        gone = self.random.choice(self._present(laureate, MemberRole.REFERENT))
        place = sa.select(Membership).where(
            Membership.user_id == gone.id, Membership.laureate_id == laureate.id, Membership.until_on.is_(None)
        )
        db.session.scalars(place).one().until_on = day
        held = sa.update(Objective).where(Objective.owner_id == gone.id).values(owner_id=self._lead(laureate).id)
        db.session.execute(held)
        people = db.session.scalar(sa.select(sa.func.count()).select_from(User)) or 0
        self._arrive(laureate, 100 + people, day)

    def _decide(self, laureate: Laureate, day: date) -> None:
        decided = sa.select(RenewalDecision.period_id)
        period = db.session.scalar(
            sa.select(SupportPeriod)
            .where(SupportPeriod.laureate_id == laureate.id, SupportPeriod.id.not_in(decided))
            .order_by(SupportPeriod.number.desc())
        )
        if period and day > period.term_on - timedelta(days=80):
            is_last = len(self.laureates) > 1 and self.random.random() < 0.15
            renewals.decide(
                laureate,
                period,
                outcome=Outcome.END if is_last else Outcome.RENEW,
                reason="Les objectifs sont tenus.",
                effective_on=None,
                actor=self.direction,
                now=clock.now(),
                today=day,
            )


def looks(start: date, days: int, random: Random) -> Iterator[datetime]:
    """When the scheduler ticks: at eight, at noon and at nine in the evening, but for the outages."""
    until: datetime | None = None
    for n in range(days):
        day = start + ONE_DAY * n
        for hour in (8, 12, 21) if is_open(day) else (10,):
            now = datetime.combine(day, datetime.min.time(), tzinfo=PARIS).replace(hour=hour)
            if until is None and random.random() < 0.006:
                until = now + timedelta(hours=random.randint(3, LONGEST_OUTAGE_HOURS))
            if until is not None and now < until:
                continue
            # It comes back at any hour, of the night too.
            if until is not None:
                yield until
                until = None
            yield now
