"""Referent time as screens, reminders and the portfolio read it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker import config
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import add_months, month_start
from aic_tracker.db import db
from aic_tracker.expertise.queries.given import within
from aic_tracker.folding import french_order
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate, MemberRole, Membership, SupportPeriod
from aic_tracker.prepared import prepared
from aic_tracker.timesheet import rules
from aic_tracker.timesheet.models import MonthDeclaration, TimeEntry
from aic_tracker.timesheet.rules import Month


@dataclass(frozen=True)
class ReferentTime:
    """One referent's months over a support period, in order."""

    user: User
    months: list[Month]


def sheets(
    periods: Collection[SupportPeriod], today: date, *, among: Collection[date] | None = None
) -> dict[int, list[ReferentTime]]:
    """By period id, the time of each of its referents, by name: two statements, whatever the number of periods.

    `among`: the first days of the months wanted, when not all.
    """
    memberships = referents_among({period.laureate_id for period in periods})
    sums, nothing = _totals([period.id for period in periods])
    programme = config.current().programme
    found: dict[int, list[ReferentTime]] = {}
    for period in periods:
        span = (period.starts_on, period.until)
        found[period.id] = []
        for user, spans in memberships.get(period.laureate_id, {}).values():
            given = any(sums.get((period.id, user.id, month)) for month in rules.months_of(span))
            if not given and not any(rules.covered_days(month, span, spans) for month in rules.months_of(span)):
                continue
            months = [
                rules.referent_month(
                    month,
                    span,
                    spans,
                    quarters=sums.get((period.id, user.id, month)),
                    declared_nothing=(period.id, user.id, month) in nothing,
                    today=today,
                    days_min=programme.referent_days_min,
                    days_max=programme.referent_days_max,
                )
                for month in rules.months_of(span)
                if among is None or month in among
            ]
            found[period.id].append(ReferentTime(user, months))
    return found


def sheet(period: SupportPeriod, today: date) -> list[ReferentTime]:
    return sheets([period], today)[period.id]


def referents_among(laureate_ids: Collection[int]) -> dict[int, dict[int, tuple[User, list[rules.Span]]]]:
    """By laureate and person, by name: the days over which each is or was a referent; one statement."""
    found: dict[int, dict[int, tuple[User, list[rules.Span]]]] = defaultdict(dict)
    for membership in sorted(
        laureates.referents_ever(laureate_ids), key=lambda one: (french_order(one.user.name), one.user_id)
    ):
        people = found[membership.laureate_id]
        _user, spans = people.setdefault(membership.user_id, (membership.user, []))
        spans.append((membership.from_on, membership.until_on))
    return found


Key = tuple[int, int, date]


def _totals(period_ids: Collection[int]) -> tuple[dict[Key, int], set[Key]]:
    """By period, person and month: the quarters noted, and the months declared empty. One statement for both.

    A month shared by two periods is said once: what is noted in one of them is zero in the other, and not missing.
    """
    sums: dict[Key, int] = {}
    nothing: set[Key] = set()
    rows: Any = db.session.execute(*_noted_and_declared(list(period_ids)))
    for period_id, user_id, in_year, in_month, quarters in rows:
        key = (period_id, user_id, date(int(in_year), int(in_month), 1))
        if quarters is None:
            nothing.add(key)
        else:
            sums[key] = int(quarters)
    return sums, nothing


@prepared
def _noted_and_declared(period_ids: Collection[int]) -> sa.CompoundSelect[*tuple[Any, ...]]:
    year, month = sa.extract("year", TimeEntry.on), sa.extract("month", TimeEntry.on)
    within = sa.case((SupportPeriod.covers(TimeEntry.on), TimeEntry.quarters), else_=0)  # type: ignore[arg-type]
    noted = (
        sa.select(SupportPeriod.id, TimeEntry.user_id, year, month, sa.func.sum(within))
        .select_from(TimeEntry)
        .join(SupportPeriod, TimeEntry.laureate_id == SupportPeriod.laureate_id)
        .where(SupportPeriod.id.in_(period_ids))
        .group_by(SupportPeriod.id, TimeEntry.user_id, year, month)
    )
    declared = (
        sa.select(
            SupportPeriod.id,
            MonthDeclaration.user_id,
            sa.extract("year", MonthDeclaration.month),
            sa.extract("month", MonthDeclaration.month),
            sa.null(),
        )
        .select_from(MonthDeclaration)
        .join(SupportPeriod, MonthDeclaration.laureate_id == SupportPeriod.laureate_id)
        .where(SupportPeriod.id.in_(period_ids))
    )
    return sa.union_all(noted, declared)


def bands(month: date, laureate_ids: Collection[int]) -> dict[tuple[int, int], rules.Band]:
    """By person and laureate, what is expected of each referent that month, over all periods: two statements."""
    last, programme = rules.next_month(month) - timedelta(days=1), config.current().programme
    spans: dict[int, list[rules.Span]] = defaultdict(list)
    for laureate_id, starts_on, until in laureates.spans_meeting(laureate_ids, month_start(month), last):
        spans[laureate_id].append((starts_on, until))
    found = {}
    for laureate_id, people in referents_among(laureate_ids).items():
        for user, held in people.values():
            days = sum(rules.covered_days(month, span, held) for span in spans[laureate_id])
            found[user.id, laureate_id] = rules.expected_band(
                month, days, days_min=programme.referent_days_min, days_max=programme.referent_days_max
            )
    return found


