"""A long sheet is read slice after slice: by the page that is open, or by the scheduler once it is closed."""

from datetime import timedelta

import pytest

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.imports import applying, files, operations, queries, tracing
from aic_tracker.imports.models import ImportLine, ImportSlice, Outcome, SheetImport, State
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
    monkeypatch.setattr(applying, "SLICE", 30)
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
    assert sheets.write_on() == {"slices_of_sheets": 5}
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


def begun(desk):
    """Asked for, and one slice of it written."""
    url = reading(desk)
    for _ in range(2):
        desk.submit(f"{url}/suite")
    assert do(desk, url).location == url
    turns = iter((False, True))
    assert sheets.write_on(lambda: next(turns)) == {"slices_of_sheets": 1}
    return url


def state():
    db.session.expire_all()
    return db.session.query(SheetImport).one().state


def test_a_long_import_is_written_slice_after_slice_and_says_how_far_it_is(desk):
    url = begun(desk)
    assert rows(Contact) == 30
    page = desk.get(url)
    assert "30 lignes écrites sur 100" in text_of(page)
    assert "Import en cours" in text_of(desk.get("/imports"))
    assert "HX-Refresh" not in desk.get(url, headers={"HX-Target": "under-way"}).headers
    sheets.write_on()
    assert (state(), rows(Contact)) == (State.DONE, 100)
    assert desk.get(url, headers={"HX-Target": "under-way"}).headers["HX-Refresh"] == "true"


def test_killed_in_the_middle_of_a_slice_it_goes_on_from_the_one_before(desk, monkeypatch):
    begun(desk)
    with monkeypatch.context() as killing:
        killing.setattr(applying, "ImportSlice", lambda **_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            sheets.write_on()
    db.session.rollback()
    assert rows(Contact) == 30
    sheets.write_on()
    assert (state(), rows(Contact)) == (State.DONE, 100)


def test_stopped_it_takes_back_all_that_it_wrote_and_is_read_again(desk):
    url = begun(desk)
    assert desk.submit(f"{url}/arreter").location == url
    assert "en train d’être retiré" in text_of(desk.get(url))
    sheets.write_on()
    assert (state(), rows(Contact), rows(ImportSlice)) == (State.READING, 0, 0)
    for _ in range(3):
        desk.submit(f"{url}/suite")
    page = text_of(desk.get(url))
    assert "Vous avez arrêté l’import" in page
    assert "Tout importer" in page


def test_a_line_that_can_no_longer_be_written_takes_the_others_back(desk):
    begun(desk)
    make.contact("Personne 70", organisation="Ministère")
    sheets.write_on()
    assert (state(), rows(Contact)) == (State.READING, 1)
    assert "ligne 72" in problem()


def test_while_it_is_written_neither_its_sheet_nor_its_columns_change(desk):
    url = begun(desk)
    for path, said in (("feuille", {"sheet": "", "head": "1"}), ("colonnes", TITLES)):
        answer = desk.submit(f"{url}/{path}", said, follow_redirects=True)
        assert "Cet import a avancé dans une autre fenêtre" in text_of(answer), path
    assert state() is State.APPLYING


def problem():
    return db.session.query(SheetImport).one().problem


def test_a_defect_takes_it_back_and_is_told(desk, monkeypatch):
    begun(desk)
    with monkeypatch.context() as broken:
        broken.setattr(applying, "write_all", lambda *_: 1 / 0)
        sheets.write_on()
    assert (state(), rows(Contact)) == (State.READING, 0)
    assert problem() == applying.UNFORESEEN


def test_what_a_defect_keeps_from_being_taken_back_stays_and_is_told(desk, monkeypatch):
    url = begun(desk)
    desk.submit(f"{url}/arreter")
    monkeypatch.setattr(tracing, "take_back_but_changed", lambda _steps: 1 / 0)
    sheets.write_on()
    assert state() is State.READING
    assert applying.LEFT in problem()
    assert rows(Contact) == 30


def test_what_cannot_end_is_tried_once_at_each_call(desk, monkeypatch):
    url = begun(desk)
    desk.submit(f"{url}/arreter")
    monkeypatch.setattr(applying, "_back", lambda *_: 1 / 0)
    assert sheets.write_on(iter((False,) * 2 + (True,) * 9).__next__) == {"slices_of_sheets": 1}
    assert sheets.write_on(iter((False,) * 9 + (True,)).__next__) == {"slices_of_sheets": 0}
    assert state() is State.UNDOING


def test_a_long_import_is_undone_but_for_what_somebody_changed_meanwhile(desk):
    url = begun(desk)
    sheets.write_on()
    assert desk.submit(f"{url}/annuler").location == url
    assert state() is State.UNDOING
    db.session.query(Contact).filter_by(person="Personne 3").one().position = "Directrice"
    db.session.commit()
    sheets.write_on()
    assert (state(), rows(Contact)) == (State.UNDONE, 1)
    assert "1 élément changé entre-temps reste" in text_of(desk.get(url)).replace("\xa0", " ")


def test_nothing_is_taken_back_of_a_long_import_that_somebody_changed(desk):
    url = begun(desk)
    sheets.write_on()
    db.session.query(Contact).filter_by(person="Personne 3").one().position = "Directrice"
    db.session.commit()
    assert desk.submit(f"{url}/annuler").status_code == 422
    assert (state(), rows(Contact)) == (State.DONE, 100)
