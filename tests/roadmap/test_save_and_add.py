"""« Enregistrer et ajouter »: eight objectives are one form, sent eight times."""

import pytest

from aic_tracker.db import db
from aic_tracker.roadmap.models import Action, Objective, Priority
from tests import factories as make
from tests.support.client import text_of

ROADMAP = "/laureats/vikidia/feuille-de-route"
AGAIN = {"encore": "1"}


@pytest.fixture
def vikidia(app):
    return make.laureate("Vikidia")


@pytest.fixture
def priority(vikidia):
    return make.priority(make.roadmap(vikidia), "Gouvernance")


def new(priority) -> str:
    return f"/laureats/vikidia/priorites/{priority.id}/objectifs/nouveau"


def test_an_objective_saved_gives_an_empty_form_of_the_same_priority(signed_in, priority):
    coach = signed_in(make.coach())
    answer = coach.submit(new(priority), {"title": "Écrire <les> statuts", "due_on": "2026-06-30"} | AGAIN)
    assert (answer.status_code, answer.location) == (303, f"{new(priority)}?encore=1")
    page = coach.get(answer.location)
    saved = db.session.query(Objective).one()
    link = f'<a href="/laureats/vikidia/objectifs/{saved.id}">Écrire &lt;les&gt; statuts</a>'
    assert f"Objectif ajouté\N{NO-BREAK SPACE}: {link}" in page.text
    assert "Priorité : Gouvernance" in text_of(page)
    assert 'name="title" type="text" value=""' in page.text
    assert "2026-06-30" not in page.text


def test_one_types_at_once_in_the_form_that_came_back(signed_in, priority):
    coach = signed_in(make.coach())
    assert "autofocus" not in coach.get(new(priority)).text
    page = coach.get(f"{new(priority)}?encore=1").text
    assert page.count("autofocus") == 1
    # The field tells with its name what was saved.
    assert 'aria-describedby="messages title-messages" autofocus' in page
    assert 'id="messages"' in page


def test_what_is_refused_stays_as_typed_whichever_button_was_pressed(signed_in, priority):
    answer = signed_in(make.coach()).submit(new(priority), {"title": "", "detail": "À garder"} | AGAIN)
    assert answer.status_code == 422
    assert "À garder" in text_of(answer)


def test_a_priority_then_another(signed_in, vikidia, priority):
    coach = signed_in(make.coach())
    fields = {"axis": "consolidation", "title": "Financement"}
    answer = coach.submit(f"{ROADMAP}/priorites/nouvelle?accompagnement=1", fields | AGAIN)
    assert answer.location == f"{ROADMAP}/priorites/nouvelle?accompagnement=1&encore=1"
    page = coach.get(answer.location)
    added = db.session.query(Priority).filter_by(title="Financement").one()
    assert f'<a href="{ROADMAP}#priorite-{added.id}">Financement</a>' in page.text
    assert page.text.count("autofocus") == 1


def test_an_action_then_another_of_the_same_objective(signed_in, vikidia, priority):
    objective = make.objective(priority, "Recruter")
    referent = signed_in(make.referent(vikidia))
    address = f"/laureats/vikidia/actions/nouvelle?objectif={objective.id}"
    answer = referent.submit(address, {"title": "Publier l’annonce", "objective": str(objective.id)} | AGAIN)
    assert answer.location == f"{address}&encore=1"
    page = referent.get(answer.location)
    action = db.session.query(Action).one()
    assert f'<a href="/laureats/vikidia/actions/{action.id}">Publier l’annonce</a>' in page.text
    assert f'<option value="{objective.id}" selected>Recruter</option>' in page.text


def test_without_it_one_goes_back_to_the_roadmap(signed_in, priority):
    coach = signed_in(make.coach())
    answer = coach.submit(new(priority), {"title": "Écrire les statuts"})
    assert answer.location.startswith(f"{ROADMAP}#objectif-")
    assert "Objectif ajouté." in text_of(coach.get(answer.location))
