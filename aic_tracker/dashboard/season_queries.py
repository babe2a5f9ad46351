"""What a season received, added up in the database: each function is one statement, whatever the number of projects."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa

from aic_tracker.aid.models import Aid, AidSource
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.commitments.models import Commitment, CommitmentKind, CommitmentState
from aic_tracker.dashboard.queries import objectives_of
from aic_tracker.db import db
from aic_tracker.diagnostic.models import Diagnostic, Rating
from aic_tracker.expertise.models import Assignment, AssignmentDay, AssignmentStatus
from aic_tracker.funding.models import PledgeState, SponsorPledge
from aic_tracker.introductions.models import Introduction, IntroductionStatus
from aic_tracker.laureates.models import Laureate, Season, SupportPeriod
from aic_tracker.renewals.models import Outcome, RenewalDecision
from aic_tracker.roadmap.models import Objective

Ids = Collection[int]
ENGAGED = [
    AssignmentStatus.APPROVED,
    AssignmentStatus.IN_PROGRESS,
    AssignmentStatus.COMPLETED,
    AssignmentStatus.EVALUATED,
]


def season_with_slug(slug: str) -> Season | None:
    return db.session.scalar(sa.select(Season).where(Season.slug == slug))


def decisions(ids: Ids) -> dict[Outcome, int]:
    statement = (
        sa.select(RenewalDecision.outcome, sa.func.count())
        .join(RenewalDecision.period)
        .where(SupportPeriod.laureate_id.in_(ids))
        .group_by(RenewalDecision.outcome)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def points_held(ids: Ids) -> int:
    statement = sa.select(sa.func.count()).where(Checkpoint.laureate_id.in_(ids), Checkpoint.has_happened)
    return db.session.scalar(statement) or 0


@dataclass(frozen=True)
class Support:
    """Assignments engaged, with the quarter days used and their value in cents."""

    count: int
    quarters: int
    cents: int


def support(ids: Ids) -> Support:
    used = (
        sa.select(AssignmentDay.assignment_id, sa.func.sum(AssignmentDay.quarters).label("quarters"))
        .group_by(AssignmentDay.assignment_id)
        .subquery()
    )
    statement = (
        sa.select(sa.func.coalesce(used.c.quarters, 0), sa.func.coalesce(Assignment.value_of(used.c.quarters), 0))  # type: ignore[arg-type]
        .outerjoin(used, used.c.assignment_id == Assignment.id)
        .where(Assignment.laureate_id.in_(ids), Assignment.status.in_(ENGAGED))
    )
    rows = [(int(quarters), int(cents)) for quarters, cents in db.session.execute(statement)]
    return Support(len(rows), sum(quarters for quarters, _ in rows), sum(cents for _, cents in rows))


@dataclass(frozen=True)
class Doors:
    introductions: int
    partnerships: int
    months_gained: int


def doors(ids: Ids) -> Doors:
    partnership = sa.case((Introduction.status == IntroductionStatus.PARTNERSHIP, 1), else_=0)
    statement = sa.select(sa.func.count(), sa.func.sum(partnership), sa.func.sum(Introduction.months_gained)).where(
        Introduction.laureate_id.in_(ids)
    )
    count, partnerships, months = db.session.execute(statement).one()
    return Doors(count, int(partnerships or 0), int(months or 0))


def aid_cents(ids: Ids) -> dict[AidSource, int]:
    """By source, what the programme gave; what was withdrawn or received elsewhere is left out."""
    statement = (
        sa.select(Aid.source, sa.func.sum(Aid.amount_cents))
        .where(Aid.laureate_id.in_(ids), Aid.cancelled_on.is_(None), Aid.source != AidSource.DECLARED)
        .group_by(Aid.source)
    )
    return {row[0]: int(row[1]) for row in db.session.execute(statement)}


def pledges(ids: Ids) -> dict[PledgeState, int]:
    statement = (
        sa.select(SponsorPledge.state, sa.func.count())
        .where(SponsorPledge.laureate_id.in_(ids))
        .group_by(SponsorPledge.state)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def commitments(ids: Ids) -> tuple[int, int]:
    """(proven, applicable): each project takes every commitment, but those said not to apply."""
    statement = (
        sa.select(Commitment.state, sa.func.count()).where(Commitment.laureate_id.in_(ids)).group_by(Commitment.state)
    )
    found = {row[0]: row[1] for row in db.session.execute(statement)}
    applicable = len(ids) * len(CommitmentKind) - found.get(CommitmentState.NOT_APPLICABLE, 0)
    return found.get(CommitmentState.PROVEN, 0), applicable


def levels_won(ids: Ids) -> Decimal | None:
    """Mean change of level by project, from its first signed diagnostic to its last; None before any second one."""
    statement = (
        sa.select(SupportPeriod.laureate_id, sa.func.avg(Rating.level))
        .select_from(Diagnostic)
        .join(SupportPeriod, Diagnostic.period_id == SupportPeriod.id)
        .join(Rating, Rating.diagnostic_id == Diagnostic.id)
        .where(SupportPeriod.laureate_id.in_(ids))
        .where(Diagnostic.coach_signed_at.is_not(None), Diagnostic.referent_signed_at.is_not(None))
        .group_by(SupportPeriod.laureate_id, Diagnostic.id, Diagnostic.opened_on)
        .order_by(Diagnostic.opened_on, Diagnostic.id)
    )
    means: dict[int, list[Decimal]] = defaultdict(list)
    for laureate_id, mean in db.session.execute(statement):
        if mean is not None:
            means[laureate_id].append(Decimal(str(mean)))
    changes = [found[-1] - found[0] for found in means.values() if len(found) > 1]
    return sum(changes, Decimal(0)) / len(changes) if changes else None


def objectives(laureates: Sequence[Laureate]) -> dict[int, list[Objective]]:
    """By laureate, over all its periods; one carried over counts once, as it is now."""
    owners = {period.id: laureate.id for laureate in laureates for period in laureate.periods}
    by_period = objectives_of(list(owners))
    carried = {one.carried_from_id for found in by_period.values() for one in found}
    by_laureate: dict[int, list[Objective]] = defaultdict(list)
    for period_id, found in by_period.items():
        by_laureate[owners[period_id]] += [one for one in found if one.id not in carried]
    return by_laureate
