"""A long sheet is read slice after slice: by the page that is open, or by the scheduler once it is closed."""

from datetime import timedelta

import pytest

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.imports import files, operations, queries
from aic_tracker.imports.models import ImportLine, Outcome, SheetImport, State
from aic_tracker.introductions.models import Contact
from aic_tracker.scheduler import sheets
from tests import factories as make
from tests.imports.test_season import do, rows, send
from tests.support.client import text_of

UPLOAD = "/imports/nouveau/contacts"
TITLES = {
    "column_person": 0,
    "column_organisation": 1,
    "column_position": "",
    "column_email": "",
    "all_source": "Annuaire",
}


@pytest.fixture
def desk(app, signed_in, monkeypatch):
    monkeypatch.setattr(operations, "AT_ONCE", 40)
    monkeypatch.setattr(operations, "REHEARSED", 10)
    return signed_in(make.coach())


def contacts(count):
    return ("Nom;Administration\n" + "".join(f"Personne {n};Ministère\n" for n in range(count))).encode()


def reading(client, count=100):
    url = send(client, contacts(count), "contacts.csv", UPLOAD).location
    assert client.submit(f"{url}/colonnes", TITLES).status_code == 303
    return url


def test_the_page_says_how_far_it_is_and_goes_on(desk):
    url = reading(desk)
    assert "40 lignes lues sur 100" in text_of(desk.get(url))
    for _ in range(2):
        desk.submit(f"{url}/suite")
    assert db.session.query(SheetImport).one().state is State.READY
    assert [line.number for line in db.session.query(ImportLine).order_by(ImportLine.id)] == list(range(2, 102))
    assert do(desk, url).status_code == 303
    assert rows(Contact) == 100


def test_the_scheduler_ends_what_a_closed_browser_left(desk):
    reading(desk)
    assert sheets.read_on(clock.now()) == {"sheets_read": 0}
    later = clock.now() + timedelta(minutes=1)
    for turn in range(2):
        assert sheets.read_on(later + timedelta(minutes=turn)) == {"sheets_read": 1}
    received = db.session.query(SheetImport).one()
    assert (received.state, received.read) == (State.READY, 100)
    assert queries.counts_of(received)[Outcome.NEW] == 100


def test_a_line_beyond_the_bound_is_told(desk, monkeypatch):
    monkeypatch.setattr(files, "MOST_ROWS", 99)
    url = send(desk, contacts(100), "contacts.csv", UPLOAD).location
    answer = desk.submit(f"{url}/colonnes", TITLES)
    assert answer.status_code == 422
    assert "100 lignes" in text_of(answer)


def test_what_is_left_unfinished_goes_after_thirty_days(desk):
    reading(desk)
    operations.forget(clock.now() + timedelta(days=31))
    db.session.commit()
    assert (rows(SheetImport), rows(ImportLine)) == (0, 0)
