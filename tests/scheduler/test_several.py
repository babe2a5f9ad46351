"""Several schedulers at once: the claim decides, and nobody leads."""

from collections import Counter
from datetime import date

from aic_tracker.mail.models import MailStatus
from tests import factories
from tests.support.mails import mails, queue_one

MAILS = 60


def finished(processes):
    for process in processes:
        output, _ = process.communicate(timeout=120)
        assert process.returncode == 0, output


def test_three_schedulers_deliver_each_mail_once(server, worker):
    for n in range(MAILS):
        queue_one(f"mail {n}")
    finished([worker("deliver") for _ in range(3)])
    received = Counter(message.message["Message-ID"] for message in server.messages)
    assert (len(received), set(received.values())) == (MAILS, {1})
    assert {mail.status for mail in mails()} == {MailStatus.SENT}


def test_three_schedulers_plan_each_reminder_once(server, worker):
    for _ in range(20):
        laureate = factories.laureate()
        factories.coach(laureate)
        factories.checkpoint(laureate, date(2026, 3, 4))
    finished([worker("plan") for _ in range(3)])
    assert Counter(mail.kind for mail in mails()) == {"checkpoint-coming": 20, "coach-week": 20, "commitment-check": 20}
