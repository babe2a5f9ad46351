from dataclasses import replace
from datetime import date

import pytest

from aic_tracker.aid.models import Aid
from aic_tracker.aid.papers import Facts, Place, gaps_of
from aic_tracker.db import db
from tests import factories
from tests.support.client import text_of

WHOLE = Facts(
    number="AIC-000001",
    beneficiary="Association Vikidia",
    siren="732829320",
    siret="73282932000074",
    amount_cents=80_000_00,
    granted_on=date(2026, 2, 16),
    authority="Programme",
    authority_siret="13002526500013",
    is_usual_authority=True,
    funder="",
    funder_siret="",
    instrument="Subvention",
    sector="S.94.99",
    sector_2_1="",
    regulation="(UE) 2023/2831",
    is_cancelled=False,
)


def test_an_aid_that_has_all_lacks_nothing():
    assert gaps_of(WHOLE) == []


@pytest.mark.parametrize(
    ("changed", "place", "says"),
    [
        ({"siret": ""}, Place.ORGANISATION, "à indiquer"),
        ({"siret": "73282932000075"}, Place.ORGANISATION, "faux"),
        ({"siren": "552100554"}, Place.ORGANISATION, "n’est pas celui du SIREN"),
        ({"sector": ""}, Place.SECTOR, "NACE"),
        ({"authority_siret": ""}, Place.SETTINGS, "autorité"),
        ({"authority_siret": "", "is_usual_authority": False}, Place.AID, "autorité"),
        ({"authority_siret": "13002526500012"}, Place.SETTINGS, "faux"),
        ({"instrument": "Un chèque"}, Place.AID, "Instrument"),
        ({"funder": "Région"}, Place.AID, "financeur"),
        ({"regulation": ""}, Place.REGIME, "Régime"),
    ],
)
def test_what_is_missing_is_said_where_it_is_completed(changed, place, says):
    (gap,) = gaps_of(replace(WHOLE, **changed))
    assert gap.place is place
    assert says in gap.says


def test_the_team_completes_what_is_missing_from_one_list(signed_in, vikidia, grant):
    aid = grant(instrument="Un chèque")
    browser = signed_in(factories.coach())
    assert "Il manque à 1 aide ce que le registre demande" in text_of(browser.get("/aides/registre"))
    listed = browser.get("/aides/registre/manques")
    url = f"/laureats/vikidia/aides/{aid.id}/completer"
    for said in ("Secteur d’activité", "Instrument à choisir", url):
        assert said in listed.text
    given = {"instrument": "grant", "authority_siret": "130 025 265 00013", "funder": "Région Auvergne"}
    assert "Indiquez le SIRET du financeur." in text_of(browser.submit(url, given))
    given["funder_siret"] = "73282932000074"
    assert browser.submit(url, given).status_code == 303
    db.session.expire_all()
    kept = db.session.get_one(Aid, aid.id)
    assert (kept.instrument, kept.authority_siret) == ("Subvention", "13002526500013")
    assert (kept.funder, kept.funder_siret) == ("Région Auvergne", "73282932000074")
    assert "Instrument à choisir" not in browser.get("/aides/registre/manques").text


def test_what_one_organisation_lacks_is_said_once_for_all_its_aids(signed_in, grant):
    grant()
    grant(date(2026, 2, 17))
    page = signed_in(factories.direction()).get("/aides/registre/manques").text
    assert page.count("Secteur d’activité (NACE) à indiquer") == 1
    assert "2 aides attendent" in text_of(signed_in(factories.direction()).get("/aides/registre/manques"))


def test_only_who_reads_the_register_reads_what_is_missing(signed_in, vikidia, grant):
    aid = grant()
    referent = signed_in(factories.referent(vikidia))
    assert referent.get("/aides/registre/manques").status_code == 404
    assert referent.get(f"/laureats/vikidia/aides/{aid.id}/completer").status_code == 403
    assert "Rien ne manque" not in text_of(signed_in(factories.coach()).get("/aides/registre/manques"))
