"""Whatever a coach does, in whatever order, no ceiling is passed: an oracle written from the articles looks on.

Regulation (EU) 2023/2831: art. 2(2), a single undertaking; art. 3(2), 300 000 € over any three years; art. 3(3),
an aid counts from the day its right is acquired; art. 3(7), what would pass is refused whole. The oracle keeps its own
book of what was truly given and to whom, and reads no row of the ledger.
"""

import os
from calendar import isleap
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from aic_tracker import clock
from aic_tracker.aid import operations as ledger
from aic_tracker.aid import queries, undertakings
from aic_tracker.aid.models import Aid, AidSource, Regime
from aic_tracker.calendar_fr import paris_instant
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.expertise import days, operations
from aic_tracker.expertise.models import Assignment, AssignmentDay, AssignmentStatus, Expert, ExpertKind, Skill
from tests import factories

CEILING = 300_000_00
RATE = 5_000_00  # the dearest day that a form takes
SEQUENCES = int(os.environ.get("CEILING_SEQUENCES", "40"))
START = date(2026, 3, 2)

WHICH = st.sampled_from([0, 1, 0, 1, 2])
COACH = st.one_of(
    st.tuples(st.just("approve"), WHICH, st.integers(4, 40)),
    st.tuples(st.just("approve"), WHICH, st.integers(120, 240)),
    st.tuples(st.just("approve"), WHICH, st.integers(120, 240)),
    st.tuples(st.just("log"), WHICH, st.integers(1, 60)),
    st.tuples(st.just("unlog"), WHICH, st.integers(1, 3)),
    st.tuples(st.just("decline"), WHICH, st.just(0)),
    st.tuples(st.just("link"), WHICH, WHICH),
    st.tuples(st.just("link"), WHICH, WHICH),
    st.tuples(st.just("unlink"), WHICH, st.just(0)),
    st.tuples(st.just("say_inactive"), WHICH, st.just(0)),
    st.tuples(st.just("say_active"), WHICH, st.just(0)),
    st.tuples(st.just("cancel"), WHICH, st.just(0)),
    st.tuples(st.just("carry"), WHICH, WHICH),
    st.tuples(st.just("wait"), st.integers(1, 400), st.just(0)),
)
DIRECTION = st.one_of(
    st.tuples(st.just("grant"), WHICH, st.integers(1, 40)),
    st.tuples(st.just("say_inactive"), WHICH, st.just(1)),
    st.tuples(st.just("unlink"), WHICH, st.just(1)),
)
SEQUENCE = st.lists(st.one_of(COACH, COACH, COACH, DIRECTION), min_size=5, max_size=16)


@dataclass
class Book:
    """What was given: by organisation, day and cents; and which organisations are one, as people have said."""

    given: dict[object, tuple[int, date, int]] = field(default_factory=dict)
    outside: set[object] = field(default_factory=set)  # given while without economic activity: no State aid
    groups: list[set[int]] = field(default_factory=lambda: [{0}, {1}, {2}])
    inactive: set[int] = field(default_factory=set)

    def group(self, one: int) -> set[int]:
        return next(group for group in self.groups if one in group)

    def heaviest(self) -> int:
        """The fullest three years of any single undertaking, day by day."""
        sums = [0]
        for group in self.groups:
            lines = [line for key, line in self.given.items() if line[0] in group and key not in self.outside]
            for _one, day, _cents in lines:
                sums.append(sum(cents for _who, on, cents in lines if three_years_before(day) <= on <= day))
        return max(sums)


def three_years_before(day: date) -> date:
    if (day.month, day.day) == (2, 29) and not isleap(day.year - 3):
        return date(day.year - 3, 2, 28)
    return date(day.year - 3, day.month, day.day)


