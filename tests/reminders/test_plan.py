"""Planning looks at what is due and has no reminder, never at what falls today."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from aic_tracker import clock, config
from aic_tracker.calendar_fr import PARIS, paris_instant
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.mail import queue
from aic_tracker.mail.models import MailStatus
from aic_tracker.reminders.models import ReminderStatus
from aic_tracker.reminders.schedule import to_come
from aic_tracker.scheduler import jobs
from tests import factories
from tests.support.mails import mails, reminders
from tests.support.statements import counted


@pytest.fixture(autouse=True)
def _kinds(only):
    only("checkpoint-coming", "time-month", "time-missing", "objective-due", "renewal-file")


@pytest.fixture
def vikidia(app):
    laureate = factories.laureate("Vikidia")
    factories.coach(laureate, name="Alice Martin", email="alice@example.org")
    return laureate


@pytest.fixture
def point(vikidia):
    return factories.checkpoint(vikidia, date(2026, 3, 26))


def plan(moment):
    now = datetime.fromisoformat(moment).replace(tzinfo=PARIS)
    with clock.at(now):
        return jobs.plan(clock.now())


def move(point, on, hour=14):
    point = db.session.get_one(Checkpoint, point.id)
    point.starts_at, point.sequence = paris_instant(on, hour), point.sequence + 1
    db.session.commit()


def states():
    return [(str(r.due_on), r.status.value, r.reason) for r in reminders()]


def test_a_second_plan_adds_nothing(point):
    assert plan("2026-03-19T08:00")["planned"] == 1
    assert plan("2026-03-19T08:00") == Counter(skipped=0, planned=0)
    assert plan("2026-03-20T08:00") == Counter(skipped=0, planned=0)
    assert len(mails()) == 1


def test_a_missed_day_heals(point):
    assert plan("2026-03-21T15:00")["planned"] == 1


def test_a_week_of_downtime_sends_one_reminder_and_says_what_it_skipped(point):
    assert plan("2026-03-25T09:00") == Counter(planned=1, skipped=1)
    assert states() == [
        ("2026-03-19", "skipped", "Remplacé par un rappel plus récent."),
        ("2026-03-25", "queued", ""),
    ]


def test_a_reminder_that_has_lost_its_use_is_a_row_with_its_reason(point):
    assert plan("2026-03-26T14:00")["planned"] == 0
    assert states()[-1] == ("2026-03-25", "skipped", "Trop tard : le rappel n’avait plus d’utilité.")


def test_a_mail_is_useful_until_the_next_reminder(point):
    plan("2026-03-19T08:00")
    assert mails()[0].useful_until == paris_instant(date(2026, 3, 25), 8)


def test_moving_a_point_cancels_what_was_waiting_and_announces_the_new_date(point):
    plan("2026-03-19T08:00")
    move(point, date(2026, 3, 24))
    assert plan("2026-03-19T08:01")["planned"] == 1
    old, new = mails()
    assert (old.status, old.reason) == (MailStatus.CANCELLED, "Déplacé : mardi 24\xa0mars 2026 à 14\xa0h.")
    assert new.status is MailStatus.PENDING
    assert "24" in new.subject


def test_moving_a_point_by_an_hour_announces_it_again(point):
    plan("2026-03-19T08:00")
    move(point, date(2026, 3, 26), hour=16)
    assert plan("2026-03-19T09:00")["planned"] == 1
    assert [mail.status for mail in mails()] == [MailStatus.CANCELLED, MailStatus.PENDING]


def test_moving_a_point_back_queues_the_same_mail_again(point):
    plan("2026-03-19T08:00")
    move(point, date(2026, 4, 16))
    plan("2026-03-19T08:01")
    assert mails()[0].status is MailStatus.CANCELLED
    move(point, date(2026, 3, 26))
    assert plan("2026-03-19T08:02")["planned"] == 1
    [mail] = mails()
    assert (mail.status, mail.reason) == (MailStatus.PENDING, "")
    assert reminders()[0].status is ReminderStatus.QUEUED


def test_cancelling_a_point_cancels_what_was_waiting(point):
    plan("2026-03-19T08:00")
    db.session.get_one(Checkpoint, point.id).status = CheckpointStatus.CANCELLED
    db.session.commit()
    assert plan("2026-03-19T08:01")["skipped"] == 1
    [mail] = mails()
    assert (mail.status, mail.reason) == (MailStatus.CANCELLED, "Clos, annulé ou déjà fait.")
    assert states() == [("2026-03-19", "cancelled", "Clos, annulé ou déjà fait.")]


def test_who_leaves_the_team_is_no_longer_written_to(vikidia, point):
    referent = factories.referent(vikidia)
    plan("2026-03-19T08:00")
    db.session.get_one(type(referent), referent.id).is_active = False
    db.session.commit()
    plan("2026-03-19T08:01")
    assert Counter(mail.status for mail in mails()) == {MailStatus.PENDING: 1, MailStatus.CANCELLED: 1}


def test_who_joins_the_team_is_told_too(vikidia, point):
    plan("2026-03-19T08:00")
    factories.referent(vikidia, email="new@example.org", name="Nouvelle")
    assert plan("2026-03-20T08:00")["planned"] == 1
    assert mails()[-1].recipient == "new@example.org"


def test_too_many_late_reminders_hold_the_queue(vikidia):
    config.use(replace(config.current(), reminders=replace(config.current().reminders, hold_above=2)))
    for _ in range(3):
        factories.checkpoint(vikidia, date(2026, 3, 26))
    assert plan("2026-03-20T08:00")["planned"] == 3
    assert queue.state().hold_reason.startswith("3\xa0rappels en retard d’un coup (plus de 2)")


def test_as_many_reminders_on_time_hold_nothing(vikidia):
    config.use(replace(config.current(), reminders=replace(config.current().reminders, hold_above=2)))
    for _ in range(3):
        factories.checkpoint(vikidia, date(2026, 3, 26))
    assert plan("2026-03-19T08:05")["planned"] == 3
    assert queue.state().hold_reason == ""


def test_a_clock_going_back_holds_the_queue_and_plans_nothing(point):
    plan("2026-03-19T08:00")
    db.session.get_one(Checkpoint, point.id).status = CheckpointStatus.CANCELLED
    db.session.commit()
    assert plan("2026-03-18T08:00") == Counter()
    assert "recul" in queue.state().hold_reason
    assert mails()[0].status is MailStatus.PENDING
    queue.release()
    db.session.commit()
    plan("2026-03-18T08:01")
    assert mails()[0].status is MailStatus.CANCELLED


def test_planning_looks_at_a_window_and_not_at_the_number_of_laureates(app):
    def laureates(count):
        for _ in range(count):
            laureate = factories.laureate()
            factories.coach(laureate)
            factories.checkpoint(laureate, date(2026, 12, 1))
            factories.checkpoint(laureate, date(2026, 3, 30))

    laureates(1)
    plan("2026-03-02T10:00")
    with counted() as one:
        plan("2026-03-02T10:00")
    laureates(12)
    with counted() as thirteen:
        plan("2026-03-02T10:00")
    assert len(one) == len(thirteen)


def test_what_is_to_come_is_read_from_the_events(vikidia, point):
    factories.objective(
        factories.priority(factories.roadmap(vikidia)),
        due_on=date(2026, 3, 20),
        owner_id=factories.referent(vikidia, name="Bruno").id,
    )
    found = [(str(due.stage.due_on), due.kind.name, due.recipient.name) for due in to_come(clock.now(), 30)]
    assert found == [
        ("2026-03-06", "objective-due", "Bruno"),
        ("2026-03-06", "time-missing", "Bruno"),
        ("2026-03-19", "checkpoint-coming", "Alice Martin"),
        ("2026-03-19", "checkpoint-coming", "Bruno"),
        ("2026-03-20", "objective-due", "Bruno"),
        ("2026-03-25", "checkpoint-coming", "Alice Martin"),
        ("2026-03-25", "checkpoint-coming", "Bruno"),
        ("2026-03-31", "time-month", "Bruno"),
    ]


def test_the_last_working_day_before_the_change_of_hour_is_still_at_eight(vikidia):
    factories.checkpoint(vikidia, date(2026, 3, 30))
    plan("2026-03-23T08:00")
    assert plan("2026-03-29T23:00")["planned"] == 0
    assert plan("2026-03-30T07:59")["planned"] == 0
    assert plan("2026-03-30T08:00")["planned"] == 1


def test_reminders_of_thousands_of_seconds_ago_are_not_late(point):
    assert plan("2026-03-19T08:59")["planned"] == 1
    assert queue.state().last_tick_at == clock.now() + timedelta(days=16, hours=22, minutes=59)
