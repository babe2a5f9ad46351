from datetime import date

import pytest

from aic_tracker.db import db
from aic_tracker.laureates.models import MemberRole, Membership
from tests import factories as make
from tests.support.client import text_of

URL = "/laureats/vikidia/membres/charge-d-acceleration"


def places(laureate):
    found = db.session.query(Membership).filter_by(laureate_id=laureate.id).order_by(Membership.id)
    return [(m.user_id, m.role, m.from_on, m.until_on) for m in found if m.role is not MemberRole.OBSERVER]


def test_a_new_lead_coach_closes_the_former_one(project, signed_in):
    new = make.coach(name="Nadia Blanc")
    response = signed_in(project.lead).submit(URL, {"person": new.id, "from_on": "2026-03-10"})
    assert response.status_code == 303
    leads = [row for row in places(project.laureate) if row[1] is MemberRole.LEAD_COACH]
    assert leads == [
        (project.lead.id, MemberRole.LEAD_COACH, date(2025, 9, 1), date(2026, 3, 10)),
        (new.id, MemberRole.LEAD_COACH, date(2026, 3, 10), None),
    ]
    page = text_of(signed_in(new).get("/laureats/vikidia/membres"))
    assert "Arrivées à venir" in page


def test_a_coach_of_the_team_leaves_the_former_place(project, signed_in):
    teammate = make.coach(project.laureate, MemberRole.COACH)
    signed_in(project.lead).submit(URL, {"person": teammate.id, "from_on": "2026-03-02"})
    mine = [row[1:] for row in places(project.laureate) if row[0] == teammate.id]
    assert mine == [
        (MemberRole.COACH, date(2025, 9, 1), date(2026, 3, 2)),
        (MemberRole.LEAD_COACH, date(2026, 3, 2), None),
    ]


def test_a_project_without_lead_coach_receives_one(app, signed_in):
    make.laureate("Vikidia")
    coach = make.coach()
    assert "Personne ne suit encore ce projet" in text_of(signed_in(coach).get("/laureats/vikidia/membres"))
    assert signed_in(coach).submit(URL, {"person": coach.id, "from_on": "2026-03-02"}).status_code == 303


@pytest.mark.parametrize(
    ("from_on", "message"),
    [("2026-03-05", "Léa Martin suit déjà ce projet."), ("", "Indiquez la date du changement.")],
)
def test_what_is_wrong_is_explained(project, signed_in, from_on, message):
    response = signed_in(project.lead).submit(URL, {"person": project.lead.id, "from_on": from_on})
    assert response.status_code == 422
    assert message in text_of(response)


def test_a_change_before_the_present_lead_began_is_refused(project, signed_in):
    new = make.coach()
    before = places(project.laureate)
    response = signed_in(project.lead).submit(URL, {"person": new.id, "from_on": "2025-08-01"})
    assert response.status_code == 422
    assert "Une place commence le 1er septembre 2025" in text_of(response)
    assert places(project.laureate) == before


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("referent", 403), ("direction", 403)])
def test_only_the_team_changes_the_lead(project, signed_in, who, status):
    client = signed_in(getattr(project, who))
    assert client.get(URL).status_code == status
    assert client.submit(URL, {"person": project.lead.id, "from_on": "2026-03-02"}).status_code == status
