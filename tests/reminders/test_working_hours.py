"""Reminders leave when people work; what somebody has just caused leaves at once."""

from datetime import date, datetime

import pytest

from aic_tracker import clock
from aic_tracker.accounts import links
from aic_tracker.calendar_fr import PARIS
from aic_tracker.db import db
from aic_tracker.mail import queue
from aic_tracker.mail.failures import Faults
from aic_tracker.mail.models import MailStatus
from aic_tracker.privacy import endings
from aic_tracker.reminders.models import ReminderStatus
from aic_tracker.scheduler import jobs
from tests import factories
from tests.support.client import text_of
from tests.support.mails import mail, mails, queue_one, reminders


@pytest.fixture
def point(app, only):
    only("checkpoint-coming")
    laureate = factories.laureate("Vikidia")
    factories.coach(laureate, email="alice@example.org", name="Alice Martin")
    return factories.checkpoint(laureate, date(2026, 3, 26))


def tick(moment: str) -> dict[str, int]:
    with clock.at(datetime.fromisoformat(moment).replace(tzinfo=PARIS)):
        return jobs.tick(is_imagined=True)


def test_after_an_outage_that_ends_at_night_the_reminder_waits_for_the_morning(point, server):
    assert tick("2026-03-20T00:05") == dict.fromkeys(jobs.RESULTS, 0) | {"planned": 1}
    assert tick("2026-03-20T07:59")["sent"] == 0
    assert tick("2026-03-20T08:00")["sent"] == 1


def test_after_an_outage_that_ends_on_a_saturday_the_reminder_waits_for_monday(point, server):
    assert tick("2026-03-21T10:00")["sent"] == 0
    assert tick("2026-03-22T15:00")["sent"] == 0
    assert tick("2026-03-23T08:00")["sent"] == 1


def test_what_would_be_too_late_by_then_is_a_row_with_its_reason(app, only, server):
    only("checkpoint-coming")
    laureate = factories.laureate()
    factories.coach(laureate)
    factories.checkpoint(laureate, date(2026, 3, 26), hour=7)
    tick("2026-03-25T22:00")
    tick("2026-03-26T08:00")
    assert [(r.status, r.reason) for r in reminders()][-1] == (
        ReminderStatus.SKIPPED,
        "Trop tard : le rappel n’avait plus d’utilité.",
    )
    assert server.messages == []


def test_a_try_that_fails_in_the_evening_is_made_again_in_the_morning(point, server):
    server.script["."] = ["451 Plus tard"]
    tick("2026-03-19T19:59:30")
    [row] = mails()
    assert row.status is MailStatus.PENDING
    assert row.next_attempt_at == datetime(2026, 3, 20, 8, 0, tzinfo=PARIS)
    server.script.clear()
    assert tick("2026-03-19T20:30")["sent"] == 0
    assert tick("2026-03-20T08:00")["sent"] == 1


@pytest.mark.parametrize("kind", ["sign-in", "invitation", "minutes", "mention", "checkpoint-moved"])
def test_what_a_person_has_just_caused_leaves_at_any_hour(app, server, kind):
    with clock.at(datetime(2026, 12, 25, 3, 0, tzinfo=PARIS)):
        queue_one(kind=kind)
        assert jobs.deliver()["sent"] == 1


def test_a_link_asked_for_at_night_brings_no_reminder_along(point, server):
    """The server that is back at night lets the link pass; what waited for the server waits for the morning too."""
    with clock.at(datetime(2026, 3, 20, 2, 0, tzinfo=PARIS)):
        jobs.plan(clock.now(), is_imagined=True)
        links.send_invitation(factories.user(email="new@example.org"), None, clock.now())
        db.session.commit()
        jobs.deliver()
    assert [message.recipients for message in server.messages] == [["new@example.org"]]


def test_a_queue_released_at_night_waits_for_the_morning_and_says_so(point, server, signed_in):
    queued = queue_one("held", kind="objective-due")
    queue.hold("À vérifier.")
    db.session.commit()
    browser = signed_in(factories.coach())
    with clock.at(datetime(2026, 3, 6, 22, 0, tzinfo=PARIS)):
        answer = browser.submit("/envois/reprendre", {"waiting": "send"}, follow_redirects=True)
        assert "Les rappels partent le lundi 9 mars 2026 à 8 h." in text_of(answer)
        assert jobs.deliver(is_imagined=True)["sent"] == 0
    assert mail(queued).status is MailStatus.PENDING


def test_sending_again_at_night_says_when_it_leaves(app, signed_in):
    queued = queue_one(status=MailStatus.DOUBTFUL, kind="time-month")
    browser = signed_in(factories.coach())
    with clock.at(datetime(2026, 3, 6, 22, 0, tzinfo=PARIS)):
        answer = browser.submit(f"/envois/{queued}/renvoyer", follow_redirects=True)
        assert "Le message repart le lundi 9 mars 2026 à 8 h" in text_of(answer)
        assert "Prochain essai le 09/03/2026 à 8 h." in text_of(browser.get("/envois?etat=en-attente"))
    assert mail(queued).next_attempt_at == datetime(2026, 3, 9, 8, 0, tzinfo=PARIS)


def test_a_reminder_written_at_night_says_when_it_leaves(point, signed_in):
    with clock.at(datetime(2026, 3, 20, 22, 0, tzinfo=PARIS)):
        jobs.plan(clock.now(), is_imagined=True)
        page = text_of(signed_in(factories.coach()).get("/envois?etat=en-attente"))
    assert "Part le 23/03/2026 à 8 h." in page


def test_the_end_of_an_account_is_told_on_a_working_day_with_its_true_date(app, server):
    """Its time is up on a Saturday: the warning leaves on Monday, and counts its sixty days from there."""
    factories.user(email="ancien@example.org").created_at = datetime(2023, 1, 1, 9, tzinfo=PARIS)
    db.session.commit()
    for day in range(6, 11):
        with clock.at(datetime(2026, 3, day, 22, 0, tzinfo=PARIS)):
            endings.warn_accounts(clock.now(), Faults())
            db.session.commit()
            assert not jobs.deliver(is_imagined=True)["sent"]
        for hour in (3, 8):
            with clock.at(datetime(2026, 3, day + 1, hour, 30, tzinfo=PARIS)):
                endings.warn_accounts(clock.now(), Faults())
                db.session.commit()
                jobs.deliver(is_imagined=True)
    [row] = mails()
    assert row.sent_at == datetime(2026, 3, 9, 8, 30, tzinfo=PARIS)
    assert "votre compte sera effacé le 8 mai 2026" in row.subject.replace("\xa0", " ")
