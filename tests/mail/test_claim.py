"""Taking mails out of the queue: once each, under a fence and a lease."""

from datetime import timedelta

import pytest

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.mail import claims as taking
from aic_tracker.mail import kinds, outbox
from aic_tracker.mail.models import MailStatus
from aic_tracker.mail.transport import SENT, Outcome, Result
from tests.support.mails import mail, queue_one

LEASE = timedelta(minutes=5)


def claim_all(now=None):
    claims = taking.claim(now or clock.now(), lease=LEASE, limit=10)
    db.session.commit()
    return claims


def settle(claim, result):
    status = outbox.settle(claim, result, now=clock.now(), spread=0.5)
    db.session.commit()
    return status


def test_a_mail_is_claimed_once(app):
    queue_one()
    [claim] = claim_all()
    assert claim.recipient.endswith("@example.org")
    assert claim_all() == []


def test_the_longest_waiting_goes_first(app):
    late = queue_one("late", next_attempt_at=clock.now() - timedelta(minutes=1))
    later = queue_one("later", next_attempt_at=clock.now() - timedelta(hours=1))
    assert [claim.id for claim in claim_all()] == [later, late]


def test_a_mail_is_not_claimed_before_its_time(app):
    queue_one(next_attempt_at=clock.now() + timedelta(seconds=1))
    assert claim_all() == []


def test_a_lease_that_ends_before_the_handoff_gives_the_mail_back(app):
    queued = queue_one()
    claim_all()
    assert outbox.release_expired(clock.now() + LEASE + timedelta(seconds=1)) == 0
    db.session.commit()
    assert mail(queued).status is MailStatus.PENDING


def test_a_lease_that_ends_after_the_handoff_leaves_a_doubt(app):
    queued = queue_one()
    [claim] = claim_all()
    assert taking.mark_handoff(claim, now=clock.now(), lease=LEASE)
    db.session.commit()
    assert outbox.release_expired(clock.now() + LEASE + timedelta(seconds=1)) == 1
    db.session.commit()
    assert mail(queued).status is MailStatus.DOUBTFUL
    assert "interrompue" in mail(queued).reason


def test_an_older_claim_can_neither_hand_over_nor_settle(app):
    queued = queue_one()
    [old] = claim_all()
    outbox.release_expired(clock.now() + LEASE + timedelta(seconds=1))
    db.session.commit()
    [new] = claim_all()
    assert new.fence == old.fence + 1
    assert not taking.mark_handoff(old, now=clock.now(), lease=LEASE)
    assert settle(old, SENT) is None
    assert settle(new, SENT) is MailStatus.SENT
    assert mail(queued).sent_at == clock.now()


def test_an_answer_after_the_lease_clears_the_doubt(app):
    queued = queue_one()
    [claim] = claim_all()
    taking.mark_handoff(claim, now=clock.now(), lease=LEASE)
    outbox.release_expired(clock.now() + LEASE + timedelta(seconds=1))
    db.session.commit()
    assert settle(claim, SENT) is MailStatus.SENT
    assert mail(queued).status is MailStatus.SENT


def test_an_answer_after_a_resend_changes_nothing(app):
    queued = queue_one()
    [claim] = claim_all()
    taking.mark_handoff(claim, now=clock.now(), lease=LEASE)
    outbox.release_expired(clock.now() + LEASE + timedelta(seconds=1))
    outbox.resend(queued, states=(MailStatus.DOUBTFUL,), at=clock.now(), useful_for=LEASE, reason="")
    db.session.commit()
    assert settle(claim, SENT) is None
    assert mail(queued).status is MailStatus.PENDING


def test_a_retry_waits_and_counts(app):
    queued = queue_one()
    [claim] = claim_all()
    assert settle(claim, Result(Outcome.RETRY, "Plus tard.")) is MailStatus.PENDING
    row = mail(queued)
    assert (row.attempts, row.reason, row.next_attempt_at) == (1, "Plus tard.", clock.now() + timedelta(minutes=1))


def test_a_mail_that_would_be_retried_after_its_use_has_failed(app):
    queued = queue_one(useful_for=timedelta(seconds=30))
    [claim] = claim_all()
    assert settle(claim, Result(Outcome.RETRY, "Plus tard.")) is MailStatus.FAILED
    assert "Abandon" in mail(queued).reason


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.DOUBTFUL])
def test_an_end_is_written_with_its_reason(app, outcome):
    queued = queue_one()
    [claim] = claim_all()
    settle(claim, Result(outcome, "Parce que."))
    assert (mail(queued).status.value, mail(queued).reason) == (outcome.value, "Parce que.")


def test_the_same_key_is_queued_once(app):
    queue_one("same")
    with pytest.raises(AssertionError):
        queue_one("same")


def test_only_what_people_wait_for_is_claimed_when_asked(app):
    link = queue_one("link")
    queue_one("other", kind="time-month")
    [claim] = taking.claim(clock.now(), lease=LEASE, limit=10, only=kinds.immediate())
    assert claim.id == link
