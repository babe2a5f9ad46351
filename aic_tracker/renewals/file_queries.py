"""What the file of a renewal holds beside the report: what both sides wrote, and what the project received."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker.aid import queries as aid_queries
from aic_tracker.aid.models import Aid, AidSource
from aic_tracker.commitments.models import Commitment, CommitmentState
from aic_tracker.commitments.queries import commitments_of
from aic_tracker.db import db
from aic_tracker.funding import queries as funding
from aic_tracker.funding.models import PledgeState, SponsorPledge, Tranche
from aic_tracker.funding.queries import pledges_of
from aic_tracker.introductions.models import Introduction, IntroductionStatus
from aic_tracker.introductions.queries import introductions_of_period
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.renewals.models import RenewalDecision, RenewalFile


def file_of(period: SupportPeriod) -> RenewalFile | None:
    """What both sides wrote, with who wrote it; None while nobody did."""
    return db.session.scalar(
        sa.select(RenewalFile)
        .where(RenewalFile.period_id == period.id)
        .options(joinedload(RenewalFile.self_assessor), joinedload(RenewalFile.opinion_author))
        .execution_options(populate_existing=True)
    )


def files_of(period_ids: Collection[int]) -> dict[int, RenewalFile]:
    """By period, what was written for its end; one statement."""
    statement = sa.select(RenewalFile).where(RenewalFile.period_id.in_(period_ids))
    return {file.period_id: file for file in db.session.scalars(statement)} if period_ids else {}


def written(period: SupportPeriod) -> tuple[RenewalFile | None, RenewalDecision | None]:
    """What both sides wrote and what was decided, with the people; one statement."""
    statement = (
        sa.select(RenewalFile, RenewalDecision)
        .select_from(SupportPeriod)
        .outerjoin(RenewalFile, RenewalFile.period_id == SupportPeriod.id)
        .outerjoin(RenewalDecision, RenewalDecision.period_id == SupportPeriod.id)
        .where(SupportPeriod.id == period.id)
        .options(
            joinedload(RenewalFile.self_assessor),
            joinedload(RenewalFile.opinion_author),
            joinedload(RenewalDecision.decider),
        )
    )
    file, decision = db.session.execute(statement).one()
    return file, decision


@dataclass(frozen=True)
class Received:
    """Introductions, money, commitments and pledges. Sums in cents; commitments and pledges outlive a period."""

    introductions: list[Introduction]
    aids: list[Aid]
    waiting: list[Tranche]
    commitments: list[Commitment]
    pledges: list[SponsorPledge]

    @property
    def partnerships(self) -> list[Introduction]:
        return [one for one in self.introductions if one.status is IntroductionStatus.PARTNERSHIP]

    @property
    def months_gained(self) -> int | None:
        """Over all the introductions; None when nobody measured any."""
        said = [one.months_gained for one in self.introductions if one.months_gained is not None]
        return sum(said) if said else None

    @property
    def granted_cents(self) -> int:
        return _cents(aid for aid in self.aids if aid.source is AidSource.GRANT)

    @property
    def aid_cents(self) -> int:
        return _cents(self.aids)

    @property
    def applicable(self) -> list[Commitment]:
        return [one for one in self.commitments if one.state is not CommitmentState.NOT_APPLICABLE]

    @property
    def proven(self) -> list[Commitment]:
        return [one for one in self.commitments if one.state is CommitmentState.PROVEN]

    @property
    def kept(self) -> list[SponsorPledge]:
        return [one for one in self.pledges if one.state is PledgeState.KEPT]

    @property
    def followed(self) -> list[SponsorPledge]:
        return [one for one in self.pledges if one.state is PledgeState.OPEN]


def _cents(aids: Iterable[Aid]) -> int:
    return sum(aid.amount_cents for aid in aids)


def received(laureate: Laureate, period: SupportPeriod) -> Received:
    """In five statements."""
    return Received(
        introductions=introductions_of_period(period.id),
        aids=aid_queries.granted_over(laureate, period),
        waiting=funding.tranches_waiting(laureate),
        commitments=commitments_of(laureate.id),
        pledges=pledges_of(laureate),
    )


@dataclass(frozen=True)
class Chapter:
    """One support period of a project whose support has ended; `told`: who was told of an early stop."""

    period: SupportPeriod
    decision: RenewalDecision | None
    told: str


def chapters(laureate: Laureate) -> list[Chapter]:
    """Its periods in order, with how each was decided; one statement."""
    statement = (
        sa.select(SupportPeriod, RenewalDecision, RenewalFile.told)
        .outerjoin(RenewalDecision, RenewalDecision.period_id == SupportPeriod.id)
        .outerjoin(RenewalFile, RenewalFile.period_id == SupportPeriod.id)
        .where(SupportPeriod.laureate_id == laureate.id)
        .options(joinedload(RenewalDecision.decider))
        .order_by(SupportPeriod.number)
    )
    return [Chapter(period, decision, told or "") for period, decision, told in db.session.execute(statement)]
