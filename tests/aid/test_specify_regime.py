"""An aid written down under « autre régime » counts until somebody says which one."""

import pytest

from aic_tracker.aid.models import Aid, Regime
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from tests import factories
from tests.support.client import text_of

LEDGER = "/laureats/vikidia/aides"


@pytest.fixture
def aid(vikidia, write_aid):
    return write_aid(vikidia.organisation_id, 40_000_00, regime=Regime.UNSPECIFIED)


def regime_of(aid):
    db.session.expire_all()
    return db.session.get_one(Aid, aid.id).regime


def test_the_ledger_says_what_is_to_be_specified_and_counts_it(signed_in, vikidia, aid):
    page = signed_in(factories.coach()).get(LEDGER)
    assert "1 aide inscrite sous « autre régime » est à préciser" in text_of(page)
    assert "Accordé 40 000,00 €" in text_of(page).replace("\u202f", " ").replace("\xa0", " ").replace(
        "40 000,00 € Accordé", "Accordé 40 000,00 €"
    )
    assert f"{LEDGER}/{aid.id}/regime" in page.text


def test_a_coach_says_that_it_counts(signed_in, aid):
    browser = signed_in(factories.coach())
    assert browser.submit(f"{LEDGER}/{aid.id}/regime", {"regime": "other_de_minimis"}).status_code == 303
    assert regime_of(aid) is Regime.OTHER_DE_MINIMIS
    entry = db.session.query(JournalEntry).filter_by(verb="aid.regime_specified").one()
    assert entry.before == {"regime": "unspecified"}
    again = browser.submit(f"{LEDGER}/{aid.id}/regime", {"regime": "other_de_minimis"})
    assert "déjà précisé" in text_of(again)


def test_only_the_direction_says_that_it_does_not_with_its_reason(signed_in, aid):
    exempted = {"regime": "exempted", "reason": "Régime cadre SA.111723"}
    answer = signed_in(factories.coach()).submit(f"{LEDGER}/{aid.id}/regime", exempted)
    assert answer.status_code == 422
    assert "Seule la direction" in text_of(answer)
    direction = signed_in(factories.direction())
    answer = direction.submit(f"{LEDGER}/{aid.id}/regime", {**exempted, "reason": ""})
    assert "Indiquez le motif" in text_of(answer)
    assert direction.submit(f"{LEDGER}/{aid.id}/regime", exempted).status_code == 303
    assert regime_of(aid) is Regime.EXEMPTED


def test_a_referent_reads_and_does_not_specify_and_a_stranger_finds_nothing(signed_in, vikidia, aid):
    url = f"{LEDGER}/{aid.id}/regime"
    assert signed_in(factories.referent(vikidia)).get(url).status_code == 403
    assert signed_in(factories.referent()).get(url).status_code == 404


def test_an_aid_of_another_organisation_is_not_found(signed_in, vikidia, write_aid):
    other = write_aid(factories.organisation().id, 10_00, regime=Regime.UNSPECIFIED)
    assert signed_in(factories.coach()).get(f"{LEDGER}/{other.id}/regime").status_code == 404


def test_an_exempted_aid_declared_is_not_said_to_count(signed_in, vikidia):
    declared = {
        "signatory": "Camille Durand, présidente",
        "signed_on": "2026-03-01",
        "authority": "Région",
        "granted_on": "2025-06-01",
        "amount_cents": "12 500",
        "regime": "exempted",
        "purpose": "",
        "is_signed": "1",
    }
    browser = signed_in(factories.referent(vikidia))
    assert browser.submit(f"{LEDGER}/declarer", declared).status_code == 303
    assert "n’entre dans aucun plafond" in text_of(browser.get(LEDGER))
