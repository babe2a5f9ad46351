"""A backup is put back: what left since it was made does not leave again unless somebody says so."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.mail import queue, tick_marker
from aic_tracker.mail.models import MailStatus, OutgoingMail, QueueState
from aic_tracker.reminders.models import Reminder
from aic_tracker.scheduler import jobs
from aic_tracker.sendings import operations
from tests import factories
from tests.support.mails import mail, mails, queue_one


@pytest.fixture
def restored(app, server):
    """A reminder left, then the database forgot it; one tick less is what tells."""
    laureate = factories.laureate("Vikidia", starts_on=date(2025, 10, 15))
    factories.coach(laureate)
    factories.checkpoint(laureate, date(2026, 3, 9))
    for _ in range(3):
        jobs.tick()
    assert len(server.messages) == 1
    for table in (Reminder, OutgoingMail):
        db.session.execute(sa.delete(table))
    db.session.execute(sa.update(QueueState).values(ticks=1, last_tick_at=clock.now() - timedelta(days=1)))
    db.session.commit()
    return server


def test_what_would_leave_again_waits_for_a_person(restored):
    for _ in range(3):
        assert jobs.tick()["sent"] == 0
    assert queue.state().hold_reason == queue.RESTORED
    assert [mail.status for mail in mails()] == [MailStatus.PENDING]
    assert len(restored.messages) == 1


def test_delivery_holds_before_any_plan(restored):
    queue_one(kind="time-month")
    assert not jobs.deliver()
    assert queue.state().hold_reason == queue.RESTORED


def test_a_link_that_a_held_queue_lets_pass_is_doubted(restored):
    link = queue_one()
    jobs.deliver()
    assert mail(link).status is MailStatus.DOUBTFUL
    fresh = queue_one("fresh")
    assert jobs.deliver()["sent"] == 1
    assert mail(fresh).status is MailStatus.SENT


@pytest.mark.parametrize(("is_dropping", "received"), [(True, 1), (False, 2)])
def test_a_person_decides(restored, is_dropping, received):
    jobs.tick()
    operations.release_queue(queue.state(), actor=factories.coach(), is_dropping=is_dropping)
    db.session.commit()
    for _ in range(2):
        jobs.tick()
    assert len(restored.messages) == received


def test_a_new_database_is_not_a_restored_one(restored):
    db.session.execute(sa.delete(QueueState))
    db.session.commit()
    jobs.tick()
    assert not queue.state().hold_reason


def test_a_new_database_in_the_place_of_another_is_no_restored_one(app, monkeypatch):
    """Planning and delivery start together: the first tick falls between two looks of the delivery."""
    tick_marker.note(5)
    read = queue.state

    def tick_meanwhile():
        monkeypatch.setattr(queue, "state", read)
        jobs.plan(clock.now())
        return read()

    monkeypatch.setattr(queue, "state", tick_meanwhile)
    assert not queue.hold_if_restored()
    assert queue.state().hold_reason == ""
