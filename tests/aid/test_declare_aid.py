from dataclasses import replace
from datetime import date

import pytest

from aic_tracker import config
from aic_tracker.aid.models import Aid, AidDeclaration, AidSource, Regime
from aic_tracker.db import db
from tests import factories
from tests.support.client import text_of

URL = "/laureats/vikidia/aides/declarer"


def values(**changes):
    return {
        "signatory": "Camille Durand, présidente",
        "signed_on": "2026-03-01",
        "authority": "Région Auvergne",
        "granted_on": "2025-06-01",
        "amount_cents": "12 500,50",
        "regime": "general",
        "purpose": "Ateliers",
        "is_signed": "1",
        **changes,
    }


def test_a_referent_declares_an_aid_on_a_signed_statement(signed_in, vikidia):
    referent = factories.referent(vikidia)
    assert signed_in(referent).submit(URL, values()).status_code == 303
    aid = db.session.query(Aid).one()
    assert (aid.amount_cents, aid.granted_on, aid.source) == (12_500_50, date(2025, 6, 1), AidSource.DECLARED)
    assert (aid.regime, aid.author_id) == (Regime.GENERAL, referent.id)
    declaration = db.session.query(AidDeclaration).one()
    assert aid.declaration_id == declaration.id
    assert declaration.signatory == "Camille Durand, présidente"


def test_a_button_pressed_twice_declares_once(signed_in, vikidia):
    browser = signed_in(factories.referent(vikidia))
    for _ in range(2):
        assert browser.submit(URL, values(form_key="une-clef")).status_code == 303
    assert db.session.query(Aid).count() == db.session.query(AidDeclaration).count() == 1


def test_an_aid_of_the_same_day_and_amount_for_another_purpose_counts_too(signed_in, vikidia):
    browser = signed_in(factories.referent(vikidia))
    for purpose in ("Ateliers", "Matériel"):
        assert browser.submit(URL, values(purpose=purpose)).status_code == 303
    assert {aid.purpose for aid in db.session.query(Aid)} == {"Ateliers", "Matériel"}
    assert db.session.query(AidDeclaration).count() == 1


def test_the_very_same_aid_on_the_same_statement_is_refused_in_words(signed_in, vikidia):
    browser = signed_in(factories.referent(vikidia))
    browser.submit(URL, values())
    refused = browser.submit(URL, values(note="Elle est versée en deux fois."))
    assert refused.status_code == 422
    assert "Cette aide figure déjà dans cette déclaration" in text_of(refused)
    assert "Elle est versée en deux fois." in text_of(refused)
    assert db.session.query(Aid).count() == 1


def test_what_is_noted_with_each_aid_of_a_statement_is_kept(signed_in, vikidia):
    browser = signed_in(factories.referent(vikidia))
    for authority, note in (
        ("Région Auvergne", "Reçue en deux fois."),
        ("Ville de Corenc", "Convention 12."),
        ("État", ""),
    ):
        assert browser.submit(URL, values(authority=authority, note=note)).status_code == 303
    assert db.session.query(AidDeclaration).one().note == "Reçue en deux fois.\nConvention 12."


def test_a_nil_statement_said_again_is_refused_and_completed_with_a_note(signed_in, vikidia):
    browser = signed_in(factories.referent(vikidia))
    nil = values(is_nil="1", authority="", granted_on="", amount_cents="", regime="", purpose="")
    browser.submit(URL, nil)
    assert "Cette déclaration est déjà enregistrée." in text_of(browser.submit(URL, nil))
    assert browser.submit(URL, nil | {"note": "Signée à Corenc."}).status_code == 303
    assert db.session.query(AidDeclaration).one().note == "Signée à Corenc."


def test_two_aids_stand_on_one_statement(signed_in, vikidia):
    browser = signed_in(factories.referent(vikidia))
    browser.submit(URL, values())
    browser.submit(URL, values(authority="Ville de Corenc"))
    assert db.session.query(Aid).count() == 2
    assert db.session.query(AidDeclaration).count() == 1


def test_a_declared_aid_is_written_down_beyond_the_ceiling_too(signed_in, vikidia):
    assert signed_in(factories.referent(vikidia)).submit(URL, values(amount_cents="400000")).status_code == 303


def test_a_nil_statement_declares_no_aid(signed_in, vikidia):
    nil = values(is_nil="1", authority="", granted_on="", amount_cents="", regime="", purpose="")
    assert signed_in(factories.referent(vikidia)).submit(URL, nil).status_code == 303
    assert db.session.query(Aid).count() == 0
    assert db.session.query(AidDeclaration).one().is_nil


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"signatory": ""}, "Indiquez qui a signé"),
        ({"signed_on": "2026-03-03"}, "Indiquez une date jusqu’au 02/03/2026."),
        ({"granted_on": "2026-03-02"}, "précède la signature"),
        ({"granted_on": ""}, "Indiquez la date d’octroi."),
        ({"amount_cents": ""}, "Indiquez le montant de l’aide."),
        ({"amount_cents": "0"}, "Indiquez un nombre"),
        ({"authority": ""}, "Indiquez l’autorité"),
        ({"regime": ""}, "Choisissez le régime"),
        ({"is_signed": ""}, "Confirmez que la déclaration est signée."),
        ({"is_nil": "1"}, "Décochez cette case"),
    ],
)
def test_a_wrong_value_is_explained_and_kept(signed_in, vikidia, changes, message):
    response = signed_in(factories.referent(vikidia)).submit(URL, values(**changes))
    assert response.status_code == 422
    assert message in text_of(response)
    assert "Ateliers" in response.text
    assert db.session.query(Aid).count() == 0


def test_a_coach_reads_and_does_not_declare(signed_in, vikidia):
    assert signed_in(factories.coach(vikidia)).submit(URL, values()).status_code == 403


def test_a_stranger_finds_nothing(signed_in, vikidia):
    assert signed_in(factories.referent()).submit(URL, values()).status_code == 404


def test_the_years_asked_about_are_those_of_the_setting(app, signed_in) -> None:
    laureate = factories.laureate("Cinq ans")
    browser = signed_in(factories.referent(laureate))
    whole = config.current()
    try:
        assert "sur les 3 dernières années" in text_of(browser.get("/laureats/cinq-ans/aides/declarer"))
        config.use(replace(whole, aid=replace(whole.aid, window_years=5)))
        assert "sur les 5 dernières années" in text_of(browser.get("/laureats/cinq-ans/aides/declarer"))
    finally:
        config.use(whole)
