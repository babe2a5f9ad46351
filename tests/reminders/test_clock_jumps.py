"""Whatever the clock does, what is due is what a naive reading of the calendar says."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from aic_tracker import clock, config
from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.mail import queue
from aic_tracker.reminders.models import ReminderStatus
from aic_tracker.scheduler import jobs
from tests import factories
from tests.reminders import oracle
from tests.reminders.oracle import Event, at
from tests.support.mails import reminders

KINDS = (
    "checkpoint-coming",
    "minutes-missing",
    "time-month",
    "time-missing",
    "objective-due",
    "assignment-ending",
    "introduction-follow-up",
)
DAYS = 24
SPRING, AUTUMN, LEAP = date(2026, 3, 16), date(2026, 10, 12), date(2028, 2, 14)
JUMPS = {
    "none": timedelta(0),
    "an hour ahead": timedelta(hours=1),
    "an hour back": timedelta(hours=-1),
    "a week ahead": timedelta(days=7),
    "a day back": timedelta(days=-1),
}


def plus(day, days):
    return day + timedelta(days=days)


def midnight_after(day):
    return at(plus(day, 1), 0)


def season(start, random):
    """Rows around `start`, and the same as the oracle's events."""
    laureate = factories.laureate("Vikidia", starts_on=plus(start, -170))
    long_ago = {"from_on": plus(start, -170)}
    coach, referent = factories.user(), factories.user(factories.Role.REFERENT)
    factories.member(laureate, coach, factories.MemberRole.LEAD_COACH, **long_ago)
    factories.member(laureate, referent, **long_ago)
    expert = factories.expert(email="expert@example.org")
    priority = factories.priority(factories.roadmap(laureate))
    both, events = (coach.email, referent.email), []
    for offset in random.sample(range(2, DAYS + 8), 4):
        day, hour = plus(start, offset), random.choice((9, 14, 18))
        row = factories.checkpoint(laureate, day, hour)
        wished = (plus(day, -7), plus(day, -1))
        events.append(Event("checkpoint-coming", row.id, day, wished, at(day, hour), both))
        # Nobody marks it: its minutes are asked for too.
        wished = tuple(plus(day, lag) for lag in (3, 10, 17))
        events.append(Event("minutes-missing", row.id, day, wished, midnight_after(plus(day, 24)), (coach.email,)))
    for offset in random.sample(range(-10, 10), 3):
        day = plus(start, offset)
        row = factories.checkpoint(laureate, day, status=CheckpointStatus.HELD)
        wished = tuple(plus(day, lag) for lag in (3, 10, 17))
        events.append(Event("minutes-missing", row.id, day, wished, midnight_after(plus(day, 24)), (coach.email,)))
    for offset in random.sample(range(-3, DAYS + 14), 4):
        day = plus(start, offset)
        row = factories.objective(priority, due_on=day, owner_id=referent.id)
        wished = (plus(day, -14), day)
        events.append(Event("objective-due", row.id, day, wished, midnight_after(plus(day, 7)), (referent.email,)))
    for offset in random.sample(range(-3, DAYS), 3):
        day = plus(start, offset)
        row = factories.introduction(laureate, factories.contact(), owner_id=coach.id, next_step_on=day)
        events.append(
            Event("introduction-follow-up", row.id, day, (day,), midnight_after(plus(day, 7)), (coach.email,))
        )
    for offset in random.sample(range(1, DAYS + 7), 2):
        day = plus(start, offset)
        row = factories.scoped_assignment(laureate, expert, status=AssignmentStatus.IN_PROGRESS, ends_on=day)
        readers = (coach.email, "expert@example.org")
        events.append(Event("assignment-ending", row.id, day, (plus(day, -7),), midnight_after(day), readers))
    return events + months(laureate, referent, start)


def months(laureate, referent, start):
    found, month = [], plus(start.replace(day=1), -1).replace(day=1)
    for _ in range(3):
        day = oracle.open_days(month)[-1]
        found.append(Event("time-month", laureate.id, day, (day,), midnight_after(plus(day, 4)), (referent.email,)))
        month = plus(month, 32).replace(day=1)
        day = oracle.open_days(month)[4]
        until = midnight_after(max(day.replace(day=10), plus(day, 3)))
        found.append(Event("time-missing", laureate.id, day, (day,), until, (referent.email,)))
    return found


def looks(start, jump, random):
    """The clock is looked at several times a day; it jumps once, on its way, and sometimes nobody looks."""
    now, found = at(start, 0).astimezone(UTC), []
    jumps_on = random.randrange(4, 18)
    while now < at(plus(start, DAYS), 0):
        found.append(now)
        now += random.choice((timedelta(hours=3), timedelta(hours=17), timedelta(hours=29), timedelta(days=2)))
        if len(found) == jumps_on:
            now += jump
    return found


def plan(now: datetime) -> None:
    with clock.at(now):
        jobs.plan(now)
        if queue.state().hold_reason:
            # Somebody looked, and let the queue run.
            queue.release()
            db.session.commit()
            jobs.plan(now)


@pytest.mark.parametrize("start", [SPRING, AUTUMN, LEAP], ids=["spring", "autumn", "leap year"])
@pytest.mark.parametrize("jump", list(JUMPS))
def test_the_same_is_due_as_for_a_naive_reader(app, only, start, jump):
    only(*KINDS)
    config.use(replace(config.current(), reminders=replace(config.current().reminders, hold_above=10_000)))
    random = Random(f"{start} {jump}")
    events = season(start, random)
    seen = looks(start, JUMPS[jump], random)
    for now in seen:
        plan(now)
    emails = {user.id: user.email for user in db.session.query(factories.User)}
    queued = [row for row in reminders() if row.status is ReminderStatus.QUEUED]
    assert {(r.kind, r.object_id, r.due_on, emails[r.recipient_id]) for r in queued} == oracle.told(events, seen)
    assert len(queued) > 20
