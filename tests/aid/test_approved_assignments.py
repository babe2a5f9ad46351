"""Expert time given to an association is an aid in kind, at its value."""

from datetime import date

import pytest

from aic_tracker.accounts.models import User
from aic_tracker.aid.models import Aid, AidProfile, AidSource, Regime
from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentDay, AssignmentStatus, Expert
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


def test_without_economic_activity_the_value_is_written_as_no_state_aid(signed_in, coach, assignment, vikidia):
    factories.save(AidProfile(organisation_id=vikidia.organisation_id, is_undertaking=False))
    assert signed_in(coach).submit(url(assignment), {"version": 1}).status_code == 303
    aid = db.session.query(Aid).one()
    assert (aid.regime, aid.asked_regime) == (Regime.NOT_AID, Regime.GENERAL)


@pytest.fixture
def running(signed_in, coach, assignment):
    """Approved on five days, and begun."""
    browser = signed_in(coach)
    browser.submit(url(assignment), {"version": 1})
    assert browser.submit(url(assignment, "demarrer"), {"version": 2}).status_code == 303
    return assignment


def log(browser, assignment, on, quarters="1"):
    return browser.submit(url(assignment, "jours"), {"on": on, "quarters": quarters})


def give_the_days_approved(assignment, coach):
    for day in range(9, 14):
        factories.assignment_day(assignment, coach.id, date(2026, 2, day))
    db.session.expire_all()


def counted():
    aids = db.session.query(Aid).filter(Aid.cancelled_on.is_(None)).order_by(Aid.id)
    return [(aid.granted_on, aid.amount_cents) for aid in aids]


def test_value_given_beyond_the_approval_enters_on_the_day_it_was_given(signed_in, coach, running):
    give_the_days_approved(running, coach)
    assert log(signed_in(coach), running, "2026-02-16", "0,5").status_code == 303
    assert counted() == [(date(2026, 3, 2), 3_000_00), (date(2026, 2, 16), 300_00)]


def test_a_day_taken_back_takes_its_value_back(signed_in, coach, running):
    give_the_days_approved(running, coach)
    browser = signed_in(coach)
    log(browser, running, "2026-02-16")
    first = db.session.query(AssignmentDay.id).order_by(AssignmentDay.on).first()[0]
    assert browser.submit(url(running, f"jours/{first}/retirer"), {}).status_code == 303
    assert counted() == [(date(2026, 3, 2), 3_000_00)]


def test_value_beyond_the_approval_and_the_ceiling_is_refused_with_the_sum(
    signed_in, coach, running, vikidia, write_aid
):
    give_the_days_approved(running, coach)
    write_aid(vikidia.organisation_id, 297_000_00)
    response = log(signed_in(coach), running, "2026-02-16")
    assert response.status_code == 422
    assert "Ce temps dépasse la valeur approuvée" in text_of(response)
    assert "pour un plafond de 300 000,00 €" in text_of(response)
    assert db.session.query(AssignmentDay).count() == 5


def test_an_expert_is_not_told_the_sums_of_the_organisation(signed_in, running, vikidia, write_aid):
    expert = db.session.get(Expert, running.expert_id)
    account = db.session.get(User, expert.user_id)
    give_the_days_approved(running, account)
    write_aid(vikidia.organisation_id, 297_000_00)
    page = text_of(log(signed_in(account), running, "2026-02-16"))
    assert "Ce temps dépasse la valeur approuvée" in page
    assert "300 000,00 €" not in page


def test_the_aid_of_a_running_assignment_is_not_cancelled_from_the_ledger(signed_in, running):
    aid = db.session.query(Aid).one()
    browser = signed_in(factories.direction())
    given = {"cancelled_on": "2026-03-02", "reason": "Pour faire de la place"}
    response = browser.submit(f"/laureats/vikidia/aides/{aid.id}/annuler", given)
    assert response.location.endswith(f"/appuis/{running.id}")
    db.session.expire_all()
    assert counted() == [(date(2026, 3, 2), 3_000_00)]
