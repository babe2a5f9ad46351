from aic_tracker.db import db
from aic_tracker.expertise.models import Assignment, AssignmentStatus
from aic_tracker.journal.models import JournalEntry
from tests import factories
from tests.support.client import text_of

URL = "/laureats/vikidia/appuis/nouveau"
VALUES = {"skill": "legal", "title": "Licence des contributions", "need": "Choisir une licence compatible."}


def test_a_referent_asks_for_expert_time(signed_in):
    vikidia = factories.laureate("Vikidia")
    referent = factories.referent(vikidia)

    response = signed_in(referent).submit(URL, VALUES)

    assignment = db.session.query(Assignment).one()
    assert response.status_code == 303
    assert response.location == f"/laureats/vikidia/appuis/{assignment.id}"
    assert (assignment.status, assignment.requester_id) == (AssignmentStatus.REQUESTED, referent.id)
    entry = db.session.query(JournalEntry).filter_by(verb="assignment.requested").one()
    assert (entry.actor_id, entry.laureate_id) == (referent.id, vikidia.id)


def test_the_form_names_the_experts_of_each_skill_to_the_team_that_chooses_them(signed_in):
    vikidia = factories.laureate("Vikidia")
    factories.expert(name="Ada Juriste").availability = "Deux jours en mars"
    db.session.commit()
    assert "Ada Juriste" in text_of(signed_in(factories.coach(vikidia)).get(URL))
    page = text_of(signed_in(factories.referent(vikidia)).get(URL))
    assert "Ada Juriste" not in page
    assert "Deux jours en mars" not in page
    assert "L’équipe d’accompagnement cherche l’experte ou l’expert" in page


def test_a_button_pressed_twice_asks_once(signed_in):
    vikidia = factories.laureate("Vikidia")
    browser = signed_in(factories.referent(vikidia))

    first, second = (browser.submit(URL, VALUES | {"form_key": "une-clef"}) for _ in range(2))

    assert first.location == second.location
    assert db.session.query(Assignment).count() == 1


def test_the_same_need_asked_of_another_skill_is_another_request(signed_in):
    browser = signed_in(factories.referent(factories.laureate("Vikidia")))
    for skill in ("legal", "strategy"):
        assert browser.submit(URL, VALUES | {"skill": skill}).status_code == 303
    assert {row.skill.value for row in db.session.query(Assignment)} == {"legal", "strategy"}


def test_what_is_missing_is_explained_and_the_rest_kept(signed_in):
    vikidia = factories.laureate("Vikidia")

    response = signed_in(factories.referent(vikidia)).submit(URL, VALUES | {"title": " "})

    assert response.status_code == 422
    assert "Indiquez l’intitulé de l’appui." in text_of(response)
    assert "Choisir une licence compatible." in text_of(response)
    assert "<title>Erreur\N{NO-BREAK SPACE}:" in response.text
    assert db.session.query(Assignment).count() == 0


def test_nothing_is_asked_after_the_term(signed_in, at):
    vikidia = factories.laureate("Vikidia")
    referent = factories.referent(vikidia)
    at("2026-09-01T10:00")

    response = signed_in(referent).submit(URL, VALUES)

    assert response.status_code == 422
    assert "ceci ne se fait que pendant un accompagnement" in text_of(response)


def test_a_stranger_finds_nothing(signed_in):
    factories.laureate("Vikidia")
    assert signed_in(factories.referent()).get(URL).status_code == 404


def test_the_direction_reads_and_does_not_ask(signed_in):
    factories.laureate("Vikidia")
    direction = signed_in(factories.direction())
    assert direction.get("/laureats/vikidia/appuis").status_code == 200
    assert direction.get(URL).status_code == 403
    assert direction.submit(URL, VALUES).status_code == 403
