"""The demonstration's season: the same rows on the same day, no rule broken, every situation in sight."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import orm

from aic_tracker import clock, formats
from aic_tracker.accounts.models import Role, User
from aic_tracker.calendar_fr import add_months, is_working_day, month_start, paris_day, paris_instant
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.commitments.models import Commitment, CommitmentState
from aic_tracker.db import Base, db
from aic_tracker.demo import season
from aic_tracker.diagnostic.models import Diagnostic, DiagnosticKind
from aic_tracker.expertise.models import Assignment, AssignmentDay, AssignmentStatus, Expert, ExpertKind
from aic_tracker.introductions.models import Introduction, IntroductionStatus
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import Laureate, LaureateStatus, MemberRole, Membership, SupportPeriod
from aic_tracker.mail.models import MailStatus, OutgoingMail, QueueState
from aic_tracker.renewals.models import RenewalDecision
from aic_tracker.roadmap.models import Action, Objective, ObjectiveStatus, Priority, Roadmap
from aic_tracker.scheduler import jobs
from aic_tracker.territories import Territory
from aic_tracker.timesheet.models import MonthDeclaration, TimeEntry
from tests import factories

TODAY = date(2026, 3, 2)
Loader = Callable[[date], None]

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def load(app: Flask) -> Iterator[Loader]:
    """Loads the season of a day in place of the one loaded before; nothing is committed."""

    def reload(today: date) -> None:
        db.session.rollback()
        assert season.load(today)
        db.session.flush()
        db.session.expunge_all()

    yield reload
    db.session.rollback()


def rows(*columns: object) -> list[tuple]:
    return [tuple(row) for row in db.session.execute(sa.select(*columns))]


def snapshot() -> dict[str, Counter]:
    """Every row but its numbers: a PostgreSQL sequence goes on after a rollback."""

    def told(table: sa.Table) -> list[sa.Column]:
        numbers = ["object_id", "subject_id", "holder_id"]
        if db.session.get_bind().dialect.name == "postgresql":
            # A revision, the report of a decision and what a juror gave name their rows by their numbers.
            numbers += ["content", "report", "scores"]
        return [c for c in table.columns if not c.primary_key and not c.foreign_keys and c.name not in numbers]

    return {
        table.name: Counter(repr(tuple(row)) for row in db.session.execute(sa.select(*told(table))))
        for table in Base.metadata.sorted_tables
        if told(table)
    }


def test_the_season_is_loaded_once() -> None:
    assert season.load(TODAY) is True
    db.session.commit()
    first = snapshot()
    assert season.load(TODAY + timedelta(days=90)) is False
    assert snapshot() == first


def test_the_same_day_gives_the_same_rows(load: Loader) -> None:
    load(TODAY)
    first = snapshot()
    load(TODAY)
    assert snapshot() == first


def test_another_day_moves_the_periods_of_season_2_alone(load: Loader) -> None:
    def starts() -> dict[str, list[date]]:
        found: dict[str, list[date]] = {}
        pairs = sa.select(Laureate.slug, SupportPeriod.starts_on).join(SupportPeriod.laureate)
        for slug, day in db.session.execute(pairs.order_by(SupportPeriod.number)):
            found.setdefault(slug, []).append(day)
        return found

    load(TODAY)
    before = starts()
    load(TODAY + timedelta(days=30))
    moved = {slug for slug, days in starts().items() if days != before[slug]}
    assert moved == {"open-food-facts", "pyronear", "primtux", "umap"}


def test_the_thirteen_laureates_and_the_accounts_to_sign_in_with_are_there(load: Loader) -> None:
    load(TODAY)
    laureates = rows(Laureate.slug, Laureate.status)
    assert len(laureates) == 13
    assert Counter(status for _, status in laureates) == {LaureateStatus.ENDED: 9, LaureateStatus.ACTIVE: 4}
    accounts = dict(rows(User.email, User.role))
    assert accounts["coach@example.org"] is Role.COACH
    assert accounts["direction@example.org"] is Role.DIRECTION
    assert accounts["admin@example.org"] is Role.ADMIN
    assert accounts["expert.juridique@example.org"] is Role.EXPERT
    for slug, _ in laureates:
        assert accounts[f"referent.{slug}@example.org"] is Role.REFERENT
    assert all(email.endswith("@example.org") for email in accounts)


def test_an_account_added_by_hand_before_is_kept(load: Loader) -> None:
    factories.user(Role.ADMIN, name="Quelqu’un", email="admin@example.org")
    load(TODAY)
    assert ("Quelqu’un",) in rows(User.name)
    assert Counter(email for (email,) in rows(User.email))["admin@example.org"] == 1


@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(today=st.dates(date(2026, 1, 1), date(2028, 12, 31)))
@example(today=TODAY)
@example(today=date(2028, 2, 29))
@example(today=date(2027, 1, 1))
@example(today=date(2026, 5, 10))
def test_any_day_keeps_every_rule_and_shows_every_situation(load: Loader, today: date) -> None:
    load(today)
    periods_follow_one_another()
    each_project_has_one_lead_coach()
    time_is_given_on_working_days_of_the_period(today)
    points_stand_on_working_days_of_their_period(today)
    objectives_end_inside_their_period_and_say_why_they_stop()
    a_roadmap_opens_after_the_diagnostic_is_signed_by_both_sides()
    experts_give_a_day_in_a_day_at_most(today)
    the_journal_tells_of_the_past_only(today)
    the_terms_are_past_near_and_far(today)
    one_project_waits_for_its_second_signature()
    objectives_are_in_every_state(today)
    months_are_missing_empty_under_and_over(today)
    points_are_near_held_moved_and_cancelled(today)
    assignments_are_at_every_step()
    introductions_end_well_or_not_and_wait(today)
    actions_are_open_late_and_done(today)


def periods_follow_one_another() -> None:
    by_laureate: dict[int, list[SupportPeriod]] = {}
    for period in db.session.scalars(sa.select(SupportPeriod).order_by(SupportPeriod.number)):
        by_laureate.setdefault(period.laureate_id, []).append(period)
    for periods in by_laureate.values():
        for before, after in pairwise(periods):
            assert after.starts_on == before.term_on
        if periods[0].starts_on.year > 2022:
            assert all(period.term_on == add_months(period.starts_on, 12) for period in periods)


def each_project_has_one_lead_coach() -> None:
    places = db.session.scalars(sa.select(Membership).where(Membership.role == MemberRole.LEAD_COACH)).all()
    for period in db.session.scalars(sa.select(SupportPeriod)):
        day = period.starts_on
        while day < period.term_on:
            leads = [p for p in places if p.laureate_id == period.laureate_id and p.active_on(day)]
            assert len(leads) == 1
            day += timedelta(days=7)


def time_is_given_on_working_days_of_the_period(today: date) -> None:
    entries = db.session.scalars(sa.select(TimeEntry)).all()
    by_day: Counter = Counter()
    for entry in entries:
        by_day[entry.user_id, entry.on] += entry.quarters
        assert entry.on < today
        assert is_working_day(entry.on)
        assert paris_day(entry.created_at) < today
    assert max(by_day.values()) <= 4
    covered = {(entry.laureate_id, entry.on) for entry in entries}
    periods: dict[int, list[SupportPeriod]] = {}
    for period in db.session.scalars(sa.select(SupportPeriod)):
        periods.setdefault(period.laureate_id, []).append(period)
    assert all(any(period.covers(day) for period in periods[laureate_id]) for laureate_id, day in covered)
    given_months = {(entry.user_id, month_start(entry.on)) for entry in entries}
    assert not given_months & set(rows(MonthDeclaration.user_id, MonthDeclaration.month))


def points_stand_on_working_days_of_their_period(today: date) -> None:
    points = db.session.scalars(
        sa.select(Checkpoint).options(orm.joinedload(Checkpoint.period), orm.selectinload(Checkpoint.attendees))
    ).all()
    for point in points:
        day = paris_day(point.starts_at)
        assert is_working_day(day)
        assert point.period.covers(day)
        assert point.attendees
        if point.status is CheckpointStatus.PLANNED:
            assert day >= today
            assert {attendee.was_present for attendee in point.attendees} == {None}
        elif point.status is CheckpointStatus.CANCELLED:
            assert point.cancel_reason
        else:
            assert day < today
            assert any(attendee.was_present for attendee in point.attendees)
            assert (point.status is CheckpointStatus.CLOSED) == bool(point.minutes)
            assert not point.closed_at or paris_day(point.closed_at) < today
    by_laureate: dict[int, list[Checkpoint]] = {}
    for point in sorted(points, key=lambda point: point.number):
        by_laureate.setdefault(point.laureate_id, []).append(point)
    for series in by_laureate.values():
        assert [point.number for point in series] == list(range(1, len(series) + 1))
        assert series == sorted(series, key=lambda point: point.starts_at)


def objectives_end_inside_their_period_and_say_why_they_stop() -> None:
    found = db.session.execute(
        sa.select(Objective, SupportPeriod).join(Objective.priority).join(Priority.roadmap).join(Roadmap.period)
    )
    for objective, period in found:
        assert period.covers(objective.due_on)
        assert bool(objective.reason) == objective.status.needs_reason
        assert objective.owner_id
        assert (objective.baseline is None) == (objective.target is None) == (not objective.indicator)


def a_roadmap_opens_after_the_diagnostic_is_signed_by_both_sides() -> None:
    for roadmap in db.session.scalars(sa.select(Roadmap)):
        signed = db.session.scalars(
            sa.select(Diagnostic).filter_by(period_id=roadmap.period_id, kind=DiagnosticKind.INITIAL)
        ).one()
        assert roadmap.published_at is not None
        assert signed.is_frozen
        assert max(signed.coach_signed_at, signed.referent_signed_at) < roadmap.published_at


def experts_give_a_day_in_a_day_at_most(today: date) -> None:
    taken = db.session.execute(
        sa.select(Assignment.expert_id, AssignmentDay.on, sa.func.sum(AssignmentDay.quarters))
        .join(AssignmentDay.assignment)
        .join(Assignment.expert)
        .where(Expert.kind == ExpertKind.PERSON)
        .group_by(Assignment.expert_id, AssignmentDay.on)
    )
    for _, day, quarters in taken:
        assert quarters <= 4
        assert is_working_day(day)
        assert day < today
    found = db.session.scalars(
        sa.select(Assignment).options(orm.joinedload(Assignment.period), orm.selectinload(Assignment.days))
    ).unique()
    for assignment in found:
        assert paris_day(assignment.requested_at) < today
        assert bool(assignment.decline_reason) == (assignment.status is AssignmentStatus.DECLINED)
        if assignment.starts_on:
            assert assignment.period.starts_on <= assignment.starts_on <= assignment.ends_on
            assert all(logged.on >= assignment.starts_on for logged in assignment.days)
        if assignment.completed_on:
            assert assignment.completed_on < today


def the_journal_tells_of_the_past_only(today: date) -> None:
    latest = db.session.scalar(sa.select(sa.func.max(JournalEntry.at)))
    assert latest < paris_instant(today, 0)
    told = rows(JournalEntry.object_type, JournalEntry.object_id)
    assert all(object_id for _, object_id in told)
    done = [action for action in db.session.scalars(sa.select(Action)) if action.done_on]
    assert all(paris_day(action.created_at) <= action.done_on < today for action in done)


def the_terms_are_past_near_and_far(today: date) -> None:
    undecided = sa.select(SupportPeriod.term_on).where(
        ~sa.exists().where(RenewalDecision.period_id == SupportPeriod.id)
    )
    terms = sorted(db.session.scalars(undecided))
    assert len(terms) == 4
    past, near, quarter, far = terms
    assert past < today
    assert timedelta(days=33) <= near - today <= timedelta(days=36)
    assert add_months(quarter, -3) <= today < add_months(quarter, -2)
    assert far - today > timedelta(days=330)
    assert (2,) in rows(SupportPeriod.number)


def one_project_waits_for_its_second_signature() -> None:
    waiting = [d for d in db.session.scalars(sa.select(Diagnostic)) if d.coach_signed_at and not d.referent_signed_at]
    assert len(waiting) == 1
    assert not db.session.scalars(sa.select(Roadmap).filter_by(period_id=waiting[0].period_id)).all()


def objectives_are_in_every_state(today: date) -> None:
    objectives = db.session.scalars(sa.select(Objective)).all()
    statuses = {objective.status for objective in objectives}
    assert statuses == set(ObjectiveStatus)
    assert any(o.status.is_open and o.due_on < today for o in objectives)
    assert any(o.status.is_open and today <= o.due_on <= today + timedelta(days=14) for o in objectives)
    assert any(o.target is not None and o.target < o.baseline for o in objectives)
    assert any(o.carried_from_id for o in objectives)
    assert all(o.kept_progress is not None for o in objectives if o.status is ObjectiveStatus.BLOCKED)


def months_are_missing_empty_under_and_over(today: date) -> None:
    last_month = add_months(month_start(today), -1)
    given: Counter = Counter()
    for email, day, quarters in db.session.execute(
        sa.select(User.email, TimeEntry.on, TimeEntry.quarters).join(TimeEntry.user)
    ):
        given[email, month_start(day)] += quarters
    assert ("referent2.open-food-facts@example.org", last_month) not in given
    assert ("referent.primtux@example.org", last_month) not in given
    assert ("referent.open-food-facts@example.org", last_month) in given
    assert max(given.values()) > 16
    assert any(0 < quarters < 8 for quarters in given.values())
    assert rows(MonthDeclaration.month)


def points_are_near_held_moved_and_cancelled(today: date) -> None:
    points = db.session.scalars(sa.select(Checkpoint)).all()
    ahead = sorted(paris_day(p.starts_at) - today for p in points if p.status is CheckpointStatus.PLANNED)
    # The next working day when two days from now, or a week, is a closed one.
    assert any(timedelta(days=2) <= wait <= timedelta(days=6) for wait in ahead)
    assert any(timedelta(days=7) <= wait <= timedelta(days=11) for wait in ahead)
    assert [p for p in points if p.status is CheckpointStatus.HELD and not p.minutes]
    assert [p for p in points if p.status is CheckpointStatus.CANCELLED and p.cancel_reason]
    assert [p for p in points if p.status is CheckpointStatus.CLOSED and p.sequence]
    assert [p for p in points if p.status is CheckpointStatus.CLOSED and p.decisions]


def introductions_end_well_or_not_and_wait(today: date) -> None:
    introductions = db.session.scalars(sa.select(Introduction)).all()
    assert {one.status for one in introductions} == set(IntroductionStatus)
    assert all(one.status_since < today for one in introductions)
    assert all(bool(one.next_step_on) == one.status.is_open != bool(one.outcome) for one in introductions)
    assert any(one.next_step_on and one.next_step_on < today for one in introductions)
    courted = Counter(one.contact_id for one in introductions if one.status is not IntroductionStatus.NO_FOLLOW_UP)
    assert max(courted.values()) > 1
    commitments = db.session.scalars(sa.select(Commitment)).all()
    assert {one.state for one in commitments} == set(CommitmentState) - {CommitmentState.EXPECTED}
    assert all(one.evidence_url or one.note for one in commitments)


def assignments_are_at_every_step() -> None:
    assignments = db.session.scalars(sa.select(Assignment).options(orm.selectinload(Assignment.days))).all()
    assert {assignment.status for assignment in assignments} == set(AssignmentStatus)
    assert any(
        sum(logged.quarters for logged in assignment.days) > assignment.planned_quarters
        for assignment in assignments
        if assignment.status is AssignmentStatus.IN_PROGRESS
    )
    running = {
        email
        for (email,) in db.session.execute(
            sa.select(User.email)
            .join(Expert, Expert.user_id == User.id)
            .join(Assignment, Assignment.expert_id == Expert.id)
            .where(Assignment.status == AssignmentStatus.IN_PROGRESS)
        )
    }
    assert "expert.juridique@example.org" in running


def actions_are_open_late_and_done(today: date) -> None:
    actions = db.session.scalars(sa.select(Action)).all()
    left = [action for action in actions if not action.done_on and not action.cancelled_on]
    assert any(action.due_on < today for action in left)
    assert any(action.due_on >= today for action in left)
    assert any(action.done_on for action in actions)
    assert any(action.cancelled_on for action in actions)


@pytest.mark.parametrize("day", [date(2026, 3, 2), date(2026, 11, 21), date(2028, 2, 29)])
def test_the_first_tick_sends_a_believable_number_of_mails(day: date) -> None:
    now = paris_instant(day, 10)
    with clock.at(now):
        season.load(day)
        db.session.commit()
        jobs.plan(now)
    mails = [status for (status,) in rows(OutgoingMail.status)]
    assert 5 <= len(mails) <= 40
    assert set(mails) == {MailStatus.PENDING}
    assert rows(QueueState.hold_reason) == [("",)]


def test_one_project_lives_by_another_clock(load: Loader) -> None:
    """Its points show the hour of Paris and its own."""
    load(TODAY)
    [elsewhere] = db.session.scalars(sa.select(Laureate).where(Laureate.territory != Territory.MAINLAND))
    coming = sa.select(Checkpoint.starts_at).where(
        Checkpoint.laureate_id == elsewhere.id, Checkpoint.starts_at > paris_instant(TODAY, 0)
    )
    [soon, *_] = db.session.scalars(coming.order_by(Checkpoint.starts_at))
    shown = formats.appointment(soon, elsewhere.territory)
    assert "17\N{NO-BREAK SPACE}h à La Réunion" in shown
