"""What the calendar of a laureate, and of the portfolio, is drawn from."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import add_months, month_start, paris_instant
from aic_tracker.checkpoints import queries as checkpoints
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.expertise import queries as expertise
from aic_tracker.folding import by_name
from aic_tracker.introductions.models import Introduction
from aic_tracker.introductions.queries import introductions_of_period
from aic_tracker.laureates import queries as laureates_queries
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.roadmap import queries as roadmap_queries
from aic_tracker.roadmap.models import Objective, Roadmap
from aic_tracker.roadmap.revisions.queries import first_due_dates

SHOWN_MONTHS = 12
MONTHS_BEHIND = 5


@dataclass(frozen=True)
class Calendar:
    """What happens over one support period. `first_due`: by objective, the first due date of its revisions."""

    points: Sequence[Checkpoint]
    roadmap: Roadmap | None
    objectives: Sequence[Objective]
    first_due: dict[int, date]
    assignments: Sequence[expertise.GivenLine]
    introductions: Sequence[Introduction]

    @property
    def is_published(self) -> bool:
        return self.roadmap is not None and self.roadmap.published_at is not None


def calendar(
    period: SupportPeriod, every_point: Sequence[Checkpoint], *, actor: User, with_introductions: bool
) -> Calendar:
    """At most four statements; the points of the laureate are given."""
    roadmap, objectives = roadmap_queries.roadmap_and_objectives(period)
    return Calendar(
        points=[point for point in every_point if point.period_id == period.id],
        roadmap=roadmap,
        objectives=objectives,
        first_due=first_due_dates(roadmap.id) if roadmap and roadmap.published_at else {},
        assignments=expertise.given_lines(period, actor),
        introductions=introductions_of_period(period.id) if with_introductions else [],
    )


@dataclass(frozen=True)
class Course:
    """The support periods of a laureate that the months shown touch, and its points in them."""

    laureate: Laureate
    periods: Sequence[SupportPeriod]
    points: Sequence[Checkpoint]


@dataclass(frozen=True)
class Portfolio:
    """Twelve months `[starts_on, until)`, five of them behind."""

    starts_on: date
    until: date
    courses: Sequence[Course]


def portfolio(visible: sa.Select[Laureate], today: date) -> Portfolio:
    """One course per laureate, by name; three statements however many there are."""
    starts_on = add_months(month_start(today), -MONTHS_BEHIND)
    until = add_months(starts_on, SHOWN_MONTHS)
    laureates = by_name(laureates_queries.loaded(visible))
    points: dict[int, list[Checkpoint]] = defaultdict(list)
    ids = [laureate.id for laureate in laureates]
    for point in checkpoints.points_alone_between(ids, paris_instant(starts_on, 0), paris_instant(until, 0)):
        points[point.laureate_id].append(point)
    courses = [
        Course(
            laureate,
            [period for period in laureate.periods if period.starts_on < until and period.until > starts_on],
            points[laureate.id],
        )
        for laureate in laureates
    ]
    return Portfolio(starts_on, until, courses)
