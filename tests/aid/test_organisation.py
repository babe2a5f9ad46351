import pytest

from aic_tracker.aid.models import AidProfile, Undertaking
from aic_tracker.db import db
from aic_tracker.laureates.models import LegalForm
from tests import factories
from tests.support.client import text_of

URL = "/laureats/vikidia/aides/structure"


@pytest.fixture
def sister(app):
    return factories.organisation("Association Sœur")


def link(other, name="Groupe Vikidia"):
    return {"lien-other": other.id, "lien-name": name}


def profiles():
    return {row.organisation_id: row.undertaking_id for row in db.session.query(AidProfile)}


def test_a_coach_says_the_sector_of_the_organisation(signed_in, vikidia):
    assert signed_in(factories.coach()).submit(URL, {"nace": "94.99z"}).status_code == 303
    assert db.session.query(AidProfile).one().nace == "94.99Z"


@pytest.mark.parametrize("nace", ["abc", "1", "123456789", "94.99.99.99"])
def test_a_wrong_sector_is_explained_and_kept(signed_in, vikidia, nace):
    response = signed_in(factories.coach()).submit(URL, {"nace": nace})
    assert response.status_code == 422
    assert "Indiquez un code comme 94.99" in text_of(response)
    assert nace in response.text


def test_an_administration_may_be_marked_as_an_undertaking(signed_in, vikidia):
    vikidia.organisation.legal_form = LegalForm.ADMINISTRATION
    db.session.commit()
    browser = signed_in(factories.coach())
    browser.submit(URL, {"is_undertaking": "1"})
    assert db.session.query(AidProfile).one().is_undertaking
    browser.submit(URL, {})
    db.session.expire_all()
    assert not db.session.query(AidProfile).one().is_undertaking


def test_linked_organisations_are_one_undertaking_and_may_be_taken_apart(signed_in, vikidia, sister):
    browser = signed_in(factories.coach())
    assert browser.submit(f"{URL}/lier", link(sister)).status_code == 303
    group = db.session.query(Undertaking).one()
    assert profiles() == {vikidia.organisation_id: group.id, sister.id: group.id}
    assert "Groupe Vikidia" in text_of(browser.get(URL))
    assert browser.submit(f"{URL}/delier").status_code == 303
    db.session.expire_all()
    assert profiles() == {vikidia.organisation_id: None, sister.id: group.id}


def test_linking_two_groups_makes_one(signed_in, vikidia, sister):
    cousin = factories.organisation("Cousine")
    group = factories.save(Undertaking(name="Autre groupe"))
    for one in (sister, cousin):
        factories.save(AidProfile(organisation_id=one.id, undertaking_id=group.id))
    assert signed_in(factories.coach()).submit(f"{URL}/lier", link(sister)).status_code == 303
    assert set(profiles().values()) == {group.id}


def test_a_name_already_taken_is_explained_and_kept(signed_in, vikidia, sister):
    factories.save(Undertaking(name="groupe vikidia"))
    response = signed_in(factories.coach()).submit(f"{URL}/lier", link(sister))
    assert response.status_code == 422
    assert "Ce nom désigne déjà" in text_of(response)
    assert "Groupe Vikidia" in response.text


def test_a_referent_reads_and_changes_nothing(signed_in, vikidia, sister):
    browser = signed_in(factories.referent(vikidia))
    assert browser.get(URL).status_code == 403
    assert browser.submit(f"{URL}/lier", link(sister)).status_code == 403


def test_a_stranger_finds_nothing(signed_in, vikidia):
    assert signed_in(factories.referent()).get(URL).status_code == 404
