"""A month stays open a few working days more when an outage kept its referents from being reminded of it."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from aic_tracker import clock
from aic_tracker.calendar_fr import PARIS
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.mail.models import MailStatus
from aic_tracker.scheduler import jobs
from aic_tracker.timesheet import closings, month_links
from tests import factories
from tests.support import smtp
from tests.support.client import text_of
from tests.support.mails import mails

FEBRUARY = date(2026, 2, 1)
# Its reminder is due on Friday 6 March, and it closes on Tuesday 10 March.


def tick(moment: str) -> None:
    with clock.at(datetime.fromisoformat(moment).replace(tzinfo=PARIS)):
        jobs.tick()


def entries() -> list[str]:
    found = db.session.scalars(sa.select(JournalEntry).where(JournalEntry.verb == "month.kept_open"))
    return [entry.summary.replace("\xa0", " ") for entry in found]


@pytest.mark.parametrize(
    ("last", "back", "closes_on"),
    [
        # Nothing was missed.
        ("2026-03-05T10:00", "2026-03-06T08:00", date(2026, 3, 10)),
        ("2026-03-06T07:55", "2026-03-06T09:30", date(2026, 3, 10)),
        ("2026-03-06T10:00", "2026-03-09T10:00", date(2026, 3, 10)),
        # The reminder leaves on Monday: Thursday is the third working day after it.
        ("2026-03-05T10:00", "2026-03-09T10:00", date(2026, 3, 12)),
        # Back in the evening: it leaves on the next morning.
        ("2026-03-05T10:00", "2026-03-09T21:00", date(2026, 3, 13)),
        # The closing itself was missed, by whoever had been reminded too.
        ("2026-03-06T10:00", "2026-03-11T07:00", date(2026, 3, 16)),
        ("2026-02-27T10:00", "2026-03-20T15:00", date(2026, 3, 25)),
    ],
)
def test_an_outage_leaves_three_working_days(app: Flask, last: str, back: str, closes_on: date) -> None:
    tick(last)
    tick(back)
    assert closings.closes_on(FEBRUARY) == closes_on
    assert len(entries()) == (closes_on != date(2026, 3, 10))


def test_a_first_start_keeps_nothing_open(app: Flask) -> None:
    tick("2026-03-20T10:00")
    assert entries() == []


def test_a_clock_that_leaps_keeps_nothing_open(app: Flask) -> None:
    tick("2026-03-05T10:00")
    tick("2029-03-20T10:00")
    assert closings.closes_on(date(2029, 2, 1)) == date(2029, 3, 10)
    assert entries() == []


def test_two_outages_keep_it_open_longer_and_each_is_said_once(app: Flask) -> None:
    tick("2026-03-05T10:00")
    tick("2026-03-09T10:00")
    tick("2026-03-09T10:01")
    tick("2026-03-16T10:00")
    tick("2026-03-16T10:01")
    assert closings.closes_on(FEBRUARY) == date(2026, 3, 19)
    assert entries() == [
        "mois de février 2026 laissé ouvert jusqu’au 12 mars 2026 : l’envoi des rappels était interrompu",
        "mois de février 2026 laissé ouvert jusqu’au 19 mars 2026 : l’envoi des rappels était interrompu",
    ]


def test_the_referent_is_reminded_after_the_outage_and_can_still_declare(
    app: Flask, server: smtp.Server, only: Callable[..., None], signed_in: Callable[..., object]
) -> None:
    only("time-missing")
    laureate = factories.laureate("Vikidia")
    referent = factories.referent(laureate, email="bruno@example.org")
    tick("2026-03-04T10:00")
    tick("2026-03-16T08:00")
    [row] = [row for row in mails() if row.kind == "time-missing"]
    assert row.status is MailStatus.SENT
    text = server.messages[0].message.get_body(("plain",)).get_content().replace("\xa0", " ")
    assert "jusqu’au 19 mars 2026 inclus" in text
    browser = signed_in(referent)
    with clock.at(datetime(2026, 3, 19, 18, 0, tzinfo=PARIS)):
        link = month_links.path(referent, laureate.id, FEBRUARY)
        assert "jusqu’au 19 mars 2026 inclus" in text_of(browser.get(link)).replace("\xa0", " ")
        page = text_of(browser.get("/laureats/vikidia/temps/2026-02")).replace("\xa0", " ")
        assert "ce mois reste ouvert jusqu’au 19 mars 2026 inclus" in page
        month_links.declare_nothing(month_links.find(link.removeprefix("/temps/")), now=clock.now())
        db.session.commit()
    with clock.at(datetime(2026, 3, 20, 9, 0, tzinfo=PARIS)):
        assert closings.is_closed(FEBRUARY, clock.today())
