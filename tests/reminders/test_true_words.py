"""The words of a mail are true on the day when it leaves, and its Date is the moment when it does."""

from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.aid.models import Aid, AidSource, Regime
from aic_tracker.calendar_fr import PARIS
from aic_tracker.db import db
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.roadmap.models import Objective
from aic_tracker.scheduler import jobs
from tests import factories
from tests.reminders.kinds.conftest import parsed
from tests.support.mails import mails, queue_one


@pytest.fixture
def vikidia(app):
    laureate = factories.laureate("Vikidia")
    factories.coach(laureate, name="Alice Martin", email="alice@example.org")
    return laureate


@pytest.fixture
def referent(vikidia):
    return factories.referent(vikidia, name="Bruno Petit", email="bruno@example.org")


def paris(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=PARIS)


def plan(moment: str) -> None:
    with clock.at(paris(moment)):
        jobs.plan(clock.now(), is_imagined=True)


def deliver(moment: str) -> None:
    with clock.at(paris(moment)):
        jobs.deliver(is_imagined=True)


def received(server) -> tuple[str, str]:
    [message] = [one.message for one in server.messages]
    part = message.get_body(("plain",))
    assert part is not None
    return str(message["Subject"]).replace("\xa0", " "), str(part.get_content()).replace("\xa0", " ")


def test_a_month_that_closed_meanwhile_is_not_asked_for_before_its_closing(vikidia, referent, server, only):
    only("time-missing")
    plan("2026-05-11T08:00")
    # April’s fifth working day comes after the closing of April: both words exist on one day or the other.
    deliver("2026-05-12T09:00")
    _, text = received(server)
    assert "Le mois est clos depuis le 10 mai 2026" in text
    assert "/temps/2026-04" in text


def test_a_month_written_before_its_closing_and_sent_after_it_says_that_it_is_closed(vikidia, referent, server, only):
    only("time-missing")
    plan("2026-03-06T08:00")
    assert "jusqu’au 10 mars 2026 inclus" in parsed(mails()[0]).get_body(("plain",)).get_content().replace("\xa0", " ")
    db.session.execute(sa.update(OutgoingMail).values(useful_until=paris("2026-03-30T00:00")))
    db.session.commit()
    deliver("2026-03-11T08:00")
    _, text = received(server)
    assert "Le mois est clos depuis le 10 mars 2026" in text
    assert "/laureats/vikidia/temps/2026-02" in text


def test_an_objective_that_leaves_after_its_date_is_no_longer_coming(vikidia, referent, server, only):
    only("objective-due")
    roadmap = factories.roadmap(vikidia)
    objective = factories.objective(factories.priority(roadmap), due_on=date(2026, 3, 10), owner_id=referent.id)
    plan("2026-03-10T08:00")
    with clock.at(paris("2026-03-11T08:00")):
        db.session.get_one(Objective, objective.id).title = "Publier la version 2"
        db.session.commit()
    deliver("2026-03-12T08:00")
    subject, text = received(server)
    assert "est arrivé à son échéance, le mardi 10 mars 2026" in text
    assert "Publier la version 2" in text
    assert "Publier la version 2" in subject


def test_the_legal_limit_of_an_aid_that_is_past_is_past(vikidia, server, only):
    only("aid-register")
    factories.save(
        Aid(
            organisation_id=vikidia.organisation_id,
            laureate_id=vikidia.id,
            author_id=factories.coach().id,
            source=AidSource.GRANT,
            regime=Regime.GENERAL,
            amount_cents=5_000_000,
            granted_on=date(2026, 2, 2),
            purpose="Amorçage",
            authority="DINUM",
            created_at=clock.now(),
        )
    )
    plan("2026-02-24T08:00")
    [row] = mails()
    assert "s’achève le" in parsed(row).get_body(("plain",)).get_content()
    deliver("2026-03-05T08:00")
    subject, text = received(server)
    assert "Le délai légal s’est achevé le lundi 2 mars 2026" in text
    assert "délai achevé le 2 mars 2026" in subject


def test_the_month_that_ends_has_ended_on_the_day_after(vikidia, referent, server, only):
    only("time-month")
    plan("2026-03-31T08:00")
    deliver("2026-04-01T08:00")
    _, text = received(server)
    assert "Le mois s’est terminé : combien de temps avez-vous donné à Vikidia (mars 2026)" in text


def test_an_introduction_that_leaves_late_was_due(vikidia, server, only):
    only("introduction-follow-up")
    owner = factories.coach(email="chloe@example.org")
    factories.introduction(vikidia, factories.contact(), owner_id=owner.id, next_step_on=date(2026, 3, 17))
    plan("2026-03-17T08:00")
    deliver("2026-03-18T08:00")
    assert "Une suite était prévue le mardi 17 mars 2026" in received(server)[1]


def test_a_mail_that_leaves_on_its_day_says_what_was_planned_to_the_letter(vikidia, referent, server, only):
    only("time-month")
    plan("2026-03-31T08:00")
    planned = parsed(mails()[0])
    deliver("2026-03-31T18:00")
    [message] = [one.message for one in server.messages]
    assert message.get_body(("plain",)).get_content() == planned.get_body(("plain",)).get_content()
    assert message["Subject"] == planned["Subject"]


def test_the_date_of_a_mail_is_the_moment_when_it_leaves_and_its_identifier_stays(app, server):
    queue_one(kind="minutes")
    [row] = mails()
    with clock.at(clock.now() + timedelta(hours=4)):
        jobs.deliver()
        message = server.messages[0].message
        assert parsedate_to_datetime(message["Date"]) == clock.now()
    assert message["Message-ID"] == row.message_id
    assert len(message.get_all("Date")) == 1


def test_a_retry_of_another_day_keeps_its_identifier_and_nothing_is_said_twice(vikidia, referent, server, only):
    only("objective-due")
    roadmap = factories.roadmap(vikidia)
    factories.objective(factories.priority(roadmap), due_on=date(2026, 3, 10), owner_id=referent.id)
    plan("2026-03-10T08:00")
    [row] = mails()
    server.script["."] = ["451 Plus tard"]
    deliver("2026-03-10T09:00")
    server.script.clear()
    deliver("2026-03-11T09:00")
    assert [one.message["Message-ID"] for one in server.messages] == [row.message_id]
    assert mails()[0].status is MailStatus.SENT


def test_the_end_of_an_account_told_a_day_late_gives_way_to_a_new_one(app, server):
    queued = queue_one(kind="account-ending")
    with clock.at(clock.now() + timedelta(days=1)):
        assert jobs.deliver()["skipped"] == 1
    [row] = mails()
    assert row.id == queued
    assert (row.status, row.reason) == (
        MailStatus.CANCELLED,
        "Ses dates n’étaient plus justes : un nouveau message le remplace.",
    )
