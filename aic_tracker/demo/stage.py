"""What each part of the demonstration is given: one laureate, its people and periods, and a way to tell its story."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any, Protocol

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import add_months, is_working_day, next_working_day, paris_instant, previous_working_day
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.diagnostic.models import Dimension
from aic_tracker.expertise.models import Expert
from aic_tracker.formats import NBSP
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.renewals.models import RenewalDecision
from aic_tracker.roadmap.models import Objective

FOLDER = Path(__file__).parent
Lines = dict[str, Any]


class Stored(Protocol):
    @property
    def id(self) -> Any: ...

    @property
    def __tablename__(self) -> Any: ...


def read(name: str) -> Lines:
    """A file of this folder, its French punctuation held to the words by no-break spaces."""
    values: Lines = _typeset(tomllib.loads((FOLDER / name).read_text(encoding="utf-8")))
    return values


def _typeset(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _typeset(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typeset(item) for item in value]
    if isinstance(value, str):
        value = value.replace("« ", f"«{NBSP}").replace(" »", f"{NBSP}»")
        return re.sub(r" ([:;!?%])", rf"{NBSP}\1", value)
    return value


@dataclass(frozen=True)
class Event:
    at: datetime
    actor: User
    verb: str
    obj: Stored
    summary: str
    before: Lines | None
    after: Lines | None


@dataclass
class Stage:
    """One laureate as it stands on the morning of `today`: nothing that is told happens on that day or later."""

    today: date
    script: Lines
    laureate: Laureate
    periods: list[SupportPeriod]
    leads: list[tuple[date, User]]  # each lead coach with the first day, in order
    coaches: list[User]
    referents: list[User]
    observers: list[User]
    direction: User
    experts: dict[str, Expert]
    accounts: dict[int, User]  # of the experts, by identifier of the expert
    busy: dict[tuple[int, date], int]  # quarters of an expert's day already taken, over all laureates
    dimensions: list[Dimension] = field(default_factory=list)
    points: list[Checkpoint] = field(default_factory=list)
    notes: dict[int, list[str]] = field(default_factory=dict)  # what was said at a point, by its number
    decisions: dict[int, list[str]] = field(default_factory=dict)
    renewals: list[RenewalDecision] = field(default_factory=list)
    objectives: dict[tuple[int, str], Objective] = field(default_factory=dict)  # by period number and title
    events: list[Event] = field(default_factory=list)

    @cached_property
    def dice(self) -> Random:
        return Random(self.laureate.slug)

    @property
    def last_period(self) -> SupportPeriod:
        return self.periods[-1]

    def period(self, number: int | None) -> SupportPeriod:
        return self.periods[(number or len(self.periods)) - 1]

    def lead_on(self, day: date) -> User:
        return [user for since, user in self.leads if since <= day or user is self.leads[0][1]][-1]

    def owner(self, name: str, day: date) -> User:
        """Who « referent », « referent2 » or « coach » is on that day."""
        if name == "coach":
            return self.lead_on(day)
        return self.referents[1 if name == "referent2" else 0]

    def day(self, line: Lines, name: str, period: SupportPeriod) -> date | None:
        """`due_in` counts days from today, `due` months from the start of the period; both stay inside it."""
        if f"{name}_in" in line:
            wished = self.today + timedelta(days=line[f"{name}_in"])
        elif name in line:
            wished = months_in(period, line[name])
        else:
            return None
        return inside(wished, period)

    def before_today(self, day: date) -> date:
        return min(day, self.today - timedelta(days=1))

    def working_day(self, day: date, period: SupportPeriod) -> date:
        """A working day near `day`, inside the period."""
        there = self.laureate.territory
        later = next_working_day(day, there)
        return later if later < period.term_on else previous_working_day(day, there)

    def past_working_days(self, first: date, until: date) -> list[date]:
        """Working days of `[first, until)` that are over."""
        return [day for day in days_between(first, min(until, self.today)) if is_working_day(day)]

    def tell(
        self,
        day: date,
        hour: int,
        actor: User,
        verb: str,
        obj: Stored,
        summary: str,
        *,
        before: Lines | None = None,
        after: Lines | None = None,
        minute: int = 0,
    ) -> datetime:
        """Note an event for the journal; an event that would not be over yesterday evening is told of yesterday."""
        at = paris_instant(self.before_today(day), hour, minute)
        self.events.append(Event(at, actor, verb, obj, summary, before, after))
        return at


def days_between(first: date, until: date) -> Iterator[date]:
    while first < until:
        yield first
        first += timedelta(days=1)


def months_in(period: SupportPeriod, months: float) -> date:
    """`months` after the start of the period; a fraction counts in thirtieths."""
    whole = int(months)
    return add_months(period.starts_on, whole) + timedelta(days=round((months - whole) * 30))


def inside(day: date, period: SupportPeriod) -> date:
    return max(period.starts_on, min(day, period.term_on - timedelta(days=1)))
