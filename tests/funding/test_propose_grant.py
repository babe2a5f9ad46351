from datetime import date

import pytest

from aic_tracker.aid.models import Regime
from aic_tracker.db import db
from aic_tracker.funding.models import Grant, Tranche, TrancheCondition
from tests import factories
from tests.support.client import text_of

URL = "/laureats/vikidia/subventions/nouvelle"


def values(**changes):
    return {
        "purpose": "Consolider le service",
        "authority": "Programme",
        "regime": "general",
        "first_cents": "80 000",
        "second_cents": "60 000",
        "expected_on": "2026-09-01",
        "conditions": "- Convention signée\n\nBilan publié",
        **changes,
    }


def test_the_usual_amounts_are_offered(signed_in, vikidia):
    page = signed_in(factories.coach(vikidia)).get(URL).text
    assert 'value="80000"' in page
    assert 'value="60000"' in page


def test_a_coach_proposes_a_seed_and_a_second_tranche_under_conditions(signed_in, vikidia):
    browser = signed_in(factories.coach(vikidia))
    for _ in range(2):
        assert browser.submit(URL, values(form_key="une-clef")).status_code == 303
    grant = db.session.query(Grant).one()
    tranches = db.session.query(Tranche).order_by(Tranche.rank).all()
    assert [(one.rank, one.amount_cents, one.expected_on) for one in tranches] == [
        (1, 80_000_00, None),
        (2, 60_000_00, date(2026, 9, 1)),
    ]
    assert grant.regime is Regime.GENERAL
    assert {one.text for one in db.session.query(TrancheCondition)} == {"Convention signée", "Bilan publié"}


def test_a_second_grant_of_the_same_purpose_and_another_amount_is_kept(signed_in, vikidia):
    browser = signed_in(factories.coach(vikidia))
    for amount in ("80 000", "20 000"):
        assert browser.submit(URL, values(first_cents=amount)).status_code == 303
    firsts = db.session.query(Tranche).filter_by(rank=1).order_by(Tranche.id)
    assert [one.amount_cents for one in firsts] == [80_000_00, 20_000_00]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"purpose": ""}, "Indiquez l’objet"),
        ({"first_cents": ""}, "Indiquez le montant de l’amorçage."),
        ({"first_cents": "0"}, "Indiquez un nombre"),
        ({"conditions": ""}, "Indiquez au moins une condition"),
        ({"second_cents": ""}, "retirez ses conditions"),
        ({"conditions": "\n".join(f"Condition {n}" for n in range(13))}, "12 conditions au plus"),
        ({"regime": "autre"}, "Choisissez une option"),
    ],
)
def test_a_wrong_value_is_explained_and_kept(signed_in, vikidia, changes, message):
    response = signed_in(factories.coach(vikidia)).submit(URL, values(**changes))
    assert response.status_code == 422
    assert message in text_of(response)
    assert "Programme" in response.text
    assert db.session.query(Grant).count() == 0


def test_the_direction_reads_and_does_not_propose(signed_in, vikidia):
    assert signed_in(factories.direction()).submit(URL, values()).status_code == 403


def test_a_stranger_finds_nothing(signed_in, vikidia):
    assert signed_in(factories.referent()).get(URL).status_code == 404
