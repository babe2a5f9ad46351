from datetime import date

import pytest

from aic_tracker.aid import undertakings
from aic_tracker.aid.models import AidProfile, AidSource, Regime, Undertaking
from aic_tracker.db import db
from aic_tracker.errors import DomainError
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


def say(active, reason="", prefix="activite-"):
    return {f"{prefix}is_undertaking": str(active), f"{prefix}reason": reason}


def test_the_direction_says_dated_that_an_organisation_has_no_economic_activity(signed_in, vikidia):
    direction = factories.direction()
    browser = signed_in(direction)
    assert "Indiquez le motif" in text_of(browser.submit(f"{URL}/activite", say(False)))
    assert browser.submit(f"{URL}/activite", say(False, "Entraide entre membres")).status_code == 303
    profile = db.session.query(AidProfile).one()
    assert (profile.is_undertaking, profile.activity_said_on) == (False, date(2026, 3, 2))
    assert profile.activity_said_by_id == direction.id
    assert "Entraide entre membres" in text_of(browser.get(URL))


def test_a_coach_does_not_take_an_organisation_out_of_the_ceilings(signed_in, vikidia):
    response = signed_in(factories.coach()).submit(f"{URL}/activite", say(False, "Parce que"))
    assert response.status_code == 422
    assert "Seule la direction" in text_of(response)
    assert db.session.query(AidProfile).count() == 0


def test_a_coach_says_that_an_organisation_has_an_economic_activity(signed_in, vikidia, write_aid):
    write_aid(vikidia.organisation_id, 100_000_00)
    factories.save(AidProfile(organisation_id=vikidia.organisation_id, is_undertaking=False))
    assert signed_in(factories.coach()).submit(f"{URL}/activite", say(True)).status_code == 303
    assert db.session.query(AidProfile).one().is_undertaking


def test_what_was_granted_outside_the_ceiling_enters_it_by_the_direction_alone(signed_in, vikidia, write_aid):
    factories.save(AidProfile(organisation_id=vikidia.organisation_id, is_undertaking=False))
    values = {"regime": Regime.NOT_AID, "asked_regime": Regime.GENERAL, "source": AidSource.GRANT}
    aid = write_aid(vikidia.organisation_id, 500_000_00, date(2026, 2, 2), **values)
    refused = signed_in(factories.coach()).submit(f"{URL}/activite", say(True))
    assert refused.status_code == 422
    assert "Le plafond serait dépassé : 500 000,00 €" in text_of(refused)
    assert "Le calcul, ligne à ligne" in text_of(refused)
    browser = signed_in(factories.direction())
    assert browser.submit(f"{URL}/activite", say(True, "Vente de formations")).status_code == 303
    db.session.expire_all()
    assert (aid.regime, aid.asked_regime) == (Regime.GENERAL, None)
    assert "réévaluation : de minimis général, 500 000,00 € sur 300 000,00 €" in text_of(
        browser.get("/laureats/vikidia/journal")
    )


def test_linked_organisations_are_one_undertaking_that_the_direction_alone_takes_apart(signed_in, vikidia, sister):
    coach = signed_in(factories.coach())
    assert coach.submit(f"{URL}/lier", link(sister)).status_code == 303
    group = db.session.query(Undertaking).one()
    together = {vikidia.organisation_id: group.id, sister.id: group.id}
    assert profiles() == together
    assert "Groupe Vikidia" in text_of(coach.get(URL))
    assert coach.submit(f"{URL}/delier", {"delier-reason": "Erreur"}).status_code == 422
    db.session.expire_all()
    assert profiles() == together
    direction = signed_in(factories.direction())
    assert "Indiquez le motif" in text_of(direction.submit(f"{URL}/delier", {"delier-reason": ""}))
    assert direction.submit(f"{URL}/delier", {"delier-reason": "Scission"}).status_code == 303
    db.session.expire_all()
    assert profiles() == {vikidia.organisation_id: None, sister.id: group.id}


def test_the_name_typed_is_never_dropped_for_the_one_that_a_structure_bears(signed_in, vikidia, sister):
    third = factories.laureate("Panoramax").organisation
    coach = signed_in(factories.coach())
    assert coach.submit(f"{URL}/lier", link(sister)).status_code == 303
    refused = coach.submit(f"{URL}/lier", {**link(third), "lien-name": "Groupe Panoramax"})
    assert refused.status_code == 422
    assert "fait déjà partie de « Groupe Vikidia » : indiquez ce nom, qui sera gardé." in text_of(refused)
    assert "Groupe Panoramax" in refused.text
    assert coach.submit(f"{URL}/lier", {**link(third), "lien-name": "groupe vikidia"}).status_code == 303
    assert set(profiles()) == {vikidia.organisation_id, sister.id, third.id}


def test_who_links_what_somebody_has_just_linked_is_told_so(vikidia, sister):
    given = {"reason": "", "decides": False, "actor": factories.coach(), "today": date(2026, 3, 2)}
    own = vikidia.organisation
    undertakings.link(vikidia, own, sister, name="Groupe Vikidia", **given)
    db.session.commit()
    db.session.expire_all()
    with pytest.raises(DomainError, match=r"déjà liée à .*, sous le nom « Groupe Vikidia »"):
        undertakings.link(vikidia, own, sister, name="Groupe Mirabelle", **given)


def test_who_unlinks_what_somebody_has_just_unlinked_is_told_so(signed_in, vikidia, sister):
    signed_in(factories.coach()).submit(f"{URL}/lier", link(sister))
    direction = signed_in(factories.direction())
    assert direction.submit(f"{URL}/delier", {"delier-reason": "Scission"}).status_code == 303
    refused = direction.submit(f"{URL}/delier", {"delier-reason": "Une erreur de saisie"})
    assert refused.status_code == 422
    assert "n’est plus liée à aucune autre structure" in text_of(refused)
    assert "Une erreur de saisie" in refused.text


def test_a_link_that_passes_the_ceiling_needs_the_direction_and_shows_the_sum(signed_in, vikidia, sister, write_aid):
    write_aid(vikidia.organisation_id, 200_000_00, purpose="Serveurs")
    write_aid(sister.id, 100_000_01, purpose="Locaux")
    refused = signed_in(factories.coach()).submit(f"{URL}/lier", link(sister))
    assert refused.status_code == 422
    page = text_of(refused)
    assert "Le plafond serait dépassé : 300 000,01 €" in page
    assert "Serveurs" in page
    assert "Locaux" in page
    direction = signed_in(factories.direction())
    assert "Indiquez le motif" in text_of(direction.submit(f"{URL}/lier", link(sister)))
    assert direction.submit(f"{URL}/lier", {**link(sister), "lien-reason": "Même bureau"}).status_code == 303
    assert len(set(profiles().values())) == 1


def test_linking_two_groups_makes_one(signed_in, vikidia, sister):
    cousin = factories.organisation("Cousine")
    group = factories.save(Undertaking(name="Autre groupe"))
    for one in (sister, cousin):
        factories.save(AidProfile(organisation_id=one.id, undertaking_id=group.id))
    coach = signed_in(factories.coach())
    assert "indiquez ce nom, qui sera gardé" in text_of(coach.submit(f"{URL}/lier", link(sister)))
    assert coach.submit(f"{URL}/lier", link(sister, "Autre groupe")).status_code == 303
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
