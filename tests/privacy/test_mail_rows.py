"""Rows of mails and reminders go once nobody can need them, and nothing leaves twice for it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from aic_tracker import clock, config
from aic_tracker.accounts import links
from aic_tracker.accounts.models import SignInLink
from aic_tracker.calendar_fr import PARIS
from aic_tracker.db import db
from aic_tracker.mail.failures import Faults
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.privacy import retention
from aic_tracker.reminders.models import Reminder
from aic_tracker.scheduler import jobs
from tests import factories
from tests.support.mails import mails, queue_one, reminders

pytestmark = pytest.mark.usefixtures("app")


def on(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=PARIS)


def forget(moment: str) -> int:
    """Everything past its time at that moment; how many rows."""
    count = 0
    with clock.at(on(moment)):
        while done := retention.APPLIED["mail_rows"](clock.now(), Faults()):
            count += done
            db.session.commit()
    return count


def limit(moment: str) -> retention.Limit:
    return next(limit for limit in retention.limits(on(moment)) if limit.key == "mail_rows")


def reminded(due_on: date, mail_id: int | None, key: str = "objective-due:1:20260302:20260302:1") -> Reminder:
    person = factories.user()
    return factories.save(
        Reminder(
            dedup_key=key,
            kind="objective-due",
            object_id=1,
            recipient_id=person.id,
            event_on=due_on,
            due_on=due_on,
            status="queued",
            mail_id=mail_id,
            created_at=clock.now(),
        )
    )


def test_a_mail_and_its_reminder_go_together_after_two_years():
    mail_id = queue_one(status=MailStatus.SENT)
    reminded(date(2026, 3, 2), mail_id)
    assert forget("2028-03-02T03:30") == 0
    assert limit("2028-03-02T03:30").count == 0
    assert limit("2028-03-03T03:30").count == 1
    assert forget("2028-03-03T03:30") == 2
    assert (mails(), reminders()) == ([], [])


def test_a_reminder_that_was_not_sent_goes_too():
    reminded(date(2026, 3, 2), None)
    assert forget("2028-03-03T03:30") == 1


@pytest.mark.parametrize("status", [MailStatus.PENDING, MailStatus.CLAIMED, MailStatus.HANDOFF])
def test_what_is_still_to_leave_stays(status):
    reminded(date(2026, 3, 2), queue_one(status=status))
    assert forget("2030-03-02T03:30") == 0


def test_the_setting_says_how_long():
    config.use(replace(config.current(), retention=replace(config.current().retention, mail_rows_months=15)))
    queue_one(status=MailStatus.FAILED)
    assert forget("2027-06-02T03:30") == 0
    assert forget("2027-06-03T03:30") == 1


def test_the_daily_run_forgets_them_and_says_so():
    queue_one(status=MailStatus.SENT)
    with clock.at(on("2028-03-03T03:30")):
        assert jobs.keep_no_longer_than_promised(clock.now())["mail_rows"] == 1


def test_a_link_asked_for_after_all_links_are_gone_still_leaves():
    """A database without any link counts them from one again."""
    person = factories.user(email="alice@example.org")
    links.request_sign_in(person.email, next_path="/", now=clock.now())
    db.session.commit()
    db.session.query(SignInLink).delete()
    db.session.commit()
    links.request_sign_in(person.email, next_path="/", now=clock.now() + timedelta(days=200))
    db.session.commit()
    assert db.session.query(OutgoingMail).count() == 2
