from datetime import date

import pytest

from aic_tracker.db import db
from aic_tracker.introductions import queries
from aic_tracker.introductions.models import IntroductionStatus
from aic_tracker.journal.models import JournalEntry
from tests import factories
from tests.support.client import text_of

S = IntroductionStatus
BASE = "/laureats/vikidia/mises-en-relation"


@pytest.fixture
def vikidia(app):
    return factories.laureate("Vikidia")


@pytest.fixture
def row(vikidia):
    contact = factories.contact("Noé Lefèvre", email="noe@example.org")
    step = {"next_step": "Envoyer la note", "next_step_on": date(2026, 2, 20)}
    return factories.introduction(vikidia, contact, owner_id=factories.coach(vikidia).id, **step)


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.coach())


def send(browser, row, gesture, **values):
    return browser.submit(f"{BASE}/{row.id}/{gesture}", {"version": row.version, **values})


def fresh(row):
    db.session.expire_all()
    return row


def test_it_goes_from_step_to_step_to_a_partnership(browser, row):
    for status in ("prepared", "introduced", "met", "follow_up"):
        assert send(browser, fresh(row), "etape", status=status).status_code == 303
    words = "Convention signée pour équiper 40 écoles."
    send(browser, fresh(row), "conclure", status="partnership", outcome=words, months_gained="18")

    fresh(row)
    assert (row.status, row.outcome, row.months_gained) == (S.PARTNERSHIP, words, 18)
    assert (row.next_step, row.next_step_on) == ("", None)
    verbs = [verb for (verb,) in db.session.query(JournalEntry.verb).order_by(JournalEntry.id)]
    assert verbs == ["introduction.moved"] * 4 + ["introduction.concluded"]


def test_it_goes_back_and_a_conclusion_is_reopened(browser, row):
    send(browser, row, "etape", status="prepared")
    send(browser, fresh(row), "etape", status="proposed")
    assert fresh(row).status is S.PROPOSED

    send(browser, row, "conclure", status="no_follow_up", outcome="Pas de budget.")
    assert fresh(row).status is S.NO_FOLLOW_UP
    send(browser, row, "etape", status="follow_up")
    assert (fresh(row).status, row.outcome, row.months_gained) == (S.FOLLOW_UP, "", None)


def test_a_step_is_not_skipped(browser, row):
    response = send(browser, row, "etape", status="met")
    assert response.status_code == 422
    assert "une étape à la fois" in text_of(response) or "d’une étape" in text_of(response)
    assert fresh(row).status is S.PROPOSED


def test_no_partnership_before_the_introduction(browser, row):
    response = send(browser, row, "conclure", status="partnership", outcome="Convention signée.")
    assert response.status_code == 422
    assert "une fois la mise en relation faite" in text_of(response)
    assert "Convention signée." in text_of(response)


@pytest.mark.parametrize(
    "changes", [{"outcome": ""}, {"status": "met"}, {"status": ""}, {"months_gained": "121"}, {"months_gained": "-1"}]
)
def test_a_wrong_conclusion_is_explained(browser, row, changes):
    values = {"status": "no_follow_up", "outcome": "Rien.", "months_gained": ""} | changes
    assert send(browser, row, "conclure", **values).status_code == 422
    assert fresh(row).status is S.PROPOSED


def test_a_button_pressed_twice_moves_once(browser, row):
    pressed = {"status": "prepared", "version": row.version, "form_key": "une-clef"}
    for _ in range(2):
        assert send(browser, row, "etape", **pressed).status_code == 303
    assert fresh(row).status is S.PREPARED


@pytest.mark.parametrize("status", ["prepared", "proposed"])
def test_a_stale_page_is_told_so_even_when_it_asks_for_what_somebody_else_did(browser, row, status):
    version = row.version
    assert send(browser, row, "etape", status="prepared").status_code == 303
    response = send(browser, row, "etape", status=status, version=version)
    assert response.status_code == 409
    assert "a changé depuis" in text_of(response)


def test_a_step_already_taken_is_not_taken_again(browser, row):
    send(browser, row, "etape", status="prepared")
    response = send(browser, row, "etape", status="prepared")
    assert response.status_code == 422
    assert "est déjà à l’étape" in text_of(response)


def test_two_conclusions_at_once_keep_the_first_and_show_the_second(browser, row):
    version = row.version
    concluded = {"status": "no_follow_up", "outcome": "Pas de budget cette année."}
    assert send(browser, row, "conclure", **concluded).status_code == 303
    response = send(browser, row, "conclure", status="no_follow_up", outcome="Le service est dissous.", version=version)
    assert response.status_code == 409
    assert "Le service est dissous." in text_of(response)
    assert fresh(row).outcome == "Pas de budget cette année."


def test_the_board_brings_back_where_one_was(browser, row):
    response = send(browser, row, "etape", status="prepared", area="liste")
    assert response.location == f"{BASE}?vue=liste#mise-en-relation-{row.id}"


def test_an_edit_keeps_a_past_step_but_takes_no_new_one(browser, row):
    values = {"owner": row.owner_id, "next_step": row.next_step, "next_step_on": "2026-02-20", "purpose": "Autre but"}
    assert send(browser, row, "modifier", **values).status_code == 303
    assert fresh(row).purpose == "Autre but"

    refused = send(browser, row, "modifier", **values | {"next_step_on": "2026-02-25"})
    assert refused.status_code == 422
    assert "date à venir" in text_of(refused)


def test_a_stale_edit_shows_both_texts(browser, row):
    version = row.version
    values = {"owner": row.owner_id, "purpose": "Le but de l’une"}
    send(browser, row, "modifier", **values)
    response = send(browser, row, "modifier", **values | {"purpose": "Le but de l’autre", "version": version})
    assert response.status_code == 409
    assert "Le but de l’une" in text_of(response)
    assert "Le but de l’autre" in response.text


def test_a_concluded_one_is_not_edited(browser, row):
    send(browser, row, "conclure", status="no_follow_up", outcome="Rien.")
    values = {"owner": fresh(row).owner_id, "purpose": "Autre but"}
    response = send(browser, row, "modifier", **values)
    assert response.status_code == 422
    assert "rouvrez-la" in text_of(response)


def test_an_outcome_counts_in_the_period_in_which_it_is_reached(browser, vikidia, row, at):
    second = factories.period(vikidia, date(2026, 9, 1), number=2)
    at("2026-10-01T10:00")
    assert "Noé Lefèvre" in text_of(browser.get(BASE))

    send(browser, row, "conclure", status="no_follow_up", outcome="Rien.")

    assert [one.id for one in queries.introductions_of_period(second.id)] == [row.id]


def test_a_late_next_step_is_told(browser, row):
    assert "En retard" in text_of(browser.get(BASE))
    assert "La prochaine étape était prévue" in text_of(browser.get(f"{BASE}/{row.id}"))


def test_readers_get_403_and_strangers_404(signed_in, vikidia, row):
    for reader in (factories.direction(), factories.referent(vikidia)):
        browser = signed_in(reader)
        assert browser.get(f"{BASE}/{row.id}").status_code == 200
        assert send(browser, row, "etape", status="prepared").status_code == 403
        assert send(browser, row, "conclure", status="no_follow_up", outcome="Rien.").status_code == 403
        assert send(browser, row, "modifier", purpose="Autre").status_code == 403
    assert signed_in(factories.referent()).get(f"{BASE}/{row.id}").status_code == 404
    factories.laureate("Pyronear")
    elsewhere = f"/laureats/pyronear/mises-en-relation/{row.id}"
    assert signed_in(factories.coach()).get(elsewhere).status_code == 404
