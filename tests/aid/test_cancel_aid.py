from datetime import date

import pytest

from aic_tracker.aid.models import Aid
from aic_tracker.db import db
from tests import factories
from tests.support.client import text_of


def url(aid):
    return f"/laureats/vikidia/aides/{aid.id}/annuler"


GIVEN = {"cancelled_on": "2026-03-02", "reason": "Reversée par l’association"}


def test_the_direction_cancels_an_aid_and_the_ceiling_is_free_again(signed_in, vikidia, write_aid):
    aid = write_aid(vikidia.organisation_id, 300_000_00)
    browser = signed_in(factories.direction())
    assert "Non" in text_of(browser.get("/laureats/vikidia/aides?montant=1"))
    assert browser.submit(url(aid), GIVEN).status_code == 303
    page = text_of(browser.get("/laureats/vikidia/aides?montant=300000"))
    assert "Oui : 300 000,00 €" in page
    assert "Reversée par l’association" in page


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reason": ""}, "Indiquez le motif."),
        ({"cancelled_on": "2026-03-03"}, "Indiquez une date entre"),
        ({"cancelled_on": "2025-01-14"}, "Indiquez une date entre"),
    ],
)
def test_a_wrong_value_is_explained(signed_in, vikidia, write_aid, changes, message):
    aid = write_aid(vikidia.organisation_id, 100, date(2025, 1, 15))
    response = signed_in(factories.direction()).submit(url(aid), {**GIVEN, **changes})
    assert response.status_code == 422
    assert message in text_of(response)
    db.session.expire_all()
    assert db.session.query(Aid).one().cancelled_on is None


def test_a_coach_reads_and_does_not_cancel(signed_in, vikidia, write_aid):
    aid = write_aid(vikidia.organisation_id, 100)
    assert signed_in(factories.coach(vikidia)).submit(url(aid), GIVEN).status_code == 403


def test_an_aid_of_another_organisation_is_not_found(signed_in, vikidia, write_aid):
    aid = write_aid(factories.organisation().id, 100)
    assert signed_in(factories.direction()).get(url(aid)).status_code == 404
