"""What everybody may know of the programme: totals over all the projects, and nothing that points at anybody."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.db import db
from aic_tracker.introductions.models import Introduction, IntroductionStatus
from aic_tracker.introductions.rules import BEFORE_PARTNERSHIP
from aic_tracker.laureates.models import Season, SupportPeriod
from aic_tracker.laureates.queries import supported_on
from aic_tracker.privacy.rules import published_count
from aic_tracker.timesheet.models import TimeEntry


@dataclass(frozen=True)
class Totals:
    """Each is None when it is too small to be told; time in quarter days."""

    seasons: int
    laureates: int | None
    supported: int | None  # today
    points: int | None
    quarters: int | None
    introductions: int | None
    partnerships: int | None


def totals(today: date) -> Totals:
    """Seven statements."""
    begun = SupportPeriod.starts_on <= today
    laureates = sa.func.count(sa.distinct(SupportPeriod.laureate_id))
    givers, quarters = db.session.execute(
        sa.select(sa.func.count(sa.distinct(TimeEntry.user_id)), sa.func.coalesce(sa.func.sum(TimeEntry.quarters), 0))
    ).one()
    made = (*BEFORE_PARTNERSHIP, IntroductionStatus.PARTNERSHIP)
    return Totals(
        seasons=_one(sa.select(sa.func.count()).select_from(Season).where(Season.starts_on <= today)),
        laureates=published_count(_one(sa.select(laureates).where(begun))),
        supported=published_count(len(supported_on(today))),
        points=published_count(_one(sa.select(sa.func.count()).select_from(Checkpoint).where(Checkpoint.has_happened))),
        # Days given by a few people would tell how much each gives.
        quarters=int(quarters) if published_count(givers) is not None else None,
        introductions=published_count(_introductions(made)),
        partnerships=published_count(_introductions((IntroductionStatus.PARTNERSHIP,))),
    )


def _introductions(statuses: tuple[IntroductionStatus, ...]) -> int:
    counted = sa.select(sa.func.count()).select_from(Introduction)
    return _one(counted.where(Introduction.status.in_(statuses)))


def _one(statement: sa.Select[int]) -> int:
    return db.session.execute(statement).scalar_one()
