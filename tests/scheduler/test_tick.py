"""One whole pass: plan, deliver, and the line of JSON that says what was done."""

import json
from datetime import date, timedelta

import pytest

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.mail import outbox, queue
from aic_tracker.mail.models import MailStatus
from aic_tracker.reminders.models import ReminderStatus
from aic_tracker.scheduler import jobs
from aic_tracker.scheduler.commands import tick
from tests import factories
from tests.support.mails import mail, mails, queue_one, reminders


@pytest.fixture
def point(app):
    laureate = factories.laureate("Vikidia")
    factories.coach(laureate, email="alice@example.org", name="Alice Martin")
    return factories.checkpoint(laureate, date(2026, 3, 26))


def run(app, *arguments):
    return app.test_cli_runner().invoke(tick, arguments)


def test_the_command_says_what_it_did_in_one_line(app, server, point):
    result = run(app, "--now", "2026-03-19T08:00")
    assert result.exit_code == 0
    assert json.loads(result.output) == {
        "planned": 1,
        "sent": 1,
        "retried": 0,
        "doubtful": 0,
        "failed": 0,
        "skipped": 4,  # the coach’s weeks: nothing to tell; and, too late, what no referent was there to prove
        "webhooks_received": 0,
        "webhooks_retried": 0,
        "webhooks_failed": 0,
    }
    assert server.messages[0].recipients == ["alice@example.org"]
    assert json.loads(run(app, "--now", "2026-03-19T08:00").output)["sent"] == 0


def test_an_instant_with_its_zone_is_understood(app, server, point):
    assert json.loads(run(app, "--now", "2026-03-19T06:59:00+00:00").output)["planned"] == 0
    assert json.loads(run(app, "--now", "2026-03-19T07:00:00Z").output)["planned"] == 1


def test_an_imagined_instant_says_nothing_of_the_clock(app, server, point):
    run(app, "--now", "2026-03-19T08:00")
    assert queue.state().last_tick_at is None
    jobs.plan(clock.now())
    assert json.loads(run(app, "--now", "2026-02-01T08:00").output)["skipped"] == 0
    assert queue.state().hold_reason == ""


@pytest.mark.parametrize("now", ["demain", "2026-02-30", "", "99999-01-01"])
def test_a_wrong_date_is_refused_in_one_line(app, now):
    result = run(app, "--now", now)
    assert result.exit_code == 2
    assert "n’est pas une date ISO 8601" in result.output
    assert "Traceback" not in result.output


def test_a_held_queue_lets_sign_in_links_pass_and_nothing_else(app, server):
    waiting = queue_one("reminder", kind="time-month")
    link = queue_one("link")
    queue.hold("À vérifier.")
    db.session.commit()
    assert jobs.deliver()["sent"] == 1
    assert (mail(link).status, mail(waiting).status) == (MailStatus.SENT, MailStatus.PENDING)


def test_a_paused_queue_sends_nothing_until_its_time(app, server):
    queue_one()
    queue.pause(clock.now() + timedelta(minutes=15), "Mot de passe.")
    db.session.commit()
    assert not jobs.deliver()
    with clock.at(clock.now() + timedelta(minutes=15)):
        assert jobs.deliver()["sent"] == 1


def test_a_point_cancelled_after_the_plan_is_checked_again_before_it_leaves(app, server, point):
    now = clock.now() + timedelta(days=17)
    with clock.at(now):
        jobs.plan(now)
        db.session.get_one(Checkpoint, point.id).status = CheckpointStatus.CANCELLED
        db.session.commit()
        assert jobs.deliver() == {"skipped": 1}
    assert server.messages == []
    assert mails()[0].status is MailStatus.CANCELLED
    assert reminders()[0].status is ReminderStatus.CANCELLED


def test_a_deactivated_account_receives_nothing(app, server):
    queued = queue_one()
    db.session.get_one(User, mail(queued).user_id).is_active = False
    db.session.commit()
    assert jobs.deliver() == {"skipped": 1}
    assert (mail(queued).status, mail(queued).reason) == (MailStatus.CANCELLED, "Compte désactivé.")


def test_a_mail_that_has_lost_its_use_is_not_sent(app, server):
    queued = queue_one(useful_for=timedelta(minutes=10))
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert jobs.deliver() == {"skipped": 1}
    assert mail(queued).reason == outbox.NO_MORE_USE


def test_a_doubtful_mail_is_never_sent_again_by_itself(app, server):
    server.script["."] = ["drop"]
    queue_one()
    jobs.deliver()
    with clock.at(clock.now() + timedelta(days=2)):
        jobs.settle(clock.now())
        assert not jobs.deliver()


def test_the_message_in_hand_is_finished_and_the_others_given_back(app, server):
    ids = [queue_one(f"mail {n}") for n in range(4)]
    stops = iter([False, False, False, True, True])
    assert jobs.deliver(lambda: next(stops))["sent"] == 2
    assert [mail(id).status for id in ids] == [MailStatus.SENT, MailStatus.SENT, MailStatus.PENDING, MailStatus.PENDING]
    assert jobs.deliver()["sent"] == 2
