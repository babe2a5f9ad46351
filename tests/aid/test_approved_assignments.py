"""Expert time given to an association is an aid in kind, at its value."""

import pytest

from aic_tracker.aid.models import Aid, AidSource, Regime
from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.laureates.models import LegalForm
from tests import factories
from tests.support.client import text_of


@pytest.fixture
def coach(vikidia):
    return factories.coach(vikidia)


@pytest.fixture
def assignment(vikidia):
    """Five days at 600 €: 3 000 €."""
    return factories.scoped_assignment(vikidia, factories.expert())


def url(assignment, gesture="approuver"):
    return f"/laureats/vikidia/appuis/{assignment.id}/{gesture}"


def test_the_effect_on_the_ceiling_is_shown_before_the_approval(signed_in, coach, assignment, vikidia, write_aid):
    write_aid(vikidia.organisation_id, 100_000_00, purpose="Serveurs")
    page = text_of(signed_in(coach).get(url(assignment)))
    assert "Effet sur le plafond d’aides" in page
    assert "Il lui restera 197 000,00 € sur 300 000,00 €" in page
    assert "Serveurs" in page


def test_an_approved_assignment_enters_the_ledger_at_its_value(signed_in, coach, assignment, vikidia):
    assert signed_in(coach).submit(url(assignment), {"version": 1}).status_code == 303
    aid = db.session.query(Aid).one()
    assert (aid.amount_cents, aid.regime, aid.source) == (3_000_00, Regime.GENERAL, AidSource.ASSIGNMENT)
    assert (aid.organisation_id, aid.laureate_id, aid.assignment_id) == (
        vikidia.organisation_id,
        vikidia.id,
        assignment.id,
    )


def test_over_the_ceiling_the_approval_is_refused_with_the_sum(signed_in, coach, assignment, vikidia, write_aid):
    write_aid(vikidia.organisation_id, 297_000_01)
    response = signed_in(coach).submit(url(assignment), {"version": 1})
    assert response.status_code == 422
    assert "font 300 000,01 € pour un plafond de 300 000,00 €" in text_of(response)
    db.session.expire_all()
    assert assignment.status is AssignmentStatus.SCOPED
    assert db.session.query(Aid).count() == 1


def test_declining_after_the_approval_cancels_the_aid(signed_in, coach, assignment):
    browser = signed_in(coach)
    browser.submit(url(assignment), {"version": 1})
    declined = browser.submit(url(assignment, "decliner"), {"version": 2, "decline_reason": "Plus utile"})
    assert declined.status_code == 303
    assert db.session.query(Aid).one().cancelled_on is not None


def test_a_new_scope_withdraws_the_aid_and_a_new_approval_enters_it_again(signed_in, coach, assignment):
    browser = signed_in(coach)
    browser.submit(url(assignment), {"version": 1})
    scoped = browser.submit(
        url(assignment, "cadrer"),
        {
            "title": assignment.title,
            "skill": "legal",
            "scope": "Plus court",
            "expert": assignment.expert_id,
            "planned_quarters": "2",
            "day_rate_cents": "600",
            "starts_on": "2026-02-02",
            "ends_on": "2026-04-30",
            "version": 2,
        },
    )
    assert scoped.status_code == 303
    assert browser.submit(url(assignment), {"version": 3}).status_code == 303
    aids = db.session.query(Aid).order_by(Aid.id).all()
    assert [(aid.amount_cents, aid.cancelled_on is None) for aid in aids] == [(3_000_00, False), (1_200_00, True)]


def test_time_given_free_of_charge_is_no_aid(signed_in, coach, vikidia):
    free = factories.scoped_assignment(vikidia, factories.expert(), day_rate_cents=0)
    browser = signed_in(coach)
    assert "n’entre dans aucun plafond" in text_of(browser.get(url(free)))
    assert browser.submit(url(free), {"version": 1}).status_code == 303
    assert db.session.query(Aid).count() == 0


def test_an_administration_receives_no_aid(signed_in, coach, assignment, vikidia):
    vikidia.organisation.legal_form = LegalForm.ADMINISTRATION
    db.session.commit()
    assert signed_in(coach).submit(url(assignment), {"version": 1}).status_code == 303
    assert db.session.query(Aid).count() == 0
