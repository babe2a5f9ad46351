"""The projects of a coach go to another one in one gesture, with what the coach held in each."""

from datetime import date

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints.models import Attendee
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Membership
from aic_tracker.roadmap.models import Action, Objective
from tests import factories as make
from tests.support.client import text_of
from tests.support.statements import counted

NAMES = ("Infoclimat", "PrimTux", "uMap", "Vikidia")


@pytest.fixture
def coach(app):
    return make.coach(name="Alice Martin")


@pytest.fixture
def heir(app):
    return make.coach(name="Diane Roux")


@pytest.fixture
def four(coach):
    found = [make.laureate(name) for name in NAMES]
    for one in found:
        make.save(Membership(user_id=coach.id, laureate_id=one.id, role="lead_coach", from_on=date(2025, 9, 1)))
    return found


@pytest.fixture
def url(coach):
    return f"/laureats/reattribuer/{coach.id}"


def leads():
    db.session.expire_all()
    names = sa.select(make.Laureate.id, make.Laureate.name).order_by(make.Laureate.name)
    return {name: laureates.lead_coach(id, paris_day(clock.now())).name for id, name in db.session.execute(names)}


def test_the_list_of_laureates_leads_to_the_coaches_and_what_each_leads(four, coach, heir, signed_in):
    client = signed_in(make.direction())
    assert "/laureats/reattribuer" in client.get("/laureats").text
    text = text_of(client.get("/laureats/reattribuer")).replace("\xa0", " ")
    assert "Alice Martin 4 projets" in text
    assert "Diane Roux Aucun projet" in text


def test_all_four_go_with_what_is_held_in_them(four, coach, heir, url, signed_in):
    objective = make.objective(make.priority(make.roadmap(four[0])), owner_id=coach.id)
    action = make.action(four[1], owner_id=coach.id)
    point = make.checkpoint(four[2], date(2026, 3, 9))
    make.save(Attendee(checkpoint_id=point.id, user_id=coach.id))
    client = signed_in(make.direction())
    page = client.get(url)
    assert page.text.count("checked") == 4
    assert "Avec le projet : 1 objectif ouvert." in text_of(page).replace("\xa0", " ").replace(" :", " :")
    answer = client.submit(url, {"projects": [str(one.id) for one in four], "heir": str(heir.id)})
    assert answer.status_code == 303
    text = text_of(client.get(answer.location)).replace("\xa0", " ")
    assert "4 projets confiés à Diane Roux" in text
    assert "Aucun projet à réattribuer" in text
    assert set(leads().values()) == {"Diane Roux"}
    assert db.session.get(Objective, objective.id).owner_id == heir.id
    assert db.session.get(Action, action.id).owner_id == heir.id
    assert coach.id not in db.session.scalars(sa.select(Attendee.user_id)).all()
    told = db.session.scalars(sa.select(JournalEntry.verb)).all()
    assert told.count("member.settled") == 3


def test_what_is_not_ticked_stays(four, heir, url, signed_in):
    signed_in(make.direction()).submit(url, {"projects": [str(four[3].id)], "heir": str(heir.id)})
    assert leads() == dict.fromkeys(NAMES[:3], "Alice Martin") | {"Vikidia": "Diane Roux"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"heir": "?"}, "Cochez au moins un projet."), ({"projects": "?"}, "Choisissez qui reprend ces projets.")],
)
def test_nobody_or_nothing_is_refused_and_the_rest_is_kept(four, heir, url, signed_in, typed, said):
    filled = {"heir": str(heir.id), "projects": str(four[0].id)}
    answer = signed_in(make.direction()).submit(url, {name: filled[name] for name in typed})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert answer.text.count("checked") == ("projects" in typed)
    assert set(leads().values()) == {"Alice Martin"}


def test_a_project_that_went_to_somebody_meanwhile_is_not_given_twice(four, heir, url, signed_in):
    client, typed = signed_in(make.direction()), {"projects": str(four[0].id), "heir": str(heir.id)}
    assert client.submit(url, typed).status_code == 303
    assert client.submit(url, {"projects": [str(one.id) for one in four[:2]], "heir": str(heir.id)}).status_code == 422
    assert leads()["PrimTux"] == "Alice Martin"


def test_the_team_may_and_nobody_else(four, coach, url, signed_in):
    assert signed_in(coach).get(url).status_code == 200
    assert signed_in(make.referent(four[0])).get(url).status_code == 404
    assert signed_in(make.admin()).get(url).status_code == 404


def test_who_is_no_coach_has_no_projects_to_give(four, signed_in):
    client = signed_in(make.direction())
    assert client.get(f"/laureats/reattribuer/{make.referent(four[0]).id}").status_code == 404
    assert client.get("/laureats/reattribuer/999999").status_code == 404


def test_the_page_costs_as_many_statements_with_eight_projects(four, coach, url, signed_in):
    client = signed_in(make.direction())
    client.get(url)
    with counted() as few:
        client.get(url)
    for n in range(4):
        make.member(make.laureate(f"Projet {n}"), coach, make.MemberRole.LEAD_COACH)
    with counted() as many:
        client.get(url)
    assert len(many) == len(few)
