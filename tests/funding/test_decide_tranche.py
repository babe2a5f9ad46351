from datetime import date

import pytest

from aic_tracker.aid.models import Aid, AidProfile, AidSource, Regime
from aic_tracker.db import db
from aic_tracker.funding.models import Tranche, TrancheStatus
from tests import factories
from tests.support.client import text_of


def url(tranche, gesture="accorder"):
    return f"/laureats/vikidia/subventions/tranches/{tranche.id}/{gesture}"


def status_of(tranche):
    db.session.expire_all()
    return db.session.get_one(Tranche, tranche.id).status


@pytest.fixture
def tranches(grant):
    return grant.tranches


def meet(grant):
    grant.tranches[1].conditions[0].met_on = date(2026, 3, 1)
    db.session.commit()


def test_the_direction_grants_the_seed_and_it_enters_the_ledger(signed_in, vikidia, funded, tranches, direction):
    browser = signed_in(direction)
    assert "il restera 220 000,00 € sous le plafond" in text_of(browser.get(url(tranches[0])))
    assert browser.submit(url(tranches[0]), {"version": 1}).status_code == 303
    assert status_of(tranches[0]) is TrancheStatus.GRANTED
    aid = db.session.query(Aid).one()
    assert (aid.amount_cents, aid.source, aid.tranche_id) == (80_000_00, AidSource.GRANT, tranches[0].id)
    assert (aid.granted_on, aid.regime) == (date(2026, 3, 2), Regime.GENERAL)


def test_a_button_pressed_twice_grants_once(signed_in, funded, tranches, direction):
    browser = signed_in(direction)
    for _ in range(2):
        assert browser.submit(url(tranches[0]), {"version": 1, "form_key": "une-clef"}).status_code == 303
    assert db.session.query(Aid).count() == 1


def test_a_tranche_granted_by_somebody_else_meanwhile_is_said(signed_in, funded, tranches, direction):
    browser = signed_in(direction)
    assert browser.submit(url(tranches[0]), {"version": 1}).status_code == 303
    assert browser.submit(url(tranches[0]), {"version": 1}).status_code == 409
    assert db.session.query(Aid).count() == 1


def test_no_money_without_a_committee_that_decided_to_fund(signed_in, tranches, direction):
    response = signed_in(direction).submit(url(tranches[0]), {"version": 1})
    assert response.status_code == 422
    assert "Aucun comité n’a décidé de financer" in text_of(response)


def test_the_second_tranche_waits_for_the_first_and_for_its_conditions(signed_in, funded, grant, direction):
    browser = signed_in(direction)
    second = url(grant.tranches[1])
    assert "Accordez d’abord" in text_of(browser.submit(second, {"version": 1}))
    browser.submit(url(grant.tranches[0]), {"version": 1})
    refused = browser.submit(second, {"version": 1})
    assert refused.status_code == 422
    assert "Il reste des conditions à remplir : Convention signée." in text_of(refused)
    meet(grant)
    assert browser.submit(second, {"version": 1}).status_code == 303
    assert sorted(aid.amount_cents for aid in db.session.query(Aid)) == [60_000_00, 80_000_00]


def test_over_the_ceiling_the_whole_tranche_is_refused_then_possible(signed_in, funded, grant, direction, received, at):
    received(220_000_01, date(2023, 6, 30))
    browser = signed_in(direction)
    first = url(grant.tranches[0])
    assert "elle devient possible le 1er juillet 2026" in text_of(browser.get(first))
    refused = browser.submit(first, {"version": 1})
    assert refused.status_code == 422
    assert "font 300 000,01 €" in text_of(refused)
    assert status_of(grant.tranches[0]) is TrancheStatus.PENDING
    at("2026-07-01T10:00")
    assert browser.submit(first, {"version": 1}).status_code == 303


def test_a_stale_page_is_answered_409(signed_in, funded, tranches, direction):
    tranches[0].expected_on = date(2026, 4, 1)
    db.session.commit()
    assert signed_in(direction).submit(url(tranches[0]), {"version": 1}).status_code == 409
    assert db.session.query(Aid).count() == 0


def test_a_refused_tranche_is_no_longer_reserved(signed_in, tranches, direction):
    browser = signed_in(direction)
    simulation = "/laureats/vikidia/aides?montant=200000"
    assert "Non : 200 000,00 €" in text_of(browser.get(simulation))
    assert "Sans les tranches réservées, la réponse serait oui" in text_of(browser.get(simulation))
    assert browser.submit(url(tranches[1], "refuser"), {"version": 1, "reason": "Plus utile"}).status_code == 303
    assert status_of(tranches[1]) is TrancheStatus.REFUSED
    assert "Oui : 200 000,00 €" in text_of(browser.get(simulation))


def test_a_reason_is_needed_to_refuse(signed_in, tranches, direction):
    response = signed_in(direction).submit(url(tranches[1], "refuser"), {"version": 1, "reason": ""})
    assert response.status_code == 422
    assert "Indiquez le motif." in text_of(response)


def test_a_tranche_taken_back_frees_the_ceiling(signed_in, funded, tranches, direction):
    browser = signed_in(direction)
    browser.submit(url(tranches[0]), {"version": 1})
    taken = browser.submit(url(tranches[0], "retirer"), {"version": 2, "reason": "Projet arrêté"})
    assert taken.status_code == 303
    assert status_of(tranches[0]) is TrancheStatus.ABANDONED
    assert db.session.query(Aid).one().cancelled_on == date(2026, 3, 2)


def test_cancelling_the_aid_of_a_tranche_leads_to_the_tranche(signed_in, funded, tranches, direction):
    browser = signed_in(direction)
    browser.submit(url(tranches[0]), {"version": 1})
    aid = db.session.query(Aid).one()
    response = browser.get(f"/laureats/vikidia/aides/{aid.id}/annuler")
    assert response.location.endswith(url(tranches[0], "retirer"))


def test_money_for_who_has_no_economic_activity_is_no_state_aid(signed_in, vikidia, funded, tranches, direction):
    factories.save(AidProfile(organisation_id=vikidia.organisation_id, is_undertaking=False))
    assert signed_in(direction).submit(url(tranches[0]), {"version": 1}).status_code == 303
    assert db.session.query(Aid).one().regime is Regime.NOT_AID


def test_a_coach_reads_and_does_not_decide(signed_in, vikidia, funded, tranches):
    browser = signed_in(factories.coach(vikidia))
    for gesture in ("accorder", "refuser", "retirer"):
        assert browser.submit(url(tranches[0], gesture), {"version": 1}).status_code == 403


def test_a_tranche_of_another_laureate_is_not_found(signed_in, tranches, direction):
    factories.laureate("Pyronear")
    address = url(tranches[0]).replace("vikidia", "pyronear")
    assert signed_in(direction).get(address).status_code == 404


def test_a_stranger_finds_nothing(signed_in, tranches):
    assert signed_in(factories.referent()).get(url(tranches[0])).status_code == 404
