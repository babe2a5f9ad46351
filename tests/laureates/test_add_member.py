from datetime import date

import pytest
import sqlalchemy as sa

from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import MemberRole, Membership
from aic_tracker.mail.models import OutgoingMail
from tests import factories as make
from tests.support.client import text_of

URL = "/laureats/vikidia/membres/ajouter"


def typed(**values):
    return {"role": "referent", "person": "", "name": "", "email": "", "from_on": "2026-03-02", **values}


def places_of(user):
    return db.session.scalars(sa.select(Membership).where(Membership.user_id == user.id)).all()


def test_a_coach_adds_a_person_who_has_an_account(project, signed_in):
    person = make.referent(name="Ana Roche")
    response = signed_in(project.lead).submit(URL, typed(person=person.id))
    assert response.status_code == 303
    assert [(m.role, m.from_on, m.until_on) for m in places_of(person)] == [
        (MemberRole.REFERENT, date(2026, 3, 2), None)
    ]
    entry = db.session.scalars(sa.select(JournalEntry).order_by(JournalEntry.id.desc())).first()
    assert entry.verb == "member.added"
    assert entry.laureate_id == project.laureate.id
    assert signed_in(person).get("/laureats/vikidia/membres").status_code == 200


def test_a_new_person_receives_an_account_and_an_invitation(project, signed_in):
    response = signed_in(project.lead).submit(URL, typed(name="Zoé Faure", email="Zoe@Example.org"))
    assert response.status_code == 303
    user = db.session.scalars(sa.select(User).where(User.email == "zoe@example.org")).one()
    assert (user.role, user.name) == (Role.REFERENT, "Zoé Faure")
    assert len(places_of(user)) == 1
    assert [mail.kind for mail in db.session.scalars(sa.select(OutgoingMail))] == ["invitation"]


def test_a_known_address_is_not_invited_again(project, signed_in):
    person = make.referent(name="Ana Roche", email="ana@example.org")
    signed_in(project.lead).submit(URL, typed(name="Ana", email="ana@example.org"))
    assert len(places_of(person)) == 1
    assert db.session.scalars(sa.select(OutgoingMail)).all() == []


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "Choisissez une personne, ou indiquez le nom et l’adresse"),
        ({"name": "Zoé Faure"}, "Indiquez l’adresse électronique de cette personne."),
        ({"email": "zoe@example.org"}, "Indiquez le nom de cette personne."),
        ({"name": "Zoé", "email": "zoe@"}, "Indiquez une adresse électronique"),
        ({"name": "Zoé", "email": "lea@example.org"}, "Cette adresse a déjà un compte avec le rôle"),
        ({"name": "Rémi", "email": "remi@example.org"}, "Rémi Duval a déjà une place dans ce projet à cette date."),
        ({"name": "Zoé", "email": "zoe@example.org", "role": "coach"}, "Les comptes de l’équipe sont ouverts par"),
        ({"name": "Zoé", "email": "zoe@example.org", "role": "lead_coach"}, "Choisissez une option de la liste."),
        ({"name": "Zoé", "email": "zoe@example.org", "from_on": "31/02/2026"}, "Le 31 février 2026 n’existe pas"),
    ],
)
def test_what_is_wrong_is_explained_and_kept(project, signed_in, values, message):
    response = signed_in(project.lead).submit(URL, typed(**values))
    assert response.status_code == 422
    assert message in text_of(response)
    assert "<title>Erreur" in response.text
    for name in ("name", "email"):
        assert f'value="{values.get(name, "")}"' in response.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutgoingMail)) == 0


def test_either_a_person_of_the_list_or_a_new_one(project, signed_in):
    person = make.referent()
    response = signed_in(project.lead).submit(URL, typed(person=person.id, email="zoe@example.org"))
    assert response.status_code == 422
    assert "pas les deux" in text_of(response)


def test_a_place_fits_the_account(project, signed_in):
    coach = make.coach(name="Paul Coach")
    response = signed_in(project.lead).submit(URL, typed(person=coach.id))
    assert response.status_code == 422
    assert "Paul Coach a un compte « Équipe d’accompagnement »" in text_of(response)
    assert places_of(coach) == []


def test_somebody_who_left_may_come_back(project, signed_in):
    person = make.referent()
    make.member(project.laureate, person, until_on=date(2026, 3, 2))
    assert signed_in(project.lead).submit(URL, typed(person=person.id)).status_code == 303
    assert len(places_of(person)) == 2


def test_a_deactivated_account_is_not_offered(project, signed_in):
    make.referent(name="Partie Ailleurs", is_active=False)
    assert "Partie Ailleurs" not in signed_in(project.lead).get(URL).text


@pytest.mark.parametrize(
    ("who", "status"), [("stranger", 404), ("observer", 403), ("referent", 403), ("direction", 403)]
)
def test_only_the_team_adds_people(project, signed_in, who, status):
    client = signed_in(getattr(project, who))
    assert client.get(URL).status_code == status
    assert client.submit(URL, typed(name="Zoé", email="zoe@example.org")).status_code == status
