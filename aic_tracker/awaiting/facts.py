"""What the sorts look at, each table read once for all of them; as many statements for one laureate as for all."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from aic_tracker.awaiting.meetings import MeetingFacts
from aic_tracker.awaiting.money import MoneyFacts
from aic_tracker.awaiting.scope import Condition, Scope
from aic_tracker.calendar_fr import add_months, month_start
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.commitments import queries as commitments_queries
from aic_tracker.commitments.models import Commitment, CommitmentKind, CommitmentState
from aic_tracker.db import db
from aic_tracker.diagnostic.models import Diagnostic, Rating
from aic_tracker.expertise.models import Assignment, AssignmentStatus, Expert
from aic_tracker.introductions.models import Introduction, IntroductionStatus
from aic_tracker.laureates.models import Laureate, LaureateStatus, Membership, SupportPeriod
from aic_tracker.mail import queue
from aic_tracker.mail.models import MailStatus
from aic_tracker.renewals import file_queries
from aic_tracker.renewals import queries as renewals
from aic_tracker.renewals.models import Outcome, RenewalDecision, RenewalFile
from aic_tracker.roadmap.models import Action, Objective, Priority, Roadmap
from aic_tracker.roadmap.queries.objectives import OPEN, not_carried_over
from aic_tracker.timesheet import closings
from aic_tracker.timesheet import queries as timesheet

# An objective is asked for when its date comes within this.
HORIZON = timedelta(days=31)
LIVE = Laureate.status != LaureateStatus.ENDED


@dataclass(frozen=True)
class Rated:
    """A diagnostic, and how many of its dimensions have no level yet."""

    diagnostic: Diagnostic
    dimensions: int
    unrated: int

    @property
    def is_filled(self) -> bool:
        return self.dimensions > 0 and not self.unrated


class Facts(MoneyFacts, MeetingFacts):
    """Read when first asked for, and kept: a sort that asks for nothing new costs nothing."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.today = scope.today

    @cached_property
    def periods(self) -> Sequence[SupportPeriod]:
        """The last period begun of each laureate, unless it was stopped; with its laureate."""
        statement = (
            sa.select(SupportPeriod)
            .join(SupportPeriod.laureate)
            .where(LIVE, _last_begun(self.today), SupportPeriod.ended_on.is_(None))
            .where(self.scope.holds(SupportPeriod.laureate_id))
            .options(contains_eager(SupportPeriod.laureate))
            .order_by(SupportPeriod.id)
        )
        return db.session.scalars(statement).all()

    @cached_property
    def running(self) -> list[SupportPeriod]:
        return [period for period in self.periods if period.covers(self.today)]

    @cached_property
    def diagnostics(self) -> dict[int, list[Rated]]:
        """By laureate, over all its periods, the oldest first."""
        none = sa.case((Rating.level.is_(None), 1), else_=0)
        counts = (
            sa.select(Rating.diagnostic_id, sa.func.count().label("every"), sa.func.sum(none).label("unrated"))
            .group_by(Rating.diagnostic_id)
            .subquery()
        )
        statement = (
            sa.select(SupportPeriod.laureate_id, Diagnostic, counts.c.every, counts.c.unrated)
            .select_from(Diagnostic)
            .join(SupportPeriod, SupportPeriod.id == Diagnostic.period_id)
            .outerjoin(counts, counts.c.diagnostic_id == Diagnostic.id)
            .where(self.scope.holds(SupportPeriod.laureate_id))
            .order_by(SupportPeriod.number, Diagnostic.id)
        )
        found: dict[int, list[Rated]] = defaultdict(list)
        for laureate_id, diagnostic, every, unrated in db.session.execute(statement):
            found[laureate_id].append(Rated(diagnostic, every or 0, int(unrated or 0)))
        return found

    @cached_property
    def published(self) -> set[int]:
        """The periods whose roadmap is published."""
        statement = (
            sa.select(Roadmap.period_id)
            .join(SupportPeriod, SupportPeriod.id == Roadmap.period_id)
            .where(self.scope.holds(SupportPeriod.laureate_id), Roadmap.published_at.is_not(None))
        )
        return set(db.session.scalars(statement))

    @cached_property
    def points(self) -> dict[int, list[Checkpoint]]:
        """By laureate, those to come, and those whose minutes nobody wrote; with their laureate."""
        open_ones = Checkpoint.status.in_([CheckpointStatus.PLANNED, CheckpointStatus.HELD])
        statement = (
            sa.select(Checkpoint)
            .join(Checkpoint.laureate)
            .where(LIVE, open_ones, self.scope.holds(Checkpoint.laureate_id))
            .options(contains_eager(Checkpoint.laureate))
            .order_by(Checkpoint.starts_at, Checkpoint.id)
        )
        return _by_laureate(db.session.scalars(statement))

    @cached_property
    def unsent_minutes(self) -> Sequence[Checkpoint]:
        """The points closed whose minutes have left to nobody; with their laureate."""
        statement = (
            sa.select(Checkpoint)
            .join(Checkpoint.laureate)
            .where(LIVE, Checkpoint.status == CheckpointStatus.CLOSED, Checkpoint.minutes_sent_version == 0)
            .where(self.scope.holds(Checkpoint.laureate_id))
            .options(contains_eager(Checkpoint.laureate))
            .order_by(Checkpoint.starts_at, Checkpoint.id)
        )
        return db.session.scalars(statement).all()

    @cached_property
    def assignments(self) -> Sequence[Assignment]:
        """Those neither evaluated nor declined, with laureate, period, expert and account."""
        over = (AssignmentStatus.EVALUATED, AssignmentStatus.DECLINED)
        statement = (
            sa.select(Assignment)
            .join(Assignment.laureate)
            .where(LIVE, Assignment.status.not_in(over), self.scope.holds(Assignment.laureate_id))
            .options(
                contains_eager(Assignment.laureate),
                joinedload(Assignment.period),
                joinedload(Assignment.expert).joinedload(Expert.user),
            )
            .order_by(Assignment.id)
        )
        return db.session.scalars(statement).all()

    @cached_property
    def objectives(self) -> list[tuple[Objective, Laureate]]:
        """Open ones of published roadmaps whose date is near or past, in the last period begun."""
        statement = (
            sa.select(Objective, Laureate)
            .join(Objective.priority)
            .join(Priority.roadmap)
            .join(Roadmap.period)
            .join(SupportPeriod.laureate)
            .where(LIVE, _last_begun(self.today), SupportPeriod.ended_on.is_(None), Roadmap.published_at.is_not(None))
            .where(Objective.status.in_(OPEN), Objective.due_on <= self.today + HORIZON)
            .where(not_carried_over())
            .where(self.scope.holds_or_owned(SupportPeriod.laureate_id, Objective.owner_id))
            .options(joinedload(Objective.owner))
            .order_by(Objective.id)
        )
        return [(objective, laureate) for objective, laureate in db.session.execute(statement)]

    @cached_property
    def actions(self) -> list[tuple[Action, Laureate]]:
        """Neither done nor given up, with their owner."""
        statement = (
            sa.select(Action, Laureate)
            .join(Laureate, Laureate.id == Action.laureate_id)
            .where(LIVE, Action.done_on.is_(None), Action.cancelled_on.is_(None))
            .where(self.scope.holds_or_owned(Action.laureate_id, Action.owner_id))
            .options(joinedload(Action.owner))
            .order_by(Action.id)
        )
        return [(action, laureate) for action, laureate in db.session.execute(statement)]

    @cached_property
    def introductions(self) -> Sequence[Introduction]:
        """Those that go on, with laureate, contact and owner."""
        open_ones = [status for status in IntroductionStatus if status.is_open]
        statement = (
            sa.select(Introduction)
            .join(Introduction.laureate)
            .where(LIVE, Introduction.status.in_(open_ones))
            .where(self.scope.holds_or_owned(Introduction.laureate_id, Introduction.owner_id))
            .options(
                contains_eager(Introduction.laureate), joinedload(Introduction.contact), joinedload(Introduction.owner)
            )
            .order_by(Introduction.id)
        )
        return db.session.scalars(statement).all()

    @cached_property
    def submitted(self) -> Sequence[Commitment]:
        """Commitments whose evidence nobody checked, with their laureate."""
        statement = (
            sa.select(Commitment)
            .join(Commitment.laureate)
            .where(LIVE, Commitment.state == CommitmentState.SUBMITTED, self.scope.holds(Commitment.laureate_id))
            .options(contains_eager(Commitment.laureate))
            .order_by(Commitment.id)
        )
        return db.session.scalars(statement).all()

    @cached_property
    def to_prove(self) -> dict[int, list[CommitmentKind]]:
        """By laureate, what it promised and has not shown yet."""
        return commitments_queries.left([period.laureate_id for period in self.running])

    @cached_property
    def to_decide(self) -> list[SupportPeriod]:
        """Periods whose file is open and that nobody decided, with their laureate."""
        held = sa.select(Laureate).where(self.scope.holds_or_decided(Laureate.id))
        return renewals.periods_to_decide(self.today, laureates=held)

    @cached_property
    def files(self) -> dict[int, RenewalFile]:
        return file_queries.files_of([period.id for period in self.to_decide])

    @cached_property
    def stopped_untold(self) -> Sequence[RenewalDecision]:
        """Early stops of which nobody noted who was told, with period and laureate."""
        statement = (
            sa.select(RenewalDecision)
            .join(RenewalDecision.period)
            .outerjoin(RenewalFile, RenewalFile.period_id == SupportPeriod.id)
            .where(RenewalDecision.outcome == Outcome.STOP_EARLY, sa.func.coalesce(RenewalFile.told, "") == "")
            .where(self.scope.holds(SupportPeriod.laureate_id))
            .options(contains_eager(RenewalDecision.period).joinedload(SupportPeriod.laureate))
            .order_by(RenewalDecision.id)
        )
        return db.session.scalars(statement).all()

    @cached_property
    def last_month(self) -> date:
        return add_months(month_start(self.today), -1)

    @cached_property
    def undeclared(self) -> list[Membership]:
        """The places of those who said nothing of the month before, with account and laureate."""
        among = self.scope.laureate_ids
        return [
            place
            for place in timesheet.missing_declarations(self.last_month, among=among)
            if place.laureate.status is not LaureateStatus.ENDED
        ]

    @cached_property
    def month_closes_on(self) -> date:
        return closings.closes_on(self.last_month)

    @cached_property
    def mails(self) -> dict[MailStatus, int]:
        return queue.lengths() if self.scope.settles else {}

    @cached_property
    def hold_reason(self) -> str:
        return queue.state().hold_reason if self.scope.settles else ""


def _last_begun(today: date) -> Condition:
    later = aliased(SupportPeriod)
    followed = sa.exists().where(
        later.laureate_id == SupportPeriod.laureate_id,
        later.number > SupportPeriod.number,
        later.starts_on <= today,
    )
    return sa.and_(SupportPeriod.starts_on <= today, ~followed)


def _by_laureate(points: Iterable[Checkpoint]) -> dict[int, list[Checkpoint]]:
    found: dict[int, list[Checkpoint]] = defaultdict(list)
    for point in points:
        found[point.laureate_id].append(point)
    return found