class Programme:
    """Three associations, a project each, a firm that sends several people a day, and a coach who tries everything."""

    def __init__(self) -> None:
        self.coach, self.direction = factories.coach(), factories.direction()
        self.organisations = [factories.organisation() for _ in range(3)]
        self.laureates = [factories.laureate(organisation=one, starts_on=None) for one in self.organisations]
        span = {"starts_on": date(2025, 9, 1), "term_on": date(2065, 9, 1)}
        self.periods = [factories.period(one, **span).id for one in self.laureates]
        self.expert = factories.save(Expert(name="Cabinet", kind=ExpertKind.ORGANISATION, skills=["legal"]))
        self.begin()

    def begin(self) -> None:
        self.today = START
        self.running: list[list[Assignment]] = [[], [], []]
        self.book = Book()

    def play(self, verb: str, which: int, much: int) -> None:
        try:
            with db.session.begin_nested():
                getattr(self, verb)(which, much)
        except DomainError:
            pass

    def wait(self, days_later: int, _much: int) -> None:
        self.today += timedelta(days=days_later)

    def approve(self, which: int, quarters: int) -> None:
        assignment = Assignment(
            laureate_id=self.laureates[which].id,
            period_id=self.periods[which],
            expert_id=self.expert.id,
            skill=Skill.LEGAL,
            title="Licence",
            need="Choisir",
            status=AssignmentStatus.SCOPED,
            planned_quarters=quarters,
            day_rate_cents=RATE,
            starts_on=self.today,
            ends_on=self.today + timedelta(days=90),
            requested_at=self.now,
        )
        db.session.add(assignment)
        db.session.flush()
        operations.approve(assignment, version=assignment.version, actor=self.coach, now=self.now)
        db.session.flush()
        key = ("approved", assignment.id)
        self.write(key, which, self.today, quarters * RATE // 4)
        self.running[which].append(assignment)

    def decline(self, which: int, _much: int) -> None:
        for assignment in self.running[which]:
            if assignment.status is AssignmentStatus.APPROVED:
                values = {"decline_reason": "Plus utile", "actor": self.coach, "today": self.today}
                operations.decline(assignment, version=assignment.version, **values)
                db.session.flush()
                self.book.given.pop(("approved", assignment.id))
                return

    def log(self, which: int, times: int) -> None:
        """Whole days on the latest assignment, far beyond what was approved if nothing stops them."""
        assignment = self.latest(which)
        values = {"quarters": 4, "note": "", "actor": self.coach, "now": self.now, "today": self.today}
        for _ in range(times if assignment else 0):
            try:
                day = days.log_day(assignment, on=self.today, **values)
            except DomainError:
                return
            db.session.flush()
            self.settle_time(assignment, which, day.id, self.today)

    def unlog(self, which: int, times: int) -> None:
        assignment = self.latest(which)
        for day in list(assignment.days)[:times] if assignment else ():
            days.remove_day(assignment, day, actor=self.coach, now=self.now)
            db.session.flush()
            self.settle_time(assignment, which, None, self.today)

    def settle_time(self, assignment, which: int, key: object, on: date) -> None:
        """What is given beyond the approval counts on the day that it was given; the last given goes first."""
        given = sum(day.quarters for day in assignment.days) * RATE // 4
        beyond = max(given - assignment.planned_quarters * RATE // 4, 0)
        mine = [one for one in self.book.given if one[0] == "beyond" and one[1] == assignment.id]
        known = sum(self.book.given[one][2] for one in mine)
        if key and beyond > known:
            self.write(("beyond", assignment.id, key), which, on, beyond - known)
        for one in reversed(mine):
            if known <= beyond:
                break
            known -= self.book.given.pop(one)[2]

    def latest(self, which: int):
        """The last assignment approved, begun if it was not."""
        for assignment in reversed(self.running[which]):
            if assignment.status is AssignmentStatus.APPROVED:
                operations.start(assignment, version=assignment.version, actor=self.coach, today=self.today)
                db.session.flush()
            db.session.refresh(assignment, ["days", "expert", "period"])
            if assignment.status is AssignmentStatus.IN_PROGRESS:
                return assignment
        return None

    def link(self, which: int, other: int) -> None:
        first, second = self.organisations[which], self.organisations[other]
        kept = ledger.lock(first).undertaking or ledger.lock(second).undertaking
        name = kept.name if kept else f"Groupe {which} {other} {self.today}"
        given = {"name": name, "reason": "", "decides": False, "today": self.today}
        undertakings.link(self.laureates[which], first, second, actor=self.coach, **given)
        db.session.flush()
        joined = self.book.group(which) | self.book.group(other)
        self.book.groups = [*(one for one in self.book.groups if not one & joined), joined]

    def unlink(self, which: int, decides: int) -> None:
        actor = self.direction if decides else self.coach
        group = self.book.group(which)
        undertakings.unlink(
            self.laureates[which], self.organisations[which], reason="Scission", decides=bool(decides), actor=actor
        )
        db.session.flush()
        if len(group) > 1:
            assert decides, "a coach took a single undertaking apart"
            group.remove(which)
            self.book.groups.append({which})

    def say_inactive(self, which: int, decides: int) -> None:
        self.state(which, active=False, decides=bool(decides))
        assert decides, "a coach took an organisation out of the ceilings"
        self.book.inactive.add(which)

    def say_active(self, which: int, _much: int) -> None:
        self.state(which, active=True, decides=False)
        self.book.inactive.discard(which)
        # Whatever it was given outside the ceiling would have needed the direction.
        assert not [key for key in self.book.outside if key in self.book.given and self.book.given[key][0] == which]

    def state(self, which: int, *, active: bool, decides: bool) -> None:
        undertakings.state_activity(
            self.laureates[which],
            self.organisations[which],
            is_undertaking=active,
            reason="Vérifié",
            decides=decides,
            actor=self.direction if decides else self.coach,
            today=self.today,
        )
        db.session.flush()

    def carry(self, which: int, other: int) -> None:
        """To an organisation whose ledger has more room."""
        db.session.refresh(self.laureates[which], ["organisation"])
        given = {"reason": "Place", "decides": False, "actor": self.coach, "today": self.today}
        undertakings.change_carrier(self.laureates[which], self.organisations[other], **given)
        raise AssertionError("a coach had another organisation carry a project")

    def cancel(self, which: int, _much: int) -> None:
        """From the ledger: nothing that an assignment entered may go that way."""
        aids = [aid for aid in queries.ledger_of(self.organisations[which]).aids if aid.source is AidSource.ASSIGNMENT]
        for aid in aids:
            ledger.cancel(aid, cancelled_on=self.today, reason="Place", actor=self.direction, today=self.today)
            raise AssertionError("the aid of an assignment was cancelled from the ledger")

    def grant(self, which: int, thousands: int) -> None:
        aid = ledger.grant(
            self.organisations[which],
            laureate_id=None,
            amount_cents=thousands * 1_000_00,
            granted_on=self.today,
            regime=Regime.GENERAL,
            source=AidSource.GRANT,
            authority="Programme",
            instrument="Subvention",
            purpose="",
            actor=self.direction,
            now=self.now,
        )
        db.session.flush()
        self.write(("grant", aid.id), which, self.today, thousands * 1_000_00)

    def write(self, key: object, which: int, on: date, cents: int) -> None:
        self.book.given[key] = (which, on, cents)
        if which in self.book.inactive:
            self.book.outside.add(key)

    @property
    def now(self):
        return paris_instant(self.today, 10)


@pytest.fixture
def programme(app):
    return Programme()


# A failure is shown as it was found: shrinking plays thousands of sequences on a database.
@settings(
    deadline=None,
    max_examples=SEQUENCES,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(gestures=SEQUENCE)
def test_no_sequence_of_gestures_by_a_coach_passes_the_ceiling(programme, gestures):
    with db.session.begin_nested() as attempt:
        programme.begin()
        for gesture in gestures:
            with clock.at(programme.now):
                programme.play(*gesture)
            assert programme.book.heaviest() <= CEILING, gesture
        book = programme.book
        total = sum(cents for key, (_one, _on, cents) in book.given.items() if key not in book.outside)
        counted = db.session.query(Aid).filter(Aid.cancelled_on.is_(None), Aid.regime == Regime.GENERAL)
        assert sum(aid.amount_cents for aid in counted) == total
        attempt.rollback()
    # SQLite gives the next sequence the same identifiers.
    for row in list(db.session):
        if isinstance(row, Assignment | AssignmentDay | Aid):
            db.session.expunge(row)
