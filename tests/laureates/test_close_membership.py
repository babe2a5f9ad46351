from datetime import date

import pytest

from aic_tracker.db import db
from aic_tracker.laureates.models import LaureateStatus, Membership
from tests import factories as make
from tests.support.client import text_of


def place(laureate, user):
    return db.session.query(Membership).filter_by(laureate_id=laureate.id, user_id=user.id).one()


def url(laureate, user):
    return f"/laureats/{laureate.slug}/membres/{place(laureate, user).id}/fermer"


def test_a_coach_ends_a_place_and_the_history_stays(project, signed_in):
    client = signed_in(project.lead)
    response = client.submit(url(project.laureate, project.referent), {"until_on": "2026-03-02"})
    assert response.status_code == 303
    assert place(project.laureate, project.referent).until_on == date(2026, 3, 2)
    page = text_of(client.get("/laureats/vikidia/membres"))
    assert "Anciens membres" in page
    assert "Rémi Duval" in page
    assert "01/03/2026" in page
    assert signed_in(project.referent).get("/laureats/vikidia/membres").status_code == 404


def test_a_place_may_end_later(project, signed_in):
    signed_in(project.lead).submit(url(project.laureate, project.referent), {"until_on": "2026-04-01"})
    assert signed_in(project.referent).get("/laureats/vikidia/membres").status_code == 200


def test_an_end_before_the_beginning_is_refused(project, signed_in):
    response = signed_in(project.lead).submit(url(project.laureate, project.referent), {"until_on": "2025-08-31"})
    assert response.status_code == 422
    assert "Indiquez une date à partir du 1er septembre 2025" in text_of(response)
    assert 'value="2025-08-31"' in response.text


def test_a_closed_place_stays_closed(project, signed_in):
    address = url(project.laureate, project.referent)
    client = signed_in(project.lead)
    client.submit(address, {"until_on": "2026-03-01"})
    response = client.submit(address, {"until_on": "2026-05-01"})
    assert response.status_code == 422
    assert "Cette place est déjà fermée depuis le 1er mars 2026." in text_of(response)


def test_a_running_project_keeps_a_lead_coach(project, signed_in):
    address = url(project.laureate, project.lead)
    response = signed_in(project.lead).submit(address, {"until_on": "2026-03-02"})
    assert response.status_code == 422
    assert "Confiez d’abord le projet à quelqu’un d’autre" in text_of(response)
    ended = db.session.merge(project.laureate)
    ended.status = LaureateStatus.ENDED
    db.session.commit()
    assert signed_in(project.lead).submit(address, {"until_on": "2026-03-02"}).status_code == 303


def test_a_place_of_another_project_does_not_exist_here(project, signed_in):
    other = make.laureate("Madada")
    person = make.referent(other)
    membership_id = place(other, person).id
    client = signed_in(project.lead)
    assert client.get(f"/laureats/vikidia/membres/{membership_id}/fermer").status_code == 404
    assert client.submit(f"/laureats/vikidia/membres/{membership_id}/fermer").status_code == 404


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("referent", 403), ("direction", 403)])
def test_only_the_team_ends_a_place(project, signed_in, who, status):
    address = url(project.laureate, project.observer)
    client = signed_in(getattr(project, who))
    assert client.get(address).status_code == status
    assert client.submit(address, {"until_on": "2026-03-02"}).status_code == status
