"""The decisions that only a person can take: doubtful and failed mails, a held queue."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.mail import queue
from aic_tracker.mail.models import MailStatus
from aic_tracker.reminders.models import ReminderStatus
from aic_tracker.scheduler import jobs
from tests import factories
from tests.support.client import text_of
from tests.support.mails import mail, mails, queue_one, reminders


@pytest.fixture(autouse=True)
def _kinds(only):
    only("checkpoint-coming", "time-month", "time-missing", "objective-due", "renewal-file")


@pytest.fixture
def coach(app):
    return factories.coach(name="Alice Martin")


@pytest.fixture
def browser(signed_in, coach):
    return signed_in(coach)


def journal():
    return [entry.summary for entry in db.session.scalars(sa.select(JournalEntry))]


def test_a_doubtful_mail_is_sent_again_in_one_click(browser, server):
    queued = queue_one(status=MailStatus.DOUBTFUL, kind="time-month", attempts=1, fence=1)
    assert browser.submit(f"/envois/{queued}/renvoyer").status_code == 303
    row = mail(queued)
    assert (row.status, row.attempts, row.fence) == (MailStatus.PENDING, 0, 2)
    assert row.reason == "Renvoi demandé par Alice Martin."
    assert journal()[0].startswith("a demandé un nouvel envoi de « ")
    assert jobs.deliver()["sent"] == 1
    assert server.messages[0].message["Message-ID"] == row.message_id


def test_a_doubtful_mail_is_considered_received_in_one_click(browser):
    queued = queue_one(status=MailStatus.DOUBTFUL)
    assert browser.submit(f"/envois/{queued}/recu").status_code == 303
    row = mail(queued)
    assert (row.status, row.sent_at) == (MailStatus.SENT, clock.now())
    assert row.reason == "Considéré comme reçu par Alice Martin."
    assert journal()[0].startswith("a considéré comme reçu « ")


def test_a_failed_mail_is_sent_again_with_a_reason(browser):
    queued = queue_one(status=MailStatus.FAILED, kind="time-month", useful_until=clock.now() - timedelta(days=1))
    assert "avec ce qui est vrai ce jour-là" in text_of(browser.get(f"/envois/{queued}/renvoyer"))
    response = browser.submit(f"/envois/{queued}/renvoyer", {"reason": "Boîte vidée"})
    assert response.status_code == 303
    row = mail(queued)
    assert (row.status, row.reason) == (MailStatus.PENDING, "Renvoi demandé par Alice Martin : Boîte vidée")
    assert row.useful_until > clock.now()


def test_a_failed_mail_without_a_reason_is_explained(browser):
    queued = queue_one(status=MailStatus.FAILED, kind="time-month")
    response = browser.submit(f"/envois/{queued}/renvoyer", {"reason": "  "})
    assert response.status_code == 422
    assert "Indiquez pourquoi ce message doit repartir." in text_of(response)
    assert mail(queued).status is MailStatus.FAILED


def test_a_link_that_signs_in_is_not_sent_again(browser):
    queued = queue_one(status=MailStatus.FAILED)
    response = browser.submit(f"/envois/{queued}/renvoyer", {"reason": "Boîte vidée"})
    assert response.status_code == 422
    assert "demandez-en un nouveau" in text_of(response)
    assert "Boîte vidée" in response.text
    assert mail(queued).status is MailStatus.FAILED


@pytest.mark.parametrize("status", [MailStatus.SENT, MailStatus.PENDING, MailStatus.CANCELLED])
def test_what_was_settled_meanwhile_is_told(browser, status):
    queued = queue_one(status=status, kind="time-month")
    assert browser.submit(f"/envois/{queued}/renvoyer", {"reason": "Encore"}).status_code == 409
    assert browser.submit(f"/envois/{queued}/recu").status_code == 409
    assert mail(queued).status is status


@pytest.mark.parametrize("path", ["/envois/{}/renvoyer", "/envois/{}/recu", "/envois/reprendre"])
def test_others_decide_nothing(app, signed_in, path):
    queued = queue_one(status=MailStatus.DOUBTFUL)
    queue.hold("À vérifier.")
    db.session.commit()
    for person in (factories.referent(), factories.direction()):
        assert signed_in(person).submit(path.format(queued)).status_code == 404
    assert mail(queued).status is MailStatus.DOUBTFUL


def test_a_forged_decision_is_refused(browser):
    queued = queue_one(status=MailStatus.DOUBTFUL)
    assert browser.post(f"/envois/{queued}/recu").status_code == 400
    assert mail(queued).status is MailStatus.DOUBTFUL


@pytest.fixture
def held(app):
    laureate = factories.laureate("Vikidia")
    factories.coach(laureate)
    factories.checkpoint(laureate, date(2026, 3, 4))
    jobs.plan(clock.now())
    queue.hold("231 rappels en retard d’un coup (plus de 200) : à vérifier avant l’envoi.")
    db.session.commit()


def test_a_held_queue_says_why_at_the_top(browser, held):
    text = text_of(browser.get("/envois"))
    assert "L’envoi est suspendu 231 rappels en retard" in text
    assert "Vérifier et reprendre l’envoi" in text


def test_a_held_queue_runs_again_with_what_waits(browser, held, server):
    assert "1 message attend" in text_of(browser.get("/envois/reprendre"))
    assert browser.submit("/envois/reprendre", {"waiting": "send"}).status_code == 303
    assert queue.state().hold_reason == ""
    assert jobs.deliver()["sent"] == 1
    assert journal() == ["a repris l’envoi des messages"]


def test_a_held_queue_runs_again_without_what_waits_and_does_not_bring_it_back(browser, held, server):
    assert browser.submit("/envois/reprendre", {"waiting": "drop"}).status_code == 303
    assert jobs.plan(clock.now())["planned"] == 0
    assert not jobs.deliver()
    assert mails()[0].reason == "Écarté par Alice Martin à la reprise de l’envoi."
    assert {reminder.status for reminder in reminders()} == {ReminderStatus.SKIPPED}


def test_a_choice_is_needed_to_release(browser, held):
    response = browser.submit("/envois/reprendre", {})
    assert response.status_code == 422
    assert "Choisissez si les rappels en attente doivent partir." in text_of(response)
    assert queue.state().hold_reason


def test_a_queue_that_runs_has_nothing_to_release(browser):
    assert browser.get("/envois/reprendre").status_code == 303