def missing_declarations(month: date, *, among: sa.Select[int] | Collection[int] | None = None) -> list[Membership]:
    """Referents of a period covering that month who said nothing of it, with their account and their laureate.

    Nothing is missing where nothing is expected. One row per person and laureate; deactivated accounts are left out.
    `among`: the laureates looked at; without it, all of them.
    """
    first, until = month_start(month), rules.next_month(month)
    ends = sa.func.coalesce(Membership.until_on, until)
    entry = sa.exists().where(
        TimeEntry.user_id == Membership.user_id,
        TimeEntry.laureate_id == Membership.laureate_id,
        TimeEntry.on >= first,
        TimeEntry.on < until,
    )
    declaration = sa.exists().where(
        MonthDeclaration.user_id == Membership.user_id,
        MonthDeclaration.laureate_id == Membership.laureate_id,
        MonthDeclaration.month == first,
    )
    # Three intervals that meet two by two have a day in common.
    covering = sa.exists().where(
        SupportPeriod.laureate_id == Membership.laureate_id,
        SupportPeriod.starts_on < until,
        first < SupportPeriod.until,
        Membership.from_on < SupportPeriod.until,
        SupportPeriod.starts_on < ends,
    )
    statement = (
        sa.select(Membership)
        .join(Membership.user)
        .where(Membership.role == MemberRole.REFERENT, Membership.from_on < until, ends > first, User.is_active)
        .where(ends > Membership.from_on, covering, ~entry, ~declaration)
        .where(sa.true() if among is None else Membership.laureate_id.in_(among))
        .options(joinedload(Membership.user), joinedload(Membership.laureate))
        .order_by(Membership.laureate_id, Membership.user_id, Membership.id)
    )
    found = {(row.user_id, row.laureate_id): row for row in db.session.scalars(statement)}
    expected = bands(month, {laureate_id for _user_id, laureate_id in found}) if found else {}
    return [row for key, row in found.items() if expected[key].least]


def referents_of(laureate_id: int) -> list[User]:
    """Everybody who is or has been a referent, by name."""
    return [user for user, _spans in referents_among([laureate_id]).get(laureate_id, {}).values()]


def entries_within(laureate_id: int, first: date, until: date) -> sa.Select[TimeEntry]:
    """Entries of `[first, until)` with their person, in order of day."""
    return (
        sa.select(TimeEntry)
        .where(TimeEntry.laureate_id == laureate_id, TimeEntry.on >= first, TimeEntry.on < until)
        .options(joinedload(TimeEntry.user))
        .order_by(TimeEntry.on, TimeEntry.id)
    )


def entries_of_month(laureate_id: int, month: date, user_id: int | None = None) -> Sequence[TimeEntry]:
    """Entries of that month with their person, in order of day."""
    statement = entries_within(laureate_id, month_start(month), rules.next_month(month))
    if user_id is not None:
        statement = statement.where(TimeEntry.user_id == user_id)
    return db.session.scalars(statement).all()


def entry(laureate_id: int, entry_id: int) -> TimeEntry | None:
    statement = (
        sa.select(TimeEntry)
        .where(TimeEntry.laureate_id == laureate_id, TimeEntry.id == entry_id)
        .options(joinedload(TimeEntry.user))
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).one_or_none()


def every_time(
    visible: sa.Select[Laureate], first: date | None = None, until: date | None = None
) -> sa.Select[str, str, date, int, str, str]:
    """What everybody noted for these laureates, one after the other, day by day; in the order of an index."""
    return (
        sa.select(Laureate.name, User.name, TimeEntry.on, TimeEntry.quarters, TimeEntry.activity, TimeEntry.note)
        .select_from(TimeEntry)
        .join(Laureate, Laureate.id == TimeEntry.laureate_id)
        .join(User, User.id == TimeEntry.user_id)
        .where(TimeEntry.laureate_id.in_(visible.with_only_columns(Laureate.id)), *within(TimeEntry.on, first, until))
        .order_by(TimeEntry.laureate_id, TimeEntry.on, TimeEntry.id)
    )


def in_brief() -> sa.Select[*tuple[Any, ...]]:
    """A line for each time noted, for a copy elsewhere: number, laureate, day, days. Whose it is stays here."""
    days = sa.cast(TimeEntry.quarters, sa.Float) / 4
    return (
        sa.select(TimeEntry.id, Laureate.name, TimeEntry.on, days)
        .select_from(TimeEntry)
        .join(Laureate, Laureate.id == TimeEntry.laureate_id)
    )


def quarters_on(user_id: int, on: date, *, other_than: int | None = None) -> int:
    """What a person noted on that day, all laureates together."""
    statement = sa.select(sa.func.coalesce(sa.func.sum(TimeEntry.quarters), 0)).where(
        TimeEntry.user_id == user_id, TimeEntry.on == on
    )
    if other_than is not None:
        statement = statement.where(TimeEntry.id != other_than)
    return int(db.session.scalar(statement) or 0)


def declaration(laureate_id: int, user_id: int, month: date) -> MonthDeclaration | None:
    statement = sa.select(MonthDeclaration).where(
        MonthDeclaration.laureate_id == laureate_id,
        MonthDeclaration.user_id == user_id,
        MonthDeclaration.month == month_start(month),
    )
    return db.session.scalars(statement).one_or_none()


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


def last_noted_on(laureate_id: int, first: date, until: date) -> date | None:
    """The last day of `[first, until)` on which a referent noted time."""
    statement = sa.select(sa.func.max(TimeEntry.on)).where(
        TimeEntry.laureate_id == laureate_id, TimeEntry.on >= first, TimeEntry.on < until
    )
    return db.session.scalar(statement)


def entries_after(laureate_id: int, after: int, most: int) -> Sequence[TimeEntry]:
    """Those noted after an entry, in the order of their identifiers, with the person."""
    statement = sa.select(TimeEntry).where(TimeEntry.laureate_id == laureate_id, TimeEntry.id > after)
    return db.session.scalars(statement.options(joinedload(TimeEntry.user)).order_by(TimeEntry.id).limit(most)).all()
