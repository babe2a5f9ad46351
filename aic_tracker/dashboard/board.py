"""Where each laureate stands, in one line: what the portfolio, the homes and the steering page are made of."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import add_months, paris_day
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.checkpoints.queries import next_points
from aic_tracker.dashboard import rules
from aic_tracker.laureates import queries as laureates_queries
from aic_tracker.laureates.models import Laureate, LaureateStatus, SupportPeriod
from aic_tracker.laureates.rules import current_period
from aic_tracker.renewals import queries as renewals
from aic_tracker.roadmap.models import Objective
from aic_tracker.roadmap.queries import Progress, late_objectives, progress_by_laureate
from aic_tracker.timesheet.queries import sheets
from aic_tracker.timesheet.rules import Month, MonthState, together


@dataclass(frozen=True)
class Times:
    """One referent's months, over all the periods shown."""

    user: User
    months: dict[date, Month]


@dataclass(frozen=True)
class Line:
    """A laureate on a day. `undeclared`: its referents who said nothing of the month before."""

    laureate: Laureate
    period: SupportPeriod | None
    people: laureates_queries.Team
    progress: Progress | None
    next_point: Checkpoint | None
    late: Sequence[Objective]
    times: Sequence[Times]
    undeclared: Sequence[User]
    facts: rules.Facts
    concerns: Sequence[rules.Concern]
    today: date

    @property
    def share(self) -> Decimal | None:
        return self.progress.overall if self.progress else None

    @property
    def term_text(self) -> str:
        return rules.term_text(self.facts.term_on, self.today)

    def has(self, *matters: rules.Matter) -> bool:
        return any(concern.matter in matters for concern in self.concerns)

    def concerns_from(self, matter: rules.Matter) -> list[rules.Concern]:
        """Those of that gravity and below."""
        return [concern for concern in self.concerns if concern.matter >= matter]


def lines(visible: sa.Select[Laureate], today: date, now: datetime) -> list[Line]:
    """One line per laureate of the select; the number of statements does not depend on how many there are."""
    return lines_of(laureates_queries.loaded(visible), today, now)


def lines_of(laureates: Sequence[Laureate], today: date, now: datetime) -> list[Line]:
    """The same for laureates in hand, loaded with their organisation, season and periods."""
    ids = [laureate.id for laureate in laureates]
    current = {laureate.id: current_period(laureate.periods, today) for laureate in laureates}
    period_ids = [period.id for period in current.values() if period]
    people = laureates_queries.people_of(ids, today)
    points = next_points(ids, now)
    progress = progress_by_laureate(period_ids)
    late = _late(ids, today)
    decided = renewals.decided_periods(period_ids)
    times = times_by_laureate([period for laureate in laureates for period in laureate.periods], today)
    return [
        _line(
            laureate,
            current[laureate.id],
            people.get(laureate.id, laureates_queries.Team()),
            progress.get(laureate.id),
            points.get(laureate.id),
            late.get(laureate.id, []),
            times.get(laureate.id, []),
            decided,
            today,
        )
        for laureate in laureates
    ]


def _line(
    laureate: Laureate,
    period: SupportPeriod | None,
    people: laureates_queries.Team,
    progress: Progress | None,
    next_point: Checkpoint | None,
    late: Sequence[Objective],
    times: Sequence[Times],
    decided: Collection[int],
    today: date,
) -> Line:
    undeclared = undeclared_among(times, people, rules.last_month(today))
    facts = rules.Facts(
        name=laureate.name,
        is_active=laureate.status is LaureateStatus.ACTIVE,
        starts_on=period.starts_on if period else None,
        term_on=period.until if period else None,
        is_decided=period is not None and period.id in decided,
        next_point_on=paris_day(next_point.starts_at) if next_point else None,
        late_objectives=len(late),
        missing_times=len(undeclared),
    )
    concerns = rules.concerns(facts, today)
    return Line(laureate, period, people, progress, next_point, late, times, undeclared, facts, concerns, today)


def _late(laureate_ids: Collection[int], today: date) -> dict[int, list[Objective]]:
    found: dict[int, list[Objective]] = defaultdict(list)
    for objective in late_objectives(laureates_queries.those(laureate_ids), today):
        found[objective.priority.roadmap.period.laureate_id].append(objective)
    return found


def month_of(times: Iterable[Times], month: date, today: date) -> Month | None:
    """That month of several referents together; None when nothing is expected of it."""
    found = [one.months[month] for one in times if month in one.months]
    whole = together(found, today) if found else None
    return None if whole is None or whole.state is MonthState.ABSENT else whole


def undeclared_among(times: Iterable[Times], people: laureates_queries.Team, month: date) -> list[User]:
    """Present referents who said nothing of that month."""
    present = {user.id for user in people.referents if user.is_active}
    return [
        one.user
        for one in times
        if one.user.id in present and month in one.months and one.months[month].state is MonthState.MISSING
    ]


def times_by_laureate(
    periods: Collection[SupportPeriod], today: date, *, months: Sequence[date] = ()
) -> dict[int, list[Times]]:
    """By laureate, the months of its referents over `months`, or the twelve that are shown; two statements."""
    shown = set(months or rules.shown_months(today))
    first, after = min(shown), add_months(max(shown), 1)
    touching = [period for period in periods if period.starts_on < after and period.until > first]
    users: dict[int, User] = {}
    found: dict[int, dict[int, dict[date, list[Month]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    by_period = sheets(touching, today, among=shown)
    for period in touching:
        for sheet in by_period[period.id]:
            users[sheet.user.id] = sheet.user
            for month in sheet.months:
                if month.month in shown:
                    found[period.laureate_id][sheet.user.id][month.month].append(month)
    return {
        laureate_id: [
            Times(users[user_id], {month: rules.one_month(parts, today) for month, parts in months.items()})
            for user_id, months in by_user.items()
        ]
        for laureate_id, by_user in found.items()
    }
