from datetime import date

import pytest

from aic_tracker.db import db
from aic_tracker.funding.models import TrancheCondition, TrancheStatus
from tests import factories
from tests.support.client import text_of

GIVEN = {"is_met": "1", "evidence": "https://example.org/convention.pdf"}


@pytest.fixture
def condition(grant):
    return grant.tranches[1].conditions[0]


def url(condition):
    return f"/laureats/vikidia/subventions/conditions/{condition.id}"


def test_a_coach_says_a_condition_is_met_and_on_what_evidence(signed_in, vikidia, condition):
    coach = factories.coach(vikidia)
    browser = signed_in(coach)
    assert browser.submit(url(condition), GIVEN).status_code == 303
    db.session.expire_all()
    kept = db.session.query(TrancheCondition).one()
    assert (kept.met_on, kept.checker_id, kept.evidence) == (date(2026, 3, 2), coach.id, GIVEN["evidence"])
    assert "Remplie" in text_of(browser.get("/laureats/vikidia/comites"))
    assert browser.submit(url(condition), {"evidence": "À revoir"}).status_code == 303
    db.session.expire_all()
    assert db.session.query(TrancheCondition).one().met_on is None


def test_a_condition_is_not_met_without_evidence(signed_in, vikidia, condition):
    response = signed_in(factories.coach(vikidia)).submit(url(condition), {"is_met": "1", "evidence": ""})
    assert response.status_code == 422
    assert "Indiquez la preuve" in text_of(response)


def test_conditions_stay_once_the_tranche_is_settled(signed_in, vikidia, grant, condition):
    grant.tranches[1].status = TrancheStatus.REFUSED
    db.session.commit()
    response = signed_in(factories.coach(vikidia)).submit(url(condition), GIVEN)
    assert response.status_code == 422
    assert "ne changent plus" in text_of(response)


def test_a_referent_reads_and_does_not_check(signed_in, vikidia, condition):
    assert signed_in(factories.referent(vikidia)).submit(url(condition), GIVEN).status_code == 403


def test_a_stranger_finds_nothing(signed_in, condition):
    assert signed_in(factories.referent()).submit(url(condition), GIVEN).status_code == 404
