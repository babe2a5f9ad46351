"""The scheduler process: it delivers at once, survives what it must, and stops when asked."""

import signal
import time
from datetime import UTC, datetime

from aic_tracker.db import db
from aic_tracker.mail import queue
from aic_tracker.mail.models import MailStatus
from tests.support.mails import mail, queue_one


def test_it_delivers_at_once_and_finishes_the_message_in_hand_on_sigterm(server, start):
    plain = server.next_answer
    server.next_answer = lambda verb: (time.sleep(1) if verb == "." else None) or plain(verb)
    queued = queue_one(useful_until=datetime(2100, 1, 1, tzinfo=UTC))
    process = start("-m", "flask", "--app", "app", "scheduler")
    limit = time.monotonic() + 30
    while "DATA" not in server.commands and time.monotonic() < limit:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 0, output
    assert mail(queued).status is MailStatus.SENT, output
    assert len(server.messages) == 1


def test_a_start_forgets_the_pause_of_wrong_settings(server, start):
    queued = queue_one(useful_until=datetime(2100, 1, 1, tzinfo=UTC))
    queue.pause(datetime(2100, 1, 1, tzinfo=UTC), "Mot de passe refusé.")
    db.session.commit()
    process = start("-m", "flask", "--app", "app", "scheduler")
    server.wait_for(1, timeout=30)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert mail(queued).status is MailStatus.SENT
