from datetime import date

import pytest

from aic_tracker.db import db
from aic_tracker.introductions.models import Contact, IntroductionStatus
from aic_tracker.journal.models import JournalEntry
from tests import factories
from tests.support.client import text_of
from tests.support.statements import counted

VALUES = {
    "organisation": "Région Bretagne",
    "person": "Noé Lefèvre",
    "position": "Chargé du numérique",
    "email": "noe@example.org",
    "source": "Carte remise en mars",
    "consent_on": "2026-03-02",
}


def test_a_coach_adds_a_contact_verified_that_day(signed_in):
    response = signed_in(factories.coach()).submit("/contacts/nouveau", VALUES)

    contact = db.session.query(Contact).one()
    assert response.location == f"/contacts/{contact.id}"
    assert (contact.source, contact.consent_on, contact.verified_on) == (
        "Carte remise en mars",
        date(2026, 3, 2),
        date(2026, 3, 2),
    )
    assert db.session.query(JournalEntry).filter_by(verb="contact.added").count() == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"organisation": " "}, "Indiquez l’organisation."),
        ({"source": ""}, "Indiquez d’où viennent ces coordonnées."),
        ({"email": "pas une adresse"}, "adresse"),
        ({"consent_on": "2026-03-03"}, "aujourd’hui au plus tard"),
    ],
)
def test_a_wrong_value_is_explained_and_the_rest_kept(signed_in, changes, message):
    response = signed_in(factories.coach()).submit("/contacts/nouveau", VALUES | changes)
    assert response.status_code == 422
    assert message in text_of(response)
    assert 'value="Noé Lefèvre"' in response.text
    assert db.session.query(Contact).count() == 0


def test_the_same_person_is_refused_whatever_the_accents(signed_in):
    factories.contact("Noé Lefèvre", "Région Bretagne", position="Chargé de mission")
    response = signed_in(factories.coach()).submit("/contacts/nouveau", VALUES | {"person": "NOE LEFEVRE"})
    assert response.status_code == 422
    assert "déjà dans l’annuaire" in text_of(response)


def test_the_search_is_blind_to_accents(signed_in):
    factories.contact("Noé Lefèvre", "Région Bretagne")
    factories.contact("Ada Martin", "Ville de Brest")
    browser = signed_in(factories.coach())

    found = text_of(browser.get("/contacts?q=region+NOE"))
    assert "Noé Lefèvre" in found
    assert "Ada Martin" not in found
    assert "Aucun contact ne correspond" in text_of(browser.get("/contacts?q=100%25"))


def test_old_details_are_flagged_listed_and_verified_again(signed_in):
    old = factories.contact("Noé Lefèvre", verified_on=date(2024, 12, 1))
    factories.contact("Ada Martin")
    browser = signed_in(factories.coach())

    listed = text_of(browser.get("/contacts?state=to_verify"))
    assert "À vérifier" in listed
    assert "Ada Martin" not in listed

    browser.submit(f"/contacts/{old.id}/verifier")
    db.session.expire_all()
    assert old.verified_on == date(2026, 3, 2)
    assert "Aucun contact ne correspond" in text_of(browser.get("/contacts?state=to_verify"))


def test_a_coach_edits_a_contact_which_verifies_it(signed_in):
    contact = factories.contact("Noé Lefèvre", verified_on=None)
    browser = signed_in(factories.coach())

    response = browser.submit(f"/contacts/{contact.id}/modifier", VALUES | {"version": contact.version})

    assert response.status_code == 303
    db.session.expire_all()
    assert (contact.organisation, contact.verified_on) == ("Région Bretagne", date(2026, 3, 2))
    assert "Noé Lefèvre" in text_of(browser.get("/contacts?q=bretagne"))


def test_a_stale_edit_shows_both_texts(signed_in):
    contact = factories.contact("Noé Lefèvre")
    version = contact.version
    browser = signed_in(factories.coach())
    browser.submit(f"/contacts/{contact.id}/modifier", VALUES | {"version": version})

    typed = VALUES | {"version": version, "position": "Directeur"}
    response = browser.submit(f"/contacts/{contact.id}/modifier", typed)

    assert response.status_code == 409
    assert "Chargé du numérique" in text_of(response)
    assert 'value="Directeur"' in response.text


def test_a_deactivated_contact_is_offered_no_more(signed_in):
    factories.laureate("Vikidia")
    contact = factories.contact("Noé Lefèvre")
    browser = signed_in(factories.coach())

    browser.submit(f"/contacts/{contact.id}/desactiver")
    assert "Noé Lefèvre" not in text_of(browser.get("/laureats/vikidia/mises-en-relation/nouvelle"))
    assert "Noé Lefèvre" in text_of(browser.get("/contacts?state=inactive"))

    browser.submit(f"/contacts/{contact.id}/reactiver")
    assert "Noé Lefèvre" in text_of(browser.get("/laureats/vikidia/mises-en-relation/nouvelle"))


def test_a_contact_tells_which_projects_court_it(signed_in):
    contact = factories.contact("Noé Lefèvre")
    for name in ("Vikidia", "Pyronear"):
        laureate = factories.laureate(name)
        factories.coach(laureate, name=f"Coach de {name}")
        factories.introduction(laureate, contact, status=IntroductionStatus.MET)

    page = text_of(signed_in(factories.direction()).get(f"/contacts/{contact.id}"))

    assert "Coach de Vikidia" in page
    assert "Coach de Pyronear" in page


def test_the_number_of_statements_does_not_grow(signed_in):
    laureate = factories.laureate("Vikidia")
    browser = signed_in(factories.coach(laureate))
    factories.introduction(laureate, factories.contact())
    db.session.expunge_all()
    with counted() as one:
        browser.get("/contacts")
    for _ in range(22):
        factories.introduction(laureate, factories.contact())
    db.session.expunge_all()
    with counted() as many:
        assert browser.get("/contacts").status_code == 200
    assert len(one) == len(many) < 10


def test_the_direction_reads_and_does_not_write(signed_in):
    contact = factories.contact()
    direction = signed_in(factories.direction())
    assert direction.get("/contacts").status_code == 200
    assert direction.get("/contacts/nouveau").status_code == 403
    assert direction.submit("/contacts/nouveau", VALUES).status_code == 403
    assert direction.submit(f"/contacts/{contact.id}/desactiver").status_code == 403
    assert direction.submit(f"/contacts/{contact.id}/verifier").status_code == 403


def test_others_find_no_directory(signed_in):
    contact = factories.contact()
    for user in (factories.referent(), factories.admin()):
        assert signed_in(user).get("/contacts").status_code == 404
        assert signed_in(user).get(f"/contacts/{contact.id}").status_code == 404
    assert signed_in(factories.coach()).get("/contacts/999999").status_code == 404
