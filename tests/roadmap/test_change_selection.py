"""Several objectives given the same owner, due date or priority at once: all of them, or none."""

from datetime import date

import pytest
import sqlalchemy as sa

from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.roadmap.models import Objective, ObjectiveStatus
from tests import factories as make
from tests.support.client import text_of
from tests.support.statements import counted

URL = "/laureats/vikidia/feuille-de-route/selection"


@pytest.fixture
def vikidia(app):
    return make.laureate("Vikidia")


@pytest.fixture
def roadmap(vikidia):
    return make.roadmap(vikidia)


@pytest.fixture
def team(roadmap):
    return make.priority(roadmap, "Consolider l’équipe")


@pytest.fixture
def deploy(roadmap):
    return make.priority(roadmap, "Déployer")


@pytest.fixture
def three(team, deploy):
    recruit = make.objective(team, "Recruter", due_on=date(2026, 4, 20))
    return [recruit, make.objective(team, "Former"), make.objective(deploy, "Publier")]


@pytest.fixture
def client(vikidia, signed_in):
    return signed_in(make.coach(vikidia))


def ticked(*objectives, **typed):
    boxes = {f"objectif-{one.id}-chosen": "1" for one in objectives}
    return boxes | {f"objectif-{one.id}-version": str(one.version) for one in objectives} | typed


def verbs():
    return db.session.scalars(sa.select(JournalEntry.verb).where(JournalEntry.verb.like("objective.%"))).all()


def titles_of(priority):
    rows = sa.select(Objective.title).where(Objective.priority_id == priority.id).order_by(Objective.rank)
    return db.session.scalars(rows).all()


def test_the_page_lists_the_open_objectives_by_priority(three, team, client):
    make.objective(team, "Fêter", status=ObjectiveStatus.ACHIEVED)
    text = text_of(client.get(URL))
    assert text.index("Consolider l’équipe") < text.index("Recruter") < text.index("Déployer") < text.index("Publier")
    assert "Fêter" not in text
    assert "Modifier plusieurs objectifs" in text_of(client.get("/laureats/vikidia/feuille-de-route"))


def test_an_owner_a_date_and_a_priority_are_given_at_once_and_each_change_is_told(three, deploy, client, vikidia):
    referent = make.referent(vikidia, name="Robin Lefèvre")
    typed = ticked(*three, owner=str(referent.id), due_on="2026-05-12", priority=str(deploy.id))
    answer = client.submit(URL, typed)
    assert answer.status_code == 303
    text = text_of(client.get(answer.location))
    assert "3 objectifs modifiés." in text
    assert "« Recruter » : responsable : Robin Lefèvre (avant : personne) ; échéance : 12 mai 2026 (avant : 20" in text
    assert "priorité : « Déployer » (avant : « Consolider l’équipe »)" in text
    db.session.expire_all()
    assert {(one.owner_id, one.due_on) for one in three} == {(referent.id, date(2026, 5, 12))}
    assert titles_of(deploy) == ["Publier", "Recruter", "Former"]
    assert sorted(verbs()) == ["objective.edited"] * 3 + ["objective.transferred"] * 2


def test_what_is_not_filled_and_what_is_not_ticked_do_not_change(three, client, vikidia):
    referent = make.referent(vikidia)
    client.submit(URL, ticked(three[0], owner=str(referent.id)))
    db.session.expire_all()
    assert (three[0].owner_id, three[0].due_on) == (referent.id, date(2026, 4, 20))
    assert three[1].owner_id is None
    client.submit(URL, ticked(three[0], owner="personne"))
    db.session.expire_all()
    assert three[0].owner_id is None


def test_one_that_is_so_already_is_told_and_leaves_no_trace(three, client):
    answer = client.submit(URL, ticked(*three, due_on="2026-04-20"))
    text = text_of(client.get(answer.location))
    assert "2 objectifs modifiés." in text
    assert "1 objectif était déjà ainsi." in text
    assert len(verbs()) == 2


def test_one_that_refuses_keeps_all_as_they_were_and_says_why_beside_it(three, client):
    three[0].detail = "Après l’accompagnement, avec la mairie."
    db.session.commit()
    answer = client.submit(URL, ticked(*three[:2], due_on="2027-05-12"))
    assert answer.status_code == 422
    beside = answer.text.split(f'id="objectif-{three[1].id}-chosen-messages"')[1].split("</div>")[0]
    assert "dites pourquoi dans les précisions de l’objectif" in beside  # which has its own page
    assert 'value="2027-05-12"' in answer.text
    assert answer.text.count("checked") == 2
    db.session.expire_all()
    assert three[0].due_on == date(2026, 4, 20)
    assert verbs() == []


def test_one_that_changed_meanwhile_is_answered_409_and_may_be_sent_again(three, client):
    typed = ticked(*three, due_on="2026-05-12")
    client.submit(
        f"/laureats/vikidia/objectifs/{three[1].id}/modifier", {"title": "Former tout le monde", "version": "1"}
    )
    answer = client.submit(URL, typed)
    assert answer.status_code == 409
    assert "Former tout le monde" in answer.text
    assert answer.text.count("checked") == 3
    assert verbs() == ["objective.edited"]
    again = client.submit(URL, typed | {f"objectif-{three[1].id}-version": "2"})
    assert again.status_code == 303


def test_one_that_was_closed_meanwhile_is_refused_by_name(three, client):
    three[1].status = ObjectiveStatus.ACHIEVED
    db.session.commit()
    answer = client.submit(URL, ticked(*three, due_on="2026-05-12"))
    assert answer.status_code == 422
    assert "Cet objectif n’est plus ouvert : décochez-le." in text_of(answer)


def test_one_that_is_gone_is_told_and_nothing_is_lost(three, client):
    answer = client.submit(URL, ticked(three[0], due_on="2026-05-12") | {"objectif-999-chosen": "1"})
    assert answer.status_code == 409
    assert "n’existe plus" in text_of(answer)
    assert 'value="2026-05-12"' in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"due_on": "2026-05-12"}, "Cochez au moins un objectif."), ({}, "Cochez au moins un objectif.")],
)
def test_nothing_ticked_is_refused(three, client, typed, said):
    answer = client.submit(URL, typed)
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_nothing_to_change_is_refused(three, client):
    answer = client.submit(URL, ticked(three[0]))
    assert answer.status_code == 422
    assert "Dites ce qui change" in text_of(answer)


def test_who_does_not_edit_the_roadmap_changes_none_of_it(three, vikidia, signed_in):
    assert signed_in(make.referent(vikidia)).submit(URL).status_code == 403
    assert signed_in(make.referent(make.laureate())).submit(URL).status_code == 404


def test_the_page_costs_as_many_statements_with_ten_objectives(three, team, client):
    client.get(URL)
    with counted() as few:
        client.get(URL)
    for n in range(10):
        make.objective(team, f"Objectif {n}", owner_id=make.referent(name=f"Personne {n}").id)
    with counted() as many:
        client.get(URL)
    assert len(many) == len(few)
