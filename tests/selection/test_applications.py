"""The team opens a call and leads its applications; the direction decides."""

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts.models import Role
from aic_tracker.db import db
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.journal.models import JournalEntry
from aic_tracker.selection import applications, queries
from aic_tracker.selection.models import Application, ApplicationState, Call
from tests import factories as make
from tests.support.client import text_of
from tests.support.statements import counted

S = ApplicationState
CALL = {"title": "Appel", "operator": "DINUM", "opens_on": "2026-01-12", "closes_on": "2026-02-27", "questions": "Une"}
TYPED = {"name": "Panoramax", "organisation": "IGN", "received_on": "2026-02-01", "region": "Bretagne"}


def test_a_call_begins_with_the_five_criteria_of_the_programme(client, coach):
    client.sign_in(coach)
    sent = client.submit("/selection/appels/nouveau", CALL | {"season": str(make.season().id)}, follow_redirects=True)
    page = text_of(sent)
    assert "avec les cinq critères du programme" in page
    assert "Gouvernance partagée" in page
    assert "Aucune candidature" in page
    assert len(queries.call(db.session.scalars(sa.select(Call.id)).one()).criteria) == 5


def test_a_call_that_closes_before_it_opens_is_explained_and_kept(client, coach):
    client.sign_in(coach)
    typed = CALL | {"season": str(make.season().id), "closes_on": "2026-01-01"}
    answer = client.submit("/selection/appels/nouveau", typed)
    assert answer.status_code == 422
    assert "se ferme après son ouverture" in text_of(answer)
    assert 'value="2026-01-01"' in answer.text


def test_from_received_to_selected_each_step_is_dated_by_somebody(client, call, coach, direction):
    client.sign_in(coach)
    added = client.submit(f"/selection/appels/{call.id}/candidatures/nouvelle", TYPED)
    page = added.location

    def go(where, **typed):
        found = db.session.scalars(sa.select(Application)).one()
        return client.submit(f"{page}/{where}", {"version": str(found.version)} | typed)

    assert go("recevabilite", eligible="True").status_code == 303
    assert go("etat", state="shortlisted").status_code == 303
    assert go("etat", state="heard").status_code == 303
    assert go("decision", state="selected", reason="Convaincant").status_code == 403
    client.sign_in(direction)
    refused = go("decision", state="selected")
    assert refused.status_code == 422
    assert "Dites pourquoi" in text_of(refused)
    assert go("decision", state="selected", reason="Convaincant").status_code == 303
    assert go("etat", state="heard").status_code == 403
    shown = text_of(client.get(page))
    assert "Auditionnée, par Léa Martin" in shown
    assert "Retenue, par Anne Duval Convaincant" in shown
    verbs = db.session.scalars(sa.select(JournalEntry.verb).order_by(JournalEntry.id)).all()
    assert verbs == ["call.opened", "application.received", *["application.moved"] * 4]


def test_not_eligible_says_why_and_may_be_said_again(receive, coach):
    one = receive()
    said = {"version": 1, "actor": coach, "now": clock.now()}
    with pytest.raises(DomainError, match="pourquoi"):
        applications.say_eligible(one, eligible=False, reason="", **said)
    applications.say_eligible(one, eligible=False, reason="Société commerciale", **said)
    assert (one.state, one.eligibility_reason) == (S.REJECTED, "Société commerciale")
    with pytest.raises(StaleError):
        applications.say_eligible(one, eligible=True, reason="", **said)
    applications.say_eligible(one, eligible=True, reason="Portée avec une commune", **(said | {"version": one.version}))
    assert one.state is S.ELIGIBLE


@pytest.mark.parametrize("role", [Role.REFERENT, Role.EXPERT, Role.ADMIN])
def test_nobody_else_sees_that_there_is_a_call(client, receive, call, role):
    one = receive()
    client.sign_in(make.user(role))
    for path in ("", f"/appels/{call.id}", f"/candidatures/{one.id}", f"/candidatures/{one.id}/decision"):
        assert client.get(f"/selection{path}").status_code == 404


def test_the_list_takes_as_many_statements_whatever_it_holds(client, receive, call, coach):
    receive("Un")
    client.sign_in(coach)
    with counted() as few:
        client.get(f"/selection/appels/{call.id}")
    for number in range(20):
        receive(f"Projet {number}")
    with counted() as many:
        assert "21 candidatures" in text_of(client.get(f"/selection/appels/{call.id}"))
    assert len(few) == len(many) <= 10


def test_a_name_is_found_without_its_accents_and_the_list_leaves_as_it_is_filtered(client, receive, call, coach):
    receive("Éducation ouverte", region="Bretagne")
    receive("Panoramax", region="Occitanie")
    client.sign_in(coach)
    found = client.get(f"/selection/appels/{call.id}?q=education&region=Bretagne&format=csv").text
    assert "Éducation ouverte" in found
    assert "Panoramax" not in found


def test_the_figures_of_a_call_count_who_came_how_far(client, receive, call, coach):
    client.sign_in(coach)
    assert "Aucune candidature" in text_of(client.get(f"/selection/appels/{call.id}/chiffres"))
    one = receive("Un", region="Bretagne")
    receive("Deux")
    applications.say_eligible(one, eligible=True, reason="", version=1, actor=coach, now=clock.now())
    db.session.commit()
    page = text_of(client.get(f"/selection/appels/{call.id}/chiffres"))
    assert "Toutes les candidatures 2 1 0 0" in page
    assert "Bretagne 1 1 0 0 Non précisé 1 0 0 0" in page
