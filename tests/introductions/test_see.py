from datetime import date

from aic_tracker.db import db
from aic_tracker.introductions.models import IntroductionStatus
from tests import factories
from tests.support.client import text_of
from tests.support.statements import counted

S = IntroductionStatus
URL = "/laureats/vikidia/mises-en-relation"


def test_the_board_and_the_list_say_the_same(signed_in):
    vikidia = factories.laureate("Vikidia")
    factories.introduction(vikidia, factories.contact("Noé Lefèvre"))
    gained = {"status": S.PARTNERSHIP, "outcome": "Convention signée.", "months_gained": 18}
    factories.introduction(vikidia, factories.contact("Ada Martin"), **gained)
    browser = signed_in(factories.coach())

    board, listed = text_of(browser.get(URL)), text_of(browser.get(f"{URL}?vue=liste"))

    assert "Proposée (1)" in board
    assert "Passer à « Préparée »" in board
    for page in (board, listed):
        assert "Noé Lefèvre" in page
        assert "Convention signée." in page
        assert "18" in page


def test_a_project_without_introduction_is_told_what_they_are(signed_in):
    vikidia = factories.laureate("Vikidia")
    assert "Aucune mise en relation" in text_of(signed_in(factories.referent(vikidia)).get(URL))
    factories.laureate("Sans date", starts_on=None)
    assert signed_in(factories.coach()).get("/laureats/sans-date/mises-en-relation").status_code == 200


def test_coaches_see_who_else_courts_a_contact_and_referents_do_not(signed_in):
    vikidia, pyronear = factories.laureate("Vikidia"), factories.laureate("Pyronear")
    factories.coach(pyronear, name="Camille Coach")
    contact = factories.contact("Noé Lefèvre")
    row = factories.introduction(vikidia, contact)
    factories.introduction(pyronear, contact, status=S.MET)

    for path in (URL, f"{URL}/{row.id}"):
        told = text_of(signed_in(factories.coach()).get(path))
        assert "Pyronear" in told
        assert "Camille Coach" in told
        assert "Pyronear" not in text_of(signed_in(factories.referent(vikidia)).get(path))


def test_a_way_that_led_nowhere_is_not_told_elsewhere(signed_in):
    vikidia, pyronear = factories.laureate("Vikidia"), factories.laureate("Pyronear")
    contact = factories.contact()
    factories.introduction(vikidia, contact)
    factories.introduction(pyronear, contact, status=S.NO_FOLLOW_UP, outcome="Rien.")
    assert "Aussi sollicité" not in text_of(signed_in(factories.coach()).get(URL))


def test_a_referent_reads_the_address_once_introduced(signed_in):
    vikidia = factories.laureate("Vikidia")
    row = factories.introduction(vikidia, factories.contact(email="noe@example.org"), status=S.PREPARED)
    referent, coach = signed_in(factories.referent(vikidia)), signed_in(factories.coach())

    assert "noe@example.org" in text_of(coach.get(f"{URL}/{row.id}"))
    assert "noe@example.org" not in text_of(referent.get(f"{URL}/{row.id}"))
    db.session.refresh(row)
    row.status = S.INTRODUCED
    db.session.commit()
    assert "noe@example.org" in text_of(referent.get(f"{URL}/{row.id}"))


def test_an_expert_and_a_stranger_find_nothing(signed_in):
    vikidia = factories.laureate("Vikidia")
    expert = factories.expert()
    factories.scoped_assignment(vikidia, expert, status="in_progress")
    account = db.session.get(type(factories.coach()), expert.user_id)
    assert signed_in(factories.referent()).get(URL).status_code == 404
    assert signed_in(account).get("/laureats/vikidia/appuis").status_code == 200
    assert signed_in(account).get(URL).status_code in (403, 404)


def test_the_number_of_statements_does_not_grow(signed_in):
    vikidia, pyronear = factories.laureate("Vikidia"), factories.laureate("Pyronear")
    browser = signed_in(factories.coach(vikidia))

    def fill(count):
        for _ in range(count):
            contact = factories.contact()
            factories.introduction(vikidia, contact, next_step="Écrire", next_step_on=date(2026, 3, 9))
            factories.introduction(pyronear, contact)

    fill(1)
    db.session.expunge_all()
    with counted() as one:
        browser.get(URL)
    fill(29)
    db.session.expunge_all()
    with counted() as thirty:
        assert browser.get(URL).status_code == 200
    assert len(one) == len(thirty) < 10
