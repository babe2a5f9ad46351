"""No link that works stays readable in the queue: the text of its mail goes when the mail has gone."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.mail import claims as taking
from aic_tracker.mail import kinds, outbox
from aic_tracker.mail.kinds import without_links
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.mail.transport import SENT, Outcome, Result
from aic_tracker.scheduler import delivery
from tests import factories
from tests.support.client import text_of
from tests.support.mails import mail, queue_one

LEASE = timedelta(minutes=1)
pytestmark = pytest.mark.usefixtures("app")


def settle(id: int, result: Result, kind: str = "sign-in") -> OutgoingMail:
    db.session.execute(sa.update(OutgoingMail).values(kind=kind))
    [claim] = taking.claim(clock.now(), lease=LEASE, limit=1)
    taking.mark_handoff(claim, now=clock.now(), lease=LEASE)
    outbox.settle(claim, result, now=clock.now(), spread=0)
    db.session.commit()
    return mail(id)


@pytest.mark.parametrize("kind", kinds.with_links())
def test_a_link_that_left_is_no_longer_in_the_database(kind):
    row = settle(queue_one(), SENT, kind)
    assert (row.status, row.content) == (MailStatus.SENT, b"")
    assert row.subject


def test_any_other_mail_keeps_its_text_for_its_time():
    assert settle(queue_one(), SENT, "minutes").content


@pytest.mark.parametrize("outcome", [Outcome.DOUBTFUL, Outcome.FAILED])
def test_a_sign_in_link_that_nobody_may_send_again_is_emptied_too(outcome):
    assert settle(queue_one(), Result(outcome, "Refusé.")).content == b""


def test_a_doubtful_month_keeps_its_text_for_it_may_be_sent_again():
    row = settle(queue_one(), Result(Outcome.DOUBTFUL, "Coupure."), "time-month")
    assert row.content


def test_a_link_that_waits_for_another_try_keeps_its_text():
    row = settle(queue_one(), Result(Outcome.RETRY, "Plus tard."))
    assert (row.status, bool(row.content)) == (MailStatus.PENDING, True)


def test_a_link_too_late_to_serve_is_cancelled_and_emptied():
    id = queue_one(useful_for=timedelta(minutes=-1))
    claims = taking.claim(clock.now(), lease=LEASE, limit=1)
    db.session.commit()
    delivery._last_check(claims, delivery.Counter())
    row = mail(id)
    assert (row.status, row.content) == (MailStatus.CANCELLED, b"")


def test_a_mail_without_text_never_leaves():
    id = queue_one(content=b"", kind="minutes")
    claims = taking.claim(clock.now(), lease=LEASE, limit=1)
    db.session.commit()
    assert delivery._last_check(claims, delivery.Counter()) == []
    row = mail(id)
    assert (row.status, row.reason) == (MailStatus.CANCELLED, outbox.EMPTIED)


def test_sending_again_says_why_it_cannot(signed_in):
    id = queue_one(content=b"", kind="minutes", status=MailStatus.FAILED)
    client = signed_in(factories.coach())
    page = text_of(client.get(f"/envois/{id}"))
    assert "Le texte de ce message a été effacé" in page
    assert "Envoyer de nouveau" not in page
    answer = client.submit(f"/envois/{id}/renvoyer", {"reason": "Adresse corrigée"})
    assert answer.status_code == 422
    assert "il ne peut plus repartir" in text_of(answer)
    assert mail(id).status is MailStatus.FAILED


def test_whoever_follows_the_queue_does_not_read_the_links_of_others():
    said = "Ouvrez http://aic.test/temps/WzEsMl0.abc-_ puis http://aic.test/laureats/vikidia/temps/2026-02"
    assert without_links(said) == ("Ouvrez http://aic.test/temps/… puis http://aic.test/laureats/vikidia/temps/2026-02")
