from datetime import date
from fractions import Fraction

import pytest

from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.expertise import queries
from aic_tracker.expertise.models import AssignmentStatus, Expert, Skill
from aic_tracker.mail.models import OutgoingMail
from tests import factories
from tests.support.client import text_of
from tests.support.statements import counted

VALUES = {"name": "Zoé Legrand", "kind": "person", "skills": ["legal", "funding"], "availability": "Le lundi"}


def test_a_coach_finds_an_expert_whatever_the_accents(signed_in):
    factories.expert(name="Zoé Legrand")
    factories.expert(name="Ada Martin", skills=(Skill.DESIGN,))
    browser = signed_in(factories.coach())

    found = text_of(browser.get("/experts?q=ZOE"))
    assert "Zoé Legrand" in found
    assert "Ada Martin" not in found
    assert "Ada Martin" in text_of(browser.get("/experts?skill=design"))
    assert "Ada Martin" in text_of(browser.get("/experts?q=ux"))
    assert "Aucune fiche ne correspond" in text_of(browser.get("/experts?q=personne"))


def test_the_directory_tells_the_load_and_the_evaluations(app):
    vikidia = factories.laureate("Vikidia")
    expert = factories.expert()
    running = factories.scoped_assignment(vikidia, expert, status=AssignmentStatus.IN_PROGRESS)
    factories.assignment_day(running, expert.user_id, date(2026, 2, 3), 3)
    factories.scoped_assignment(vikidia, expert, status=AssignmentStatus.APPROVED)
    for mark in (4, 5):
        factories.scoped_assignment(vikidia, expert, status=AssignmentStatus.EVALUATED, evaluation=mark)

    (line,) = queries.directory()

    assert (line.load, line.running, line.mark, line.marks) == (17 + 20, 2, Fraction(9, 2), 2)


def test_the_number_of_statements_does_not_grow(signed_in):
    browser = signed_in(factories.coach())
    factories.expert()
    db.session.expunge_all()
    with counted() as one:
        browser.get("/experts")
    for _ in range(22):
        factories.expert()
    db.session.expunge_all()
    with counted() as many:
        browser.get("/experts")
    assert len(one) == len(many)


def test_a_coach_adds_then_edits_an_expert(signed_in):
    browser = signed_in(factories.coach())

    response = browser.submit("/experts/nouveau", VALUES)
    expert = db.session.query(Expert).one()
    assert response.location == f"/experts/{expert.id}"
    browser.submit(f"/experts/{expert.id}/modifier", VALUES | {"skills": ["impact"]})

    db.session.expire_all()
    assert (expert.name, expert.skills) == ("Zoé Legrand", ["impact"])


def test_the_same_name_is_refused_and_kept(signed_in):
    browser = signed_in(factories.coach())
    browser.submit("/experts/nouveau", VALUES)

    response = browser.submit("/experts/nouveau", VALUES | {"name": "zoé legrand"})

    assert response.status_code == 422
    assert "déjà dans l’annuaire" in text_of(response)
    assert 'value="zoé legrand"' in response.text


@pytest.mark.parametrize("changes", [{"name": ""}, {"kind": "robot"}, {"skills": []}, {"skills": ["magic"]}])
def test_a_wrong_value_is_explained(signed_in, changes):
    response = signed_in(factories.coach()).submit("/experts/nouveau", VALUES | changes)
    assert response.status_code == 422
    assert db.session.query(Expert).count() == 0


def test_an_expert_leaves_the_directory_and_comes_back(signed_in):
    expert = factories.expert(name="Zoé Legrand")
    browser = signed_in(factories.coach())

    browser.submit(f"/experts/{expert.id}/desactiver")
    assert "Zoé Legrand" not in text_of(browser.get("/experts?page=1"))
    assert "Zoé Legrand" in text_of(browser.get("/experts?state=inactive"))

    browser.submit(f"/experts/{expert.id}/reactiver")
    assert "Zoé Legrand" in text_of(browser.get("/experts"))


