from datetime import date

import pytest

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import is_working_day, paris_day
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import Laureate, MemberRole, Membership, Organisation, SupportPeriod
from aic_tracker.mail.models import OutgoingMail
from aic_tracker.onboarding.models import LaureateDraft
from tests import factories as make
from tests.onboarding.conftest import FIRST, SECOND, THIRD
from tests.support.client import text_of


def rows(kind):
    return db.session.query(kind).count()


def test_three_steps_create_everything(two_steps_done):
    desk = two_steps_done
    page = text_of(desk.client.get(THIRD))
    assert "du 2 mars 2026 au 1er mars 2027 inclus" in page
    assert "12 points proposés" in page
    response = desk.client.submit(THIRD, desk.people)
    assert (response.status_code, response.location) == (303, "/laureats/vikidia")

    laureate = db.session.query(Laureate).one()
    assert (laureate.slug, laureate.axes, laureate.themes) == ("vikidia", ["deployment"], ["Éducation"])
    assert "association vikidia" in laureate.search_text
    organisation = db.session.query(Organisation).one()
    assert (organisation.name, organisation.siren) == ("Association Vikidia", "732829320")
    period = db.session.query(SupportPeriod).one()
    assert (period.number, period.starts_on, period.term_on) == (1, date(2026, 3, 2), date(2027, 3, 2))
    zoe = db.session.query(User).filter_by(email="zoe@example.org").one()
    places = {(m.user_id, m.role, m.from_on) for m in db.session.query(Membership)}
    assert places == {
        (desk.coach.id, MemberRole.LEAD_COACH, date(2026, 3, 2)),
        (zoe.id, MemberRole.REFERENT, date(2026, 3, 2)),
    }
    points = db.session.query(Checkpoint).all()
    assert len(points) == 12
    assert all(is_working_day(paris_day(point.starts_at)) for point in points)
    assert [mail.recipient for mail in db.session.query(OutgoingMail)] == ["zoe@example.org"]
    assert rows(LaureateDraft) == 0
    assert db.session.query(JournalEntry).filter_by(verb="laureate.created").one().actor_id == desk.coach.id


def test_known_organisation_and_people_are_chosen_in_lists(desk):
    known = make.organisation("Association déjà là")
    ana, olga = make.referent(name="Ana Roche"), make.direction(name="Olga Petit")
    desk.client.submit(FIRST, {"revision": 0, "organisation": known.id, "name": "", "siren": "", "rna": "", "town": ""})
    desk.client.submit(SECOND, desk.project)
    people = {"revision": 2, "lead": desk.coach.id, "referent-1-person": ana.id, "observer-0-person": olga.id}
    assert desk.client.submit(THIRD, people).status_code == 303
    assert db.session.query(Laureate).one().organisation_id == known.id
    roles = {m.user_id: m.role for m in db.session.query(Membership)}
    assert roles[ana.id] is MemberRole.REFERENT
    assert roles[olga.id] is MemberRole.OBSERVER
    assert rows(OutgoingMail) == 0


def test_people_enter_today_when_the_support_is_yet_to_begin(desk):
    desk.client.submit(FIRST, desk.organisation)
    desk.client.submit(SECOND, desk.project | {"starts_on": "2026-04-01"})
    desk.client.submit(THIRD, desk.people)
    assert {m.from_on for m in db.session.query(Membership)} == {date(2026, 3, 2)}


def test_a_second_click_leads_to_the_same_laureate(two_steps_done):
    desk = two_steps_done
    first = desk.client.submit(THIRD, desk.people)
    second = desk.client.submit(THIRD, desk.people)
    assert first.location == second.location == "/laureats/vikidia"
    assert rows(Laureate) == 1
    assert rows(Checkpoint) == 12


def test_a_refusal_at_the_end_leaves_nothing_behind(two_steps_done):
    desk = two_steps_done
    make.direction(email="olga@example.org")
    people = desk.people | {"referent-1-name": "Olga", "referent-1-email": "olga@example.org"}
    response = desk.client.submit(THIRD, people)
    assert response.status_code == 422
    assert "Cette adresse a déjà un compte avec le rôle « Direction »." in text_of(response)
    assert 'href="#referent-1-email"' in response.text
    assert 'value="zoe@example.org"' in response.text
    assert [rows(kind) for kind in (Laureate, Organisation, SupportPeriod, Membership, Checkpoint)] == [0] * 5
    assert rows(OutgoingMail) == 0
    assert rows(LaureateDraft) == 1


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"lead": ""}, "Choisissez la personne qui suivra ce projet."),
        ({"referent-0-name": ""}, "Indiquez le nom de cette personne."),
        ({"referent-0-email": ""}, "Indiquez l’adresse électronique de cette personne."),
        ({"referent-0-email": "zoe@example"}, "Indiquez une adresse électronique"),
        ({"observer-0-name": "Zoé", "observer-0-email": "ZOE@example.org"}, "déjà indiquée plus haut"),
        ({"referent-0-person": "999"}, "Choisissez une option de la liste."),
    ],
)
def test_what_is_wrong_about_people_is_explained_and_kept(two_steps_done, values, message):
    desk = two_steps_done
    extra = {"referent-1-name": "Nom gardé", "referent-1-email": "garde@example.org"}
    response = desk.client.submit(THIRD, desk.people | extra | values)
    assert response.status_code == 422
    assert message in text_of(response)
    assert 'value="Nom gardé"' in response.text
    assert rows(Laureate) == 0


def test_a_project_has_a_referent(two_steps_done):
    response = two_steps_done.client.submit(THIRD, {"revision": 2, "lead": two_steps_done.coach.id})
    assert response.status_code == 422
    assert "Indiquez au moins une personne référente." in text_of(response)


def test_a_name_taken_meanwhile_sends_back_to_its_step(two_steps_done):
    desk = two_steps_done
    make.laureate("VIKIDIA", slug="autre")
    response = desk.client.submit(THIRD, desk.people)
    assert (response.status_code, response.location) == (303, SECOND + "?revoir=1")
    page = desk.client.get(response.location)
    assert "Un lauréat porte déjà ce nom." in text_of(page)
    assert 'value="zoe@example.org"' in _after_renaming(desk).text


def _after_renaming(desk):
    desk.client.submit(SECOND, desk.project | {"revision": 3, "name": "Vikidia junior"})
    return desk.client.get(THIRD)


@pytest.mark.parametrize("url", [FIRST, SECOND, THIRD, "/laureats/nouveau/abandonner"])
def test_only_the_team_creates(desk, signed_in, client, url):
    assert signed_in(make.direction()).get(url).status_code == 403
    assert signed_in(make.direction()).submit(url, desk.organisation).status_code == 403
    assert signed_in(make.referent()).get(url).status_code == 404
    assert signed_in(make.admin()).get(url).status_code == 404
    assert client.get(url).status_code == 303
    assert rows(LaureateDraft) == 0
