"""A due date that moves by a few days does not send the same reminder again; the new date is said once."""

from datetime import date, datetime

import pytest

from aic_tracker import clock
from aic_tracker.calendar_fr import PARIS
from aic_tracker.db import db
from aic_tracker.expertise.models import Assignment, AssignmentStatus
from aic_tracker.introductions.models import Introduction
from aic_tracker.mail.models import MailStatus
from aic_tracker.roadmap.models import Objective
from aic_tracker.scheduler import jobs
from tests import factories
from tests.support.mails import mails, reminders


@pytest.fixture(autouse=True)
def _kinds(only):
    only("objective-due", "assignment-ending", "introduction-follow-up")


@pytest.fixture
def vikidia(app):
    return factories.laureate("Vikidia")


@pytest.fixture
def owner(vikidia):
    return factories.coach(vikidia, name="Alice Martin", email="alice@example.org")


@pytest.fixture
def objective(vikidia, owner):
    priority = factories.priority(factories.roadmap(vikidia))
    return factories.objective(priority, owner_id=owner.id, due_on=date(2026, 3, 20))


def plan(moment):
    with clock.at(datetime.fromisoformat(moment).replace(tzinfo=PARIS)):
        jobs.plan(clock.now(), is_imagined=True)


def sent():
    """Plays a server that took everything."""
    for mail in mails():
        if mail.status is MailStatus.PENDING:
            mail.status = MailStatus.SENT
    db.session.commit()


def told(moment):
    """How many reminders this moment makes leave."""
    before = len(mails())
    plan(moment)
    sent()
    return len(mails()) - before


def move(row, **values):
    row = db.session.get_one(type(row), row.id)
    for name, value in values.items():
        setattr(row, name, value)
    db.session.commit()


def test_a_date_moved_by_a_day_four_times_is_announced_once_and_said_on_the_day(objective):
    assert told("2026-03-06T08:00") == 1
    for day in (6, 9, 10, 11):
        move(objective, due_on=db.session.get_one(Objective, objective.id).due_on.replace(day=day + 13))
        assert told(f"2026-03-{day:02}T15:00") == 0, day
    assert told("2026-03-23T08:00") == 0
    assert told("2026-03-24T08:00") == 1
    assert "24\xa0mars" in mails()[-1].subject or "24 mars" in mails()[-1].subject


def test_what_is_not_said_again_is_a_row_with_its_reason(objective):
    told("2026-03-06T08:00")
    move(objective, due_on=date(2026, 3, 21))
    told("2026-03-09T08:00")
    assert [r.reason for r in reminders() if r.status.value == "skipped"] == [
        "Déjà rappelé pour le 20\xa0mars 2026 : une date aussi proche n’est pas annoncée deux fois."
    ]


def test_a_week_more_or_less_is_worth_saying(objective):
    assert told("2026-03-06T08:00") == 1
    move(objective, due_on=date(2026, 3, 13))
    assert told("2026-03-06T15:00") == 1
    move(objective, due_on=date(2026, 4, 20))
    assert told("2026-04-06T08:00") == 0
    assert told("2026-04-07T08:00") == 1


def test_a_date_pushed_every_day_is_said_twice_a_week(objective):
    told("2026-03-06T08:00")
    assert told("2026-03-20T08:00") == 1
    counts = []
    for until in (23, 24, 25, 26):
        move(objective, due_on=date(2026, 3, until))
        counts.append(told(f"2026-03-{until}T08:00"))
    assert counts == [1, 0, 0, 0]


def test_what_never_left_was_not_told(objective):
    plan("2026-03-06T08:00")
    mails()[0].status = MailStatus.FAILED
    db.session.commit()
    move(objective, due_on=date(2026, 3, 21))
    assert told("2026-03-09T08:00") == 1


def test_somebody_else_is_told(objective, vikidia):
    told("2026-03-06T08:00")
    move(objective, due_on=date(2026, 3, 21), owner_id=factories.referent(vikidia).id)
    assert told("2026-03-09T08:00") == 1


def test_the_end_of_an_assignment_moved_by_a_day_is_not_announced_again(vikidia, owner):
    row = factories.assignment(vikidia, status=AssignmentStatus.IN_PROGRESS, ends_on=date(2026, 3, 20))
    assert told("2026-03-13T08:00") == 1
    move(row, ends_on=date(2026, 3, 23))
    assert told("2026-03-16T08:00") == 0
    move(row, ends_on=date(2026, 4, 20))
    assert told("2026-04-13T08:00") == 1
    assert db.session.get_one(Assignment, row.id)


def test_the_next_step_of_an_introduction_is_said_on_its_new_date_once(vikidia, owner):
    row = factories.introduction(vikidia, factories.contact(), owner_id=owner.id, next_step_on=date(2026, 3, 16))
    assert told("2026-03-16T08:00") == 1
    counts = []
    for day in (17, 18, 19):
        move(row, next_step_on=date(2026, 3, day))
        counts.append(told(f"2026-03-{day}T08:00"))
    assert counts == [1, 0, 0]
    move(row, next_step_on=date(2026, 3, 13))
    assert told("2026-03-19T15:00") == 0
    assert db.session.get_one(Introduction, row.id)
