"""kill -9 at each named moment: nothing is lost silently, nothing leaves twice."""

import signal
from datetime import date, timedelta

import pytest

from aic_tracker import clock
from aic_tracker.mail import crash_points
from aic_tracker.mail.models import MailStatus
from aic_tracker.scheduler import delivery, jobs
from tests import factories
from tests.support.mails import mail, mails, queue_one, reminders


def killed(process):
    output, _ = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, output


def next_pass():
    """What another scheduler does once the leases are over."""
    with clock.at(clock.now() + delivery.claim_lease() + timedelta(minutes=1)):
        jobs.settle(clock.now())
        jobs.deliver()


@pytest.mark.parametrize(
    ("point", "left", "in_the_end", "received"),
    [
        (crash_points.AFTER_CLAIM, MailStatus.CLAIMED, MailStatus.SENT, 1),
        (crash_points.BEFORE_HANDOFF, MailStatus.CLAIMED, MailStatus.SENT, 1),
        (crash_points.AFTER_HANDOFF, MailStatus.HANDOFF, MailStatus.DOUBTFUL, 0),
        (crash_points.AFTER_DOT, MailStatus.HANDOFF, MailStatus.DOUBTFUL, 1),
        (crash_points.AFTER_ANSWER, MailStatus.HANDOFF, MailStatus.DOUBTFUL, 1),
        (crash_points.AFTER_SETTLED, MailStatus.SENT, MailStatus.SENT, 1),
    ],
)
def test_a_delivery_killed(server, worker, point, left, in_the_end, received):
    queued = queue_one()
    killed(worker("deliver", point))
    assert mail(queued).status is left
    next_pass()
    next_pass()
    assert mail(queued).status is in_the_end
    if received:
        server.wait_for(received)
    assert len(server.messages) == received


def test_a_delivery_killed_in_a_batch_leaves_the_others_to_be_sent(server, worker):
    ids = [queue_one(f"mail {n}") for n in range(5)]
    killed(worker("deliver", crash_points.AFTER_DOT))
    next_pass()
    states = [mail(id).status for id in ids]
    assert states == [MailStatus.DOUBTFUL, *[MailStatus.SENT] * 4]
    assert len({received.message["Message-ID"] for received in server.messages}) == len(server.messages)


def test_a_plan_killed_before_its_commit_is_done_again(server, worker):
    laureate = factories.laureate("Vikidia")
    factories.coach(laureate)
    factories.checkpoint(laureate, date(2026, 3, 4))
    killed(worker("plan", crash_points.AFTER_PLANNED_ROW))
    assert reminders() == mails() == []
    jobs.plan(clock.now())
    assert sorted(mail.kind for mail in mails()) == ["checkpoint-coming", "coach-week", "commitment-check"]
