import pytest

from aic_tracker.db import db
from aic_tracker.onboarding.models import LaureateDraft
from tests import factories as make
from tests.onboarding.conftest import FIRST, SECOND, THIRD
from tests.support.client import text_of


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": ""}, "Indiquez le nom de la structure."),
        ({"legal_form": ""}, "Choisissez la forme juridique de la structure."),
        ({"name": "deja LA"}, "Une structure porte déjà ce nom : choisissez-la dans la liste."),
        ({"siren": "123456789"}, "Indiquez les neuf chiffres du numéro SIREN"),
        ({"siren": "552100554"}, "Ce numéro SIREN est celui de « Déjà là »."),
        ({"rna": "W1"}, "Indiquez le W et les neuf chiffres du numéro RNA"),
        ({"legal_form": "administration", "rna": "W751234567"}, "Le numéro RNA est celui d’une association"),
    ],
)
def test_what_is_wrong_about_the_organisation_is_explained_and_kept(desk, values, message):
    make.organisation("Déjà là", siren="552100554")
    response = desk.client.submit(FIRST, desk.organisation | {"town": "Ville gardée"} | values)
    assert response.status_code == 422
    assert message in text_of(response)
    assert 'value="Ville gardée"' in response.text


def test_a_known_organisation_or_a_new_one_not_both(desk):
    known = make.organisation("Déjà là")
    response = desk.client.submit(FIRST, desk.organisation | {"organisation": known.id})
    assert response.status_code == 422
    assert "pas les deux" in text_of(response)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": ""}, "Indiquez le nom du projet."),
        ({"name": "deja la"}, "Un lauréat porte déjà ce nom."),
        ({"season": ""}, "Choisissez la saison."),
        ({"operator": "autre"}, "Choisissez une option de la liste."),
        ({"website": "exemple"}, "Indiquez une adresse qui commence par https://"),
        ({"starts_on": ""}, "Indiquez le début de l’accompagnement."),
        ({"starts_on": "30/02/2026"}, "Le 30 février 2026 n’existe pas"),
    ],
)
def test_what_is_wrong_about_the_project_is_explained_and_kept(desk, values, message):
    make.laureate("Déjà là", slug="deja-la")
    desk.client.submit(FIRST, desk.organisation)
    response = desk.client.submit(SECOND, desk.project | {"licence": "Licence gardée"} | values)
    assert response.status_code == 422
    assert message in text_of(response)
    assert 'value="Licence gardée"' in response.text


def test_going_back_keeps_even_what_is_not_right_yet(desk):
    desk.client.submit(FIRST, desk.organisation)
    response = desk.client.submit(SECOND, desk.project | {"name": "", "website": "à vérifier", "then": "back"})
    assert (response.status_code, response.location) == (303, FIRST)
    first = desk.client.get(FIRST)
    assert 'value="Association Vikidia"' in first.text
    second = desk.client.get(SECOND)
    assert 'value="à vérifier"' in second.text
    assert "<title>Erreur" not in second.text


def test_the_draft_waits_for_another_day(desk, signed_in):
    desk.client.submit(FIRST, desk.organisation)
    page = text_of(signed_in(desk.coach).get(FIRST))
    assert "Brouillon « Association Vikidia »" in page
    assert "Reprendre à l’étape 2" in page


def test_a_draft_is_its_coach_s_own(desk, signed_in):
    desk.client.submit(FIRST, desk.organisation)
    assert "Association Vikidia" not in signed_in(make.coach()).get(FIRST).text


def test_steps_come_in_order(desk):
    assert desk.client.get(SECOND).location == FIRST
    assert desk.client.get(THIRD).location == FIRST
    desk.client.submit(FIRST, desk.organisation)
    assert desk.client.get(THIRD).location == SECOND


def test_the_support_shows_its_last_day_included(desk):
    desk.client.submit(FIRST, desk.organisation)
    assert "commencé le 2 mars 2026, son dernier jour inclus est le 1er mars 2027" in text_of(desk.client.get(SECOND))


def test_one_more_row_keeps_what_was_typed(two_steps_done):
    desk = two_steps_done
    response = desk.client.submit(THIRD, desk.people | {"then": "referent"})
    assert response.status_code == 303
    page = desk.client.get(response.location).text
    assert 'value="zoe@example.org"' in page
    assert 'name="referent-2-email"' in page
    assert 'name="referent-3-email"' not in page
    assert 'name="observer-1-email"' not in page


def test_another_window_is_noticed(desk):
    desk.client.submit(FIRST, desk.organisation)
    response = desk.client.submit(FIRST, desk.organisation | {"name": "Autre association", "siren": ""})
    assert response.status_code == 409
    assert "Ce brouillon a changé dans une autre fenêtre." in text_of(response)
    assert 'value="Autre association"' in response.text
    again = desk.client.submit(FIRST, desk.organisation | {"name": "Autre association", "siren": "", "revision": 1})
    assert again.status_code == 303


def test_the_same_step_sent_twice_is_one(desk):
    assert desk.client.submit(FIRST, desk.organisation).status_code == 303
    assert desk.client.submit(FIRST, desk.organisation).status_code == 303


def test_an_expired_page_saves_nothing(two_steps_done):
    desk = two_steps_done
    response = desk.client.post(THIRD, data=desk.people | {"then": "referent"})
    assert response.status_code == 422
    assert "Votre session a expiré" in text_of(response)
    assert 'value="zoe@example.org"' in response.text


def test_abandoning_asks_first(desk):
    desk.client.submit(FIRST, desk.organisation)
    page = text_of(desk.client.get("/laureats/nouveau/abandonner"))
    assert "pour « Association Vikidia » sera perdu" in page
    assert db.session.query(LaureateDraft).count() == 1
    assert desk.client.submit("/laureats/nouveau/abandonner").location == FIRST
    assert db.session.query(LaureateDraft).count() == 0
    assert desk.client.get("/laureats/nouveau/abandonner").location == FIRST


def test_hostile_revisions_and_rows_are_harmless(two_steps_done):
    desk = two_steps_done
    sent = desk.people | {"revision": "abc", "referent-99-name": "x", "referent--1-name": "y"}
    assert desk.client.submit(THIRD, sent).status_code in (409, 422)
    assert desk.client.get(THIRD + "?ligne=autre").status_code == 200


def test_a_support_that_begins_in_ten_years_is_asked_about(desk):
    desk.client.submit(FIRST, desk.organisation)
    answer = desk.client.submit(SECOND, desk.project | {"starts_on": "2036-03-03"})
    assert answer.status_code == 422
    assert "Le lundi 3 mars 2036, c’est dans 10 ans. Êtes-vous sûr ?" in text_of(answer)
    meant = desk.project | {"starts_on": "2036-03-03", "far_date_meant": "1"}
    assert desk.client.submit(SECOND, meant).status_code == 303
