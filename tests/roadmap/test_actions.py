from datetime import date

import pytest

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.roadmap import queries
from aic_tracker.roadmap.models import Action, Roadmap
from tests import factories as make
from tests.support.client import text_of

HOME = "/laureats/vikidia/feuille-de-route"
NEW = "/laureats/vikidia/actions/nouvelle"


@pytest.fixture
def vikidia(app):
    return make.laureate("Vikidia")


def url(action, gesture: str = "") -> str:
    return f"/laureats/vikidia/actions/{action.id}{gesture}"


def stored(action) -> Action:
    db.session.rollback()
    return db.session.get(Action, action.id, populate_existing=True)


def test_a_referent_adds_an_action_for_an_objective(signed_in, vikidia, at):
    objective = make.objective(make.priority(make.roadmap(vikidia)), "Recruter")
    robin = make.referent(vikidia, name="Robin")
    referent = signed_in(robin)
    at("2026-03-04T09:00")
    page = referent.get(f"{NEW}?objectif={objective.id}")
    assert f'<option value="{objective.id}" selected>Recruter</option>' in page.text
    fields = {"title": "Publier l’annonce", "owner": str(robin.id), "due_on": "2026-03-20"}
    answer = referent.submit(NEW, fields | {"objective": str(objective.id)})
    assert answer.status_code == 303
    action = db.session.query(Action).one()
    assert (action.owner_id, action.due_on, action.objective_id) == (robin.id, date(2026, 3, 20), objective.id)
    assert db.session.query(Roadmap).one().updated_at == clock.now()
    assert "Publier l’annonce" in text_of(referent.get(HOME))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Dites ce qu’il y a à faire."),
        ({"due_on": "2026-02-30"}, "n’existe pas"),
        ({"owner": "999"}, "Choisissez une option de la liste."),
        ({"objective": "999"}, "Choisissez une option de la liste."),
    ],
)
def test_a_wrong_value_is_explained_and_the_rest_kept(signed_in, vikidia, wrong, said):
    answer = signed_in(make.coach()).submit(NEW, {"title": "À garder", "due_on": "2026-03-20"} | wrong)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert db.session.query(Action).count() == 0


def test_a_button_pressed_twice_adds_one_action(signed_in, vikidia):
    robin = make.referent(vikidia, name="Robin")
    referent = signed_in(robin)
    fields = {"title": "Publier l’annonce", "owner": str(robin.id), "due_on": "2026-03-20"}
    assert [referent.submit(NEW, fields | {"form_key": "k"}).status_code for _ in range(2)] == [303, 303]
    assert db.session.query(Action).count() == 1
    referent.submit(NEW, fields)
    assert db.session.query(Action).count() == 2, "sent from another page, it is another one"


def test_an_action_is_done_and_reopened(signed_in, vikidia):
    make.roadmap(vikidia)
    action = make.action(vikidia, "Écrire la fiche", due_on=date(2026, 2, 20))
    coach = signed_in(make.coach())
    assert "En retard" in text_of(coach.get(HOME))
    assert coach.submit(url(action, "/terminer")).status_code == 303
    assert stored(action).done_on == clock.today()
    assert "1 action terminée ou annulée" in text_of(coach.get(HOME))
    twice = coach.submit(url(action, "/terminer"))
    assert twice.status_code == 422
    assert "rouvrez-la d’abord" in text_of(twice)
    assert coach.submit(url(action, "/rouvrir")).status_code == 303
    assert stored(action).done_on is None
    assert coach.submit(url(action, "/rouvrir")).status_code == 422
    entries = db.session.query(JournalEntry).order_by(JournalEntry.id)
    assert [entry.verb for entry in entries] == ["action.done", "action.reopened"]


def test_an_action_is_cancelled_and_reopened(signed_in, vikidia):
    action = make.action(vikidia)
    coach = signed_in(make.coach())
    coach.submit(url(action, "/annuler"))
    assert stored(action).cancelled_on == clock.today()
    coach.submit(url(action, "/rouvrir"))
    assert stored(action).cancelled_on is None


def test_an_action_is_edited_while_it_is_open(signed_in, vikidia):
    action = make.action(vikidia, "Écrire")
    coach = signed_in(make.coach())
    assert coach.submit(url(action), {"title": "Relire", "due_on": "2026-04-01"}).status_code == 303
    assert (stored(action).title, stored(action).due_on) == ("Relire", date(2026, 4, 1))
    entry = db.session.query(JournalEntry).one()
    assert entry.after == {"title": "Relire", "due_on": "2026-04-01"}
    coach.submit(url(action, "/terminer"))
    assert coach.submit(url(action), {"title": "Trop tard"}).status_code == 422


def test_open_actions_come_by_due_date(vikidia):
    make.action(vikidia, "Sans date")
    make.action(vikidia, "Avril", due_on=date(2026, 4, 1))
    make.action(vikidia, "Mars", due_on=date(2026, 3, 1))
    make.action(vikidia, "Finie", done_on=date(2026, 3, 1))
    make.action(make.laureate("Autre"), "Ailleurs")
    assert [action.title for action in queries.open_actions(vikidia.id)] == ["Mars", "Avril", "Sans date"]


@pytest.mark.parametrize("gesture", ["", "/terminer", "/annuler", "/rouvrir"])
def test_a_stranger_gets_404_and_a_reader_403(signed_in, vikidia, gesture):
    action = make.action(vikidia)
    assert signed_in(make.referent(make.laureate("Autre"))).submit(url(action, gesture)).status_code == 404
    assert signed_in(make.direction()).submit(url(action, gesture)).status_code == 403
    assert signed_in(make.direction()).get(NEW).status_code == 403


def test_the_action_of_another_laureate_is_not_found(signed_in, vikidia):
    other = make.action(make.laureate("Autre"))
    assert signed_in(make.coach()).get(url(other)).status_code == 404


def test_an_action_that_is_late_from_its_first_day_is_said_so(signed_in, vikidia, at):
    robin = make.referent(vikidia, name="Robin")
    at("2026-03-04T09:00")
    referent = signed_in(robin)
    referent.submit(NEW, {"title": "Relire", "owner": str(robin.id), "due_on": "2026-03-01", "objective": ""})
    assert "Son échéance est déjà passée" in text_of(referent.get(HOME))
    action = db.session.query(Action).one()
    edit = {"title": "Relire tout", "owner": str(robin.id), "due_on": "2026-03-01", "objective": ""}
    referent.submit(url(action), edit)
    assert "Son échéance est déjà passée" not in text_of(referent.get(HOME))
