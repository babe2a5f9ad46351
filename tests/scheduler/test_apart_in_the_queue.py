"""A mail that cannot be taken, checked or sent, a person who cannot be warned: one row each, and the others go on."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.mail import claims
from aic_tracker.mail.models import Failure, MailStatus, OutgoingMail, Stage
from aic_tracker.mail.smtp import SmtpTransport
from aic_tracker.privacy import operations as privacy
from aic_tracker.privacy import queries as lapses
from aic_tracker.reminders.kinds import KINDS
from aic_tracker.reminders.models import ReminderStatus
from aic_tracker.scheduler import jobs
from tests import factories
from tests.scheduler import season
from tests.scheduler.season import delivered, keys, open_failures, shown
from tests.support.mails import mails, queue_one, reminders


@pytest.fixture
def world(app, server):
    season.build()


@pytest.mark.parametrize("when", ["before the handoff", "after it"])
def test_a_mail_whose_sending_raises_is_neither_lost_nor_in_the_way(app, server, signed_in, monkeypatch, when):
    ids = [queue_one(f"mail {n}") for n in range(3)]
    poisoned = mails()[0].content
    send = SmtpTransport.send

    def raising(self, recipient, content, hand_over):
        if content == poisoned:
            if when == "after it":
                hand_over()
            raise ValueError(recipient)
        return send(self, recipient, content, hand_over)

    with monkeypatch.context() as patched:
        patched.setattr(SmtpTransport, "send", raising)
        assert jobs.deliver()["sent"] == 2
    expected = MailStatus.PENDING if when == "before the handoff" else MailStatus.DOUBTFUL
    assert [mail.status for mail in mails()] == [expected, MailStatus.SENT, MailStatus.SENT]
    assert [row.object_id for row in open_failures()] == ids[:1]
    assert "illisible ou impossible (ValueError" in shown(signed_in, Stage.DELIVER)
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert jobs.deliver()["sent"] == (when == "before the handoff")
        jobs.settle(clock.now())
    assert open_failures() == []


def test_a_mail_that_cannot_be_checked_a_last_time_waits_and_the_others_leave(world, server, signed_in, monkeypatch):
    kind = KINDS["checkpoint-coming"]
    moment = season.next_moment(kind.name)
    wanted = season.due_at(moment)
    with clock.at(moment):
        jobs.plan(clock.now(), is_imagined=True)
        stuck = next(row for row in reminders() if row.kind == kind.name and row.status is ReminderStatus.QUEUED)
        key = type(kind).key

        def raising(self, occurrence, stage, recipient):
            if occurrence.object_id == stuck.object_id:
                raise ValueError
            return key(self, occurrence, stage, recipient)

        with monkeypatch.context() as patched:
            patched.setattr(type(kind), "key", raising)
            jobs.deliver(is_imagined=True)
        held = [due for due in wanted if due.kind is kind and due.occurrence.object_id == stuck.object_id]
        assert delivered(server) == sorted(set(keys(wanted)) - set(keys(held)))
        assert {row.stage for row in open_failures()} == {Stage.DELIVER}
        assert len(open_failures()) == len(held)
    with clock.at(moment + timedelta(minutes=16)):
        assert jobs.deliver(is_imagined=True)["sent"] == len(held)
        jobs.settle(clock.now())
    assert delivered(server) == keys(wanted)
    assert open_failures() == []


def test_a_row_of_the_queue_that_cannot_be_read_does_not_stop_those_behind_it(app, server, monkeypatch):
    ids = [queue_one(f"mail {n}") for n in range(3)]
    take = claims.take

    def raising(wanted, now, *, lease):
        if ids[0] in wanted:
            raise ValueError
        return take(wanted, now, lease=lease)

    monkeypatch.setattr(claims, "take", raising)
    assert jobs.deliver()["sent"] == 2
    first = mails()[0]
    assert first.status is MailStatus.FAILED
    assert "illisible" in first.reason


def forgotten(name):
    user = factories.user(name=name, last_sign_in_at=clock.now() - timedelta(days=700))
    user.created_at = clock.now() - timedelta(days=900)
    db.session.commit()
    return user


def test_a_person_who_cannot_be_warned_keeps_no_other_from_it(app, signed_in, monkeypatch):
    people = [forgotten(f"Personne {n}") for n in range(25)]
    factories.admin(last_sign_in_at=clock.now())
    warn = privacy.warn

    def raising(lapse, *, now):
        if lapse.user.id == people[0].id:
            raise ValueError(lapse.user.name)
        warn(lapse, now=now)

    monkeypatch.setattr(privacy, "warn", raising)
    assert jobs.keep_no_longer_than_promised(clock.now())["warnings"] == 24
    [row] = open_failures()
    assert (row.stage, row.kind, row.user_id, row.count) == (Stage.RETENTION, "warnings", people[0].id, 1)
    assert "Comptes à prévenir" in shown(signed_in, Stage.RETENTION)
    monkeypatch.setattr(privacy, "warn", warn)
    assert jobs.keep_no_longer_than_promised(clock.now())["warnings"] == 1
    assert open_failures() == []


def test_a_sort_of_retention_that_raises_keeps_no_other_from_being_applied(app, monkeypatch):
    queue_one("old", kind="time-month", status=MailStatus.SENT, created_at=clock.now() - timedelta(days=91))

    def raising(today):
        raise ValueError

    monkeypatch.setattr(lapses, "lapses", raising)
    assert jobs.keep_no_longer_than_promised(clock.now())
    assert db.session.scalar(sa.select(sa.func.length(OutgoingMail.content))) == 0
    assert {(row.stage, row.kind) for row in open_failures()} == {
        (Stage.RETENTION, "warnings"),
        (Stage.RETENTION, "accounts"),
    }


def test_what_fails_no_more_goes_after_ninety_days(app):
    factories.save(
        Failure(
            key="plan:x::",
            stage=Stage.PLAN,
            kind="x",
            reason="…",
            first_at=clock.now() - timedelta(days=100),
            last_at=clock.now() - timedelta(days=95),
            count=3,
            closed_at=clock.now() - timedelta(days=91),
        )
    )
    assert jobs.keep_no_longer_than_promised(clock.now()) == {"failures": 1}
