"""Standings as the screens of many laureates read them: ranked, paged, counted and added up by the database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.dashboard import rules, totals
from aic_tracker.dashboard.models import Standing, StandingAxis
from aic_tracker.db import db
from aic_tracker.folding import french_order, searchable
from aic_tracker.laureates.models import Axis, Laureate, LaureateStatus, MemberRole, Membership, Organisation, Season
from aic_tracker.timesheet.rules import Band, Month, MonthState

BY_ATTENTION = (Standing.matter, Standing.attention_term, Standing.sort_key)
BY_TERM = (Standing.term_key, Standing.sort_key)
BY_NAME = (Standing.sort_key,)
COACHES = (MemberRole.LEAD_COACH, MemberRole.COACH)
SUPPORTED = Standing.laureate_status == LaureateStatus.ACTIVE

Condition = sa.ColumnElement[bool]
Rows = sa.Select[*tuple[Any, ...]]
# What lists show of times is their sum and their state.
NO_BAND = Band(0, 0)


@dataclass(frozen=True)
class Listed:
    """A laureate in a list: what it is called, and where it stands today."""

    standing: Standing
    name: str
    slug: str
    status: LaureateStatus
    organisation: str
    season: str
    today: date
    lead_coach: str | None = None

    @property
    def id(self) -> int:
        return self.standing.laureate_id

    @cached_property
    def facts(self) -> rules.Facts:
        standing = self.standing
        return rules.Facts(
            name=self.name,
            is_active=self.status is LaureateStatus.ACTIVE,
            starts_on=standing.starts_on,
            term_on=standing.term_on,
            is_decided=standing.is_decided,
            next_point_on=paris_day(standing.next_point_at) if standing.next_point_at else None,
            late_objectives=standing.late,
            missing_times=standing.missing,
        )

    @cached_property
    def concerns(self) -> Sequence[rules.Concern]:
        return rules.concerns(self.facts, self.today)

    @property
    def worries(self) -> list[rules.Concern]:
        """All but the decision at the term."""
        return [concern for concern in self.concerns if concern.matter >= rules.Matter.NO_POINT]

    @property
    def share(self) -> Decimal | None:
        return self.standing.share

    @property
    def term_text(self) -> str:
        return rules.term_text(self.facts.term_on, self.today)

    @cached_property
    def cells(self) -> Sequence[totals.Cell]:
        """The twelve months that ended with the present one on the day of the drawing."""
        return [
            totals.Cell(month, is_covered, points, _time(month, state, quarters))
            for month, (is_covered, points, state, quarters) in zip(
                rules.shown_months(paris_day(self.standing.as_of)), self.standing.months, strict=True
            )
        ]

    @property
    def last_month(self) -> Month | None:
        """The month before, of all the referents together; None when there is none to expect it from."""
        month = rules.last_month(self.today)
        return next((cell.time for cell in self.cells if cell.month == month), None)


def _time(month: date, state: str | None, quarters: int | None) -> Month | None:
    return None if state is None else Month(month, quarters, NO_BAND, MonthState(state))


def listed(*conditions: Condition) -> Rows:
    """Rows for `of`; to be ordered and paged."""
    return (
        sa.select(Standing, Laureate.name, Laureate.slug, Laureate.status, Organisation.name, Season.name)
        .join(Laureate, Laureate.id == Standing.laureate_id)
        .join(Organisation, Organisation.id == Laureate.organisation_id)
        .join(Season, Season.id == Laureate.season_id)
        .where(*conditions)
    )


def of(rows: Sequence[Any], today: date) -> list[Listed]:
    """The rows of a select of `listed`."""
    return [
        Listed(standing, name, slug, status, organisation, season, today)
        for standing, name, slug, status, organisation, season in rows
    ]


def first(limit: int, today: date, *conditions: Condition, order: Sequence[Any] = BY_ATTENTION) -> list[Listed]:
    """The first rows of a list."""
    return of(db.session.execute(listed(*conditions).order_by(*order).limit(limit)).all(), today)


def how_many(*conditions: Condition) -> sa.Select[int]:
    """The length of a list; what is said of the laureate itself has it read, too."""
    count = sa.select(sa.func.count()).select_from(Standing)
    if any(_names_laureate(condition) for condition in conditions):
        count = count.join(Laureate, Laureate.id == Standing.laureate_id)
    return count.where(*conditions)


def _names_laureate(condition: Condition) -> bool:
    tables = (getattr(each, "table", None) for each in sa.sql.visitors.iterate(condition))
    return any(getattr(table, "name", "") == Laureate.__tablename__ for table in tables)


def found_by(asked: Mapping[str, Any], today: date) -> list[Condition]:
    """Those whose text holds every word, blind to accents, of that season, on that axis, followed by that person."""
    conditions: list[Condition] = [
        Laureate.search_text.contains(word, autoescape=True) for word in searchable(asked["q"] or "").split()
    ]
    if asked["season"]:
        conditions.append(Laureate.season_id == asked["season"].id)
    if asked["axis"]:
        # A list of words, kept as JSON: each stands between its own quotation marks.
        conditions.append(sa.cast(Laureate.axes, sa.Text).contains(f'"{asked["axis"].value}"'))
    if asked["coach"]:
        conditions.append(Standing.laureate_id.in_(_places_of(asked["coach"], today)))
    return conditions


def ids_of(*conditions: Condition) -> sa.Select[int]:
    """The laureates of a list, to ask another table of them."""
    return sa.select(Standing.laureate_id).join(Laureate, Laureate.id == Standing.laureate_id).where(*conditions)


def is_shown(period: Any) -> Condition:
    """Of a period: whether it is the one that lists show of its laureate, on the day of the drawing."""
    shown = sa.select(Standing.laureate_id).where(
        Standing.laureate_id == period.laureate_id, Standing.starts_on == period.starts_on
    )
    return shown.exists()


def lead_coaches(laureate_ids: Collection[int], today: date) -> dict[int, str]:
    """The name of the lead coach of each, whose account is open; one statement."""
    statement = (
        sa.select(Membership.laureate_id, User.id, User.name)
        .join(Membership.user)
        .where(Membership.laureate_id.in_(laureate_ids), Membership.active_on(today))
        .where(Membership.role == MemberRole.LEAD_COACH, User.is_active)
    )
    rows = [(laureate_id, user_id, name) for laureate_id, user_id, name in db.session.execute(statement)]
    return {laureate_id: name for laureate_id, _, name in sorted(rows, key=lambda row: (french_order(row[2]), row[1]))}


@dataclass(frozen=True)
class Sums:
    """Over some laureates being supported. `late` and `missing` count objectives and referents, not laureates."""

    laureates: int
    supported: int
    share: Decimal | None
    to_decide: int
    without_point: int
    late: int
    missing: int
    worries: int


def sums(*conditions: Condition) -> Sums:
    """One statement, which an index answers alone when no condition is given."""
    statement = sa.select(
        sa.func.count(),
        _count(Standing.is_supported),
        sa.func.sum(Standing.share),
        sa.func.count(Standing.share),
        _count(Standing.to_decide),
        _count(Standing.without_point),
        sa.func.sum(Standing.late),
        sa.func.sum(Standing.missing),
        _count(Standing.worries),
    ).where(SUPPORTED, *conditions)
    row: Sequence[Any] = db.session.execute(statement).one()
    laureates, supported, done, counted, *others = row
    share = round(done / counted, 9) if counted else None
    return Sums(laureates, int(supported or 0), share, *(int(other or 0) for other in others))


def _count(column: Any) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((column, 1), else_=0))


def axis_totals() -> list[totals.AxisTotal]:
    """The objectives of the laureates being supported, by axis; one statement."""
    columns = (
        sa.func.count(),
        *(
            sa.func.sum(column)
            for column in (
                StandingAxis.objectives,
                StandingAxis.achieved,
                StandingAxis.late,
                StandingAxis.blocked,
                StandingAxis.dropped,
                StandingAxis.counted,
            )
        ),
    )
    statement = (
        sa.select(StandingAxis.axis, sa.func.sum(StandingAxis.done), *columns)
        .where(StandingAxis.laureate_status == LaureateStatus.ACTIVE)
        .group_by(StandingAxis.axis)
    )
    found = {row[0]: (row[1], [int(value) for value in row[2:]]) for row in db.session.execute(statement)}
    return [_axis_total(axis, *found.get(axis, (Decimal(0), [0] * 7))) for axis in Axis]


def _axis_total(axis: Axis, done: Decimal, figures: Sequence[int]) -> totals.AxisTotal:
    laureates, objectives, achieved, late, blocked, dropped, counted = figures
    return totals.AxisTotal(
        axis=axis,
        laureates=laureates,
        objectives=objectives,
        achieved=achieved,
        late=late,
        blocked=blocked,
        dropped=dropped,
        share=round(done / counted, 9) if counted else None,
    )


def followed(coach: User, today: date) -> sa.Select[int]:
    """The laureates being supported where the person is lead coach or coach today."""
    return sa.select(Standing.laureate_id).where(SUPPORTED, Standing.laureate_id.in_(_places_of(coach, today)))


def _places_of(coach: User, today: date) -> sa.Select[int]:
    return sa.select(Membership.laureate_id).where(
        Membership.user_id == coach.id, Membership.role.in_(COACHES), Membership.active_on(today)
    )
