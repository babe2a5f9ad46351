from datetime import date

import pytest

from aic_tracker.aid.models import Aid, AidProfile, AidSource, Regime
from aic_tracker.db import db
from aic_tracker.laureates.models import Organisation
from tests import factories
from tests.support.client import text_of

URL = "/aides/registre"


def test_what_is_left_to_enter_counts_down_in_working_days(signed_in, vikidia, grant):
    grant()
    page = text_of(signed_in(factories.coach()).get(URL))
    assert "10 jours ouvrés" in page
    assert "avant le 16/03/2026" in page
    assert "732829320" in page


def test_a_late_entry_says_so(signed_in, grant):
    grant(date(2026, 1, 5))
    page = text_of(signed_in(factories.coach()).get(URL))
    assert "1 aide a dépassé le délai" in page


def test_only_the_programmes_own_aids_since_2026_are_listed(signed_in, grant):
    grant(date(2025, 12, 31), instrument="Trop ancienne")
    grant(source=AidSource.DECLARED, instrument="Déclarée")
    grant(regime=Regime.NOT_AID, instrument="Hors aide")
    grant(cancelled_on=date(2026, 3, 1), instrument="Annulée")
    page = text_of(signed_in(factories.coach()).get(URL))
    for absent in ("Trop ancienne", "Déclarée", "Hors aide", "Annulée"):
        assert absent not in page


def test_a_coach_notes_the_reference_and_it_is_kept_ten_years(signed_in, grant):
    aid = grant()
    browser = signed_in(factories.coach())
    given = {"registered_on": "2026-03-02", "reference": "TAM-123"}
    assert browser.submit(f"{URL}/{aid.id}", given).status_code == 303
    db.session.expire_all()
    kept = db.session.get_one(Aid, aid.id)
    assert (kept.registered_on, kept.register_reference) == (date(2026, 3, 2), "TAM-123")
    page = text_of(browser.get(URL))
    assert "Rien à inscrire" in page
    assert "16/02/2036" in page


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reference": ""}, "Indiquez la référence"),
        ({"registered_on": "2026-03-03"}, "Indiquez une date entre"),
        ({"registered_on": "2026-02-15"}, "Indiquez une date entre"),
    ],
)
def test_a_wrong_value_is_explained(signed_in, grant, changes, message):
    given = {"registered_on": "2026-03-02", "reference": "TAM-123", **changes}
    response = signed_in(factories.coach()).submit(f"{URL}/{grant().id}", given)
    assert response.status_code == 422
    assert message in text_of(response)


def test_the_file_holds_the_fields_of_the_register_and_no_formula(signed_in, vikidia, grant):
    factories.save(AidProfile(organisation_id=vikidia.organisation_id, nace="94.99"))
    aid = grant(authority='=HYPERLINK("x")')
    response = signed_in(factories.direction()).get(f"{URL}.csv")
    assert response.mimetype == "text/csv"
    header, line, *_ = response.data.decode("utf-8-sig").splitlines()
    assert header.startswith("Numéro de l’aide;Bénéficiaire;SIREN;SIRET;Montant (EUR);Date d’octroi;Autorité d’octroi")
    assert line.startswith(f"{aid.number};Association Vikidia;732829320;73282932000074;80000;2026-02-16;\"'=HYPERLINK")
    assert "S.94.99;;(UE) 2023/2831" in line


def test_who_reads_and_who_writes(signed_in, vikidia, grant):
    aid = grant()
    direction, referent = signed_in(factories.direction()), signed_in(factories.referent(vikidia))
    assert direction.get(URL).status_code == 200
    assert direction.get(f"{URL}/{aid.id}").status_code == 403
    assert referent.get(URL).status_code == 404
    assert referent.get(f"{URL}.csv").status_code == 404


def test_an_aid_that_is_not_for_the_register_is_not_found(signed_in, grant):
    aid = grant(source=AidSource.DECLARED)
    assert signed_in(factories.coach()).get(f"{URL}/{aid.id}").status_code == 404


def test_what_was_entered_then_changed_or_cancelled_is_to_correct_until_somebody_notes_it(signed_in, vikidia, grant):
    aid = grant()
    browser = signed_in(factories.coach())
    given = {"registered_on": "2026-03-02", "reference": "TAM-123"}
    browser.submit(f"{URL}/{aid.id}", given)
    assert "À corriger" not in text_of(browser.get(URL))
    db.session.expire_all()
    db.session.get_one(Organisation, vikidia.organisation_id).siret = "73282932000082"
    db.session.commit()
    assert "SIRET du bénéficiaire" in text_of(browser.get(URL))
    assert browser.submit(f"{URL}/{aid.id}", given).status_code == 303
    assert "À corriger" not in text_of(browser.get(URL))
    db.session.expire_all()
    kept = db.session.get_one(Aid, aid.id)
    kept.cancelled_on, kept.cancel_reason = date(2026, 3, 2), "Erreur"
    db.session.commit()
    assert "Aide annulée" in text_of(browser.get(URL))
    assert "retirez-la du registre central" in text_of(browser.get(f"{URL}/{aid.id}"))
    assert browser.submit(f"{URL}/{aid.id}", given | {"reference": "TAM-123 retirée"}).status_code == 303
    assert "À corriger" not in text_of(browser.get(URL))


def test_an_aid_entered_before_that_was_remembered_is_to_correct_once_cancelled(signed_in, grant):
    grant(registered_on=date(2026, 2, 20), register_reference="OLD-1")
    grant(registered_on=date(2026, 2, 20), register_reference="OLD-2", cancelled_on=date(2026, 3, 1))
    page = text_of(signed_in(factories.direction()).get(URL))
    assert "À corriger (1)" in page