def test_an_expert_is_invited_to_sign_in(signed_in):
    expert = factories.save(Expert(name="Zoé Legrand", skills=["legal"]))

    response = signed_in(factories.coach()).submit(f"/experts/{expert.id}/inviter", {"email": "zoe@example.org"})

    assert response.status_code == 303
    user = db.session.query(User).filter_by(email="zoe@example.org").one()
    db.session.expire_all()
    assert (user.role, expert.user_id) == (Role.EXPERT, user.id)
    assert db.session.query(OutgoingMail).count() == 1


def test_an_account_belongs_to_one_expert(signed_in):
    factories.expert(name="Ada Martin", email="ada@example.org")
    expert = factories.save(Expert(name="Zoé Legrand", skills=["legal"]))

    response = signed_in(factories.coach()).submit(f"/experts/{expert.id}/inviter", {"email": "ada@example.org"})

    assert response.status_code == 422
    assert "Ce compte est déjà lié à Ada Martin." in text_of(response)


def test_an_address_of_another_role_is_refused(signed_in):
    coach = factories.coach()
    expert = factories.save(Expert(name="Zoé Legrand", skills=["legal"]))
    response = signed_in(coach).submit(f"/experts/{expert.id}/inviter", {"email": coach.email})
    assert response.status_code == 422
    assert db.session.get(Expert, expert.id).user_id is None


def test_the_direction_reads_and_does_not_edit(signed_in):
    expert = factories.expert()
    browser = signed_in(factories.direction())
    assert browser.get(f"/experts/{expert.id}").status_code == 200
    assert browser.get("/experts/nouveau").status_code == 403
    assert browser.submit(f"/experts/{expert.id}/desactiver").status_code == 403


def test_others_find_no_directory(signed_in):
    expert = factories.expert()
    for user in (factories.referent(), db.session.get(User, expert.user_id), factories.admin()):
        assert signed_in(user).get("/experts").status_code == 404
        assert signed_in(user).get("/experts/nouveau").status_code == 404


def test_those_without_a_running_assignment_are_found(signed_in):
    vikidia = factories.laureate("Vikidia")
    factories.scoped_assignment(vikidia, factories.expert(name="Ada Martin"), status=AssignmentStatus.IN_PROGRESS)
    factories.expert(name="Zoé Legrand")
    page = text_of(signed_in(factories.coach()).get("/experts?state=free"))
    assert "Zoé Legrand" in page
    assert "Ada Martin" not in page


def test_a_request_shows_the_experts_that_fit_the_least_busy_first(signed_in):
    vikidia = factories.laureate("Vikidia")
    busy = factories.expert(name="Ada Martin")
    factories.scoped_assignment(vikidia, busy, status=AssignmentStatus.EVALUATED, evaluation=4)
    factories.scoped_assignment(vikidia, busy, status=AssignmentStatus.IN_PROGRESS)
    factories.expert(name="Zoé Legrand")
    factories.expert(name="Paul Pixel", skills=(Skill.DESIGN,))
    request = factories.assignment(vikidia)
    url = f"/laureats/vikidia/appuis/{request.id}"

    coach = text_of(signed_in(factories.coach()).get(url))
    assert coach.index("Zoé Legrand") < coach.index("Ada Martin")
    assert "Paul Pixel" not in coach
    assert "4 sur 5" in coach


def test_who_asks_is_not_shown_the_directory(signed_in):
    vikidia = factories.laureate("Vikidia")
    factories.expert(name="Zoé Legrand")
    request = factories.assignment(vikidia)
    referent = text_of(signed_in(factories.referent(vikidia)).get(f"/laureats/vikidia/appuis/{request.id}"))
    assert "Zoé Legrand" not in referent
    assert "L’équipe d’accompagnement cherche l’experte ou l’expert" in referent
