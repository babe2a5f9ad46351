"""What should leave at a moment, read naively in « The domain », section 6, from the facts alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.reminders.oracle import ONE_DAY, PARIS, at, is_open, open_days
from tests.season.facts import Facts

Left = tuple[str, int, date, str]  # kind, object, the day it was due, reader
OPEN = ("todo", "in_progress", "partly", "blocked")


@dataclass
class Oracle:
    left: set[Left] = field(default_factory=set)
    last_look: datetime | None = None
    kept_open: dict[date, date] = field(default_factory=dict)

    def look(self, now: datetime, facts: Facts) -> set[Left]:
        """What leaves at this look at the clock, everything that left before being known."""
        self._keep_months_open(now)
        self.last_look = now
        if opens(now) != now:
            return set()
        found = {one for one in self._due(now, facts) if one not in self.left}
        self.left |= found
        return found

    def _keep_months_open(self, now: datetime) -> None:
        """An outage over the reminder of a month, or over its closing: three working days from the next opening."""
        if self.last_look is None or (now - self.last_look) < timedelta(hours=1):
            return
        month = (self.last_look.astimezone(PARIS).date().replace(day=1) - ONE_DAY).replace(day=1)
        back_on = opens(now).astimezone(PARIS).date()
        while month <= now.astimezone(PARIS).date():
            reminded = open_days(after(month))[4]
            is_late = self.last_look < at(reminded, 8) <= now and back_on > reminded
            is_over = self.last_look < at(self.closes_on(month) + ONE_DAY, 0) <= now
            until = working_days_after(back_on, 3)
            if (is_late or is_over) and until > self.closes_on(month):
                self.kept_open[month] = until
            month = after(month)

    def closes_on(self, month: date) -> date:
        return max(after(month).replace(day=10), self.kept_open.get(month, date.min))

    def _due(self, now: datetime, facts: Facts) -> Iterator[Left]:
        today = now.astimezone(PARIS).date()
        yield from self._points(now, today, facts)
        yield from self._minutes(now, today, facts)
        yield from self._unplanned(now, today, facts)
        yield from self._months(now, today, facts)
        yield from self._missing(now, today, facts)
        yield from self._objectives(now, today, facts)
        yield from self._terms(now, today, facts)

    def _points(self, now: datetime, today: date, facts: Facts) -> Iterator[Left]:
        for id, laureate, status, starts, _held in facts.points:
            if status != "planned" or laureate in facts.ended:
                continue
            day = starts.astimezone(PARIS).date()
            due = called(now, [day - 7 * ONE_DAY, day - ONE_DAY], day, starts)
            for person in set(facts.present(laureate, today, "lead_coach", "coach", "referent")) if due else ():
                told = facts.told.get((id, person))
                if due and not (told and told >= at(due, 8)):
                    yield "checkpoint-coming", id, due, facts.emails[person]

    def _minutes(self, now: datetime, today: date, facts: Facts) -> Iterator[Left]:
        for id, laureate, status, starts, held in facts.points:
            is_due = status == "held" or (status == "planned" and starts <= at(today, 0))
            if not is_due or laureate in facts.ended:
                continue
            day = (held or starts).astimezone(PARIS).date()
            due = called(now, [day + n * ONE_DAY for n in (3, 10, 17)], day, at(day + 25 * ONE_DAY, 0))
            for person in facts.present(laureate, today, "lead_coach") if due else ():
                reader = facts.emails[person]
                before = [one for one in self.left if one[:2] == ("minutes-missing", id) and one[3] == reader]
                if due and len([one for one in before if one[2] < due]) < 3:
                    yield "minutes-missing", id, due, reader

    def _unplanned(self, now: datetime, today: date, facts: Facts) -> Iterator[Left]:
        event = open_days(today.replace(day=1))[0]
        due = called(now, [event], event, at(event + 7 * ONE_DAY, 0))
        horizon = month_later(max(event, today))
        for laureate in {row[1] for row in facts.periods} - facts.ended if due else ():
            goes_on = [
                starts
                for _id, where, status, starts, _held in facts.points
                if where == laureate
                and (status in ("planned", "held") or (status == "closed" and starts >= at(today.replace(day=1), 0)))
            ]
            is_possible = facts.is_covered(laureate, max(event, today)) and facts.is_covered(laureate, horizon)
            for person in facts.present(laureate, today, "lead_coach") if is_possible and not goes_on else ():
                yield "checkpoint-unplanned", laureate, event, facts.emails[person]

    def _months(self, now: datetime, today: date, facts: Facts) -> Iterator[Left]:
        for month in (before(today.replace(day=1)), today.replace(day=1)):
            for laureate in {row[1] for row in facts.periods} - facts.ended:
                covered = [day for day in days_of(month) if facts.is_covered(laureate, day)]
                if not covered:
                    continue
                event = covered[-1]
                while not is_open(event):
                    event -= ONE_DAY
                due = called(now, [event], event, at(event + 5 * ONE_DAY, 0)) if event > covered[0] else None
                for person in facts.present(laureate, today, "referent") if due else ():
                    said_nothing = (person, laureate, month) in facts.nothing
                    noted = facts.quarters.get((person, laureate, month), 0)
                    if (noted or not said_nothing) and expected(facts, laureate, person, month):
                        yield "time-month", laureate, event, facts.emails[person]

    def _missing(self, now: datetime, today: date, facts: Facts) -> Iterator[Left]:
        for month in (before(before(today.replace(day=1))), before(today.replace(day=1))):
            event = open_days(after(month))[4]
            useful = max(self.closes_on(month), event + 3 * ONE_DAY) + ONE_DAY
            due = called(now, [event], event, at(useful, 0))
            for laureate in {row[1] for row in facts.periods} if due else ():
                if not any(facts.is_covered(laureate, day) for day in days_of(month)):
                    continue
                then = facts.present(laureate, days_of(month)[-1], "referent")
                for person in facts.present(laureate, event, "referent"):
                    is_reader = person in then and person in facts.present(laureate, today, "referent")
                    said = (person, laureate, month) in facts.nothing or (person, laureate, month) in facts.quarters
                    if is_reader and not said and expected(facts, laureate, person, month):
                        yield "time-missing", laureate, event, facts.emails[person]

    def _objectives(self, now: datetime, today: date, facts: Facts) -> Iterator[Left]:
        for id, laureate, status, due_on, owner in facts.objectives:
            if status not in OPEN or laureate in facts.ended:
                continue
            due = called(now, [due_on - 14 * ONE_DAY, due_on], due_on, at(due_on + 8 * ONE_DAY, 0))
            reads = facts.present(laureate, today, "lead_coach", "coach", "referent")
            who = [owner] if owner in reads else facts.present(laureate, today, "lead_coach")
            for person in who if due else ():
                yield "objective-due", id, due or today, facts.emails[person or 0]

    def _terms(self, now: datetime, today: date, facts: Facts) -> Iterator[Left]:
        for id, laureate, number, _start, term, stopped in facts.periods:
            follows = any(row[1] == laureate and row[2] > number for row in facts.periods)
            if laureate in facts.ended or stopped or follows or id in facts.decided:
                continue
            wished = [months_before(term, n) for n in (3, 2, 1)] + [term - 7 * ONE_DAY]
            wished += [term + 7 * n * ONE_DAY for n in range(1, 60)]
            due = called(now, wished, term, at(term + 500 * ONE_DAY, 0))
            team = facts.present(laureate, today, "lead_coach", "coach", "referent")
            for person in {*team, *facts.directors} if due else ():
                yield "renewal-file", id, due or today, facts.emails[person]


def opens(now: datetime) -> datetime:
    """The next moment, from now, between eight and eight on an open day."""
    here = now.astimezone(PARIS)
    if is_open(here.date()) and 8 <= here.hour < 20:
        return now
    day = here.date() if here.hour < 8 else here.date() + ONE_DAY
    while not is_open(day):
        day += ONE_DAY
    return at(day, 8)


def called(now: datetime, wished: Iterable[date], event: date, end: datetime) -> date | None:
    """The day of the last wish that has come, unless it is of no more use."""
    days = []
    for wish in wished:
        day = wish
        while not is_open(day):
            day += ONE_DAY
        if day > event >= wish:
            day = wish
            while not is_open(day):
                day -= ONE_DAY
        days.append(day)
    passed = [day for day in days if at(day, 8).timestamp() <= now.timestamp()]
    return max(passed) if passed and now.timestamp() < end.timestamp() else None


def expected(facts: Facts, laureate: int, person: int, month: date) -> bool:
    """Two days for a whole month: a quarter at least, rounded, for the days covered."""
    days = days_of(month)
    there = [
        day for day in days if facts.is_covered(laureate, day) and person in facts.present(laureate, day, "referent")
    ]
    return len(there) * 8 / len(days) >= 0.5


def days_of(month: date) -> list[date]:
    return [day for day in (month + ONE_DAY * n for n in range(31)) if day.month == month.month]


def after(month: date) -> date:
    return (month + 32 * ONE_DAY).replace(day=1)


def before(month: date) -> date:
    return (month - ONE_DAY).replace(day=1)


def month_later(day: date) -> date:
    following = days_of(after(day.replace(day=1)))
    return following[min(day.day, len(following)) - 1]


def months_before(day: date, count: int) -> date:
    month = day.replace(day=1)
    for _ in range(count):
        month = before(month)
    days = days_of(month)
    return days[min(day.day, len(days)) - 1]


def working_days_after(day: date, count: int) -> date:
    while count:
        day += ONE_DAY
        count -= is_open(day)
    return day
