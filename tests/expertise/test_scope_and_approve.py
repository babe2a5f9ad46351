from datetime import date

import pytest

from aic_tracker.db import db
from aic_tracker.expertise.models import Assignment, AssignmentStatus
from aic_tracker.journal.models import JournalEntry
from tests import factories
from tests.support.client import text_of


@pytest.fixture
def vikidia(app):
    return factories.laureate("Vikidia")


@pytest.fixture
def coach(vikidia):
    return factories.coach(vikidia)


@pytest.fixture
def expert(app):
    return factories.expert(name="Ada Juriste")


def values(expert, /, **changes):
    return {
        "title": "Licence des contributions",
        "skill": "legal",
        "scope": "Comparer les licences.",
        "deliverables": "Une note",
        "expert": expert.id,
        "planned_quarters": "4,5",
        "day_rate_cents": "650,01",
        "starts_on": "2026-03-09",
        "ends_on": "2026-04-30",
        "version": 1,
        **changes,
    }


def url(assignment, gesture):
    return f"/laureats/vikidia/appuis/{assignment.id}/{gesture}"


def test_a_coach_scopes_then_approves_at_a_value(signed_in, vikidia, coach, expert):
    assignment = factories.assignment(vikidia)
    browser = signed_in(coach)

    assert browser.submit(url(assignment, "cadrer"), values(expert)).status_code == 303
    confirmation = browser.get(url(assignment, "approuver"))
    assert "2 925,05 €".replace(" ", "\N{NO-BREAK SPACE}") in confirmation.text
    assert browser.submit(url(assignment, "approuver"), {"version": 2}).status_code == 303

    db.session.expire_all()
    assert (assignment.status, assignment.approver_id) == (AssignmentStatus.APPROVED, coach.id)
    assert (assignment.planned_quarters, assignment.day_rate_cents) == (18, 65_001)
    entry = db.session.query(JournalEntry).filter_by(verb="assignment.approved").one()
    assert entry.before == {"status": "scoped", "approver_id": None, "approved_at": None}


def test_a_button_pressed_twice_approves_once(signed_in, vikidia, coach, expert):
    assignment = factories.scoped_assignment(vikidia, expert)
    browser = signed_in(coach)

    for _ in range(2):
        pressed = {"version": 1, "form_key": "une-clef"}
        assert browser.submit(url(assignment, "approuver"), pressed).status_code == 303

    assert db.session.query(JournalEntry).filter_by(verb="assignment.approved").count() == 1


def test_an_approval_given_by_somebody_else_meanwhile_is_said(signed_in, vikidia, coach, expert):
    assignment = factories.scoped_assignment(vikidia, expert)
    stale = signed_in(factories.coach())
    signed_in(coach).submit(url(assignment, "approuver"), {"version": 1})

    response = stale.submit(url(assignment, "approuver"), {"version": 1})
    assert response.status_code == 409
    assert "Cet appui a changé depuis" in text_of(response)
    again = stale.submit(url(assignment, "approuver"), {"version": 2})
    assert (again.status_code, "C’est déjà fait : cet appui est au stade" in text_of(again)) == (422, True)


def test_two_who_decline_at_once_keep_the_first_reason_and_show_the_second(signed_in, vikidia, coach, expert):
    assignment = factories.scoped_assignment(vikidia, expert)
    browser = signed_in(coach)
    assert (
        browser.submit(url(assignment, "decliner"), {"version": 1, "decline_reason": "Sans objet"}).status_code == 303
    )

    response = browser.submit(url(assignment, "decliner"), {"version": 1, "decline_reason": "Plus de budget"})
    assert response.status_code == 409
    assert "Plus de budget" in text_of(response)
    db.session.expire_all()
    assert assignment.decline_reason == "Sans objet"


def test_changing_the_scope_withdraws_the_approval(signed_in, vikidia, coach, expert):
    assignment = factories.scoped_assignment(vikidia, expert, status=AssignmentStatus.APPROVED, approver_id=coach.id)

    signed_in(coach).submit(url(assignment, "cadrer"), values(expert))

    db.session.expire_all()
    assert (assignment.status, assignment.approver_id) == (AssignmentStatus.SCOPED, None)


def test_a_stale_scope_is_shown_beside_what_is_stored(signed_in, vikidia, coach, expert):
    assignment = factories.scoped_assignment(vikidia, expert, deliverables="Déjà écrit par ailleurs")
    browser = signed_in(coach)
    browser.submit(url(assignment, "cadrer"), values(expert, scope="Premier enregistré"))

    response = browser.submit(url(assignment, "cadrer"), values(expert, scope="Saisi en même temps"))

    assert response.status_code == 409
    assert "Premier enregistré" in text_of(response)
    assert "Saisi en même temps" in text_of(response)
    assert 'name="version" id="version" value="2"' in response.text
    assert (
        browser.submit(url(assignment, "cadrer"), values(expert, scope="Saisi en même temps", version=2)).status_code
        == 303
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"starts_on": "2026-04-30", "ends_on": "2026-04-29"}, "Indiquez une fin qui suit le début."),
        ({"starts_on": "2025-08-31"}, "Indiquez un début pendant l’accompagnement"),
        ({"ends_on": "2027-04-01"}, "Indiquez une fin dans les 12 mois"),
        ({"starts_on": "2026-02-30"}, "n’existe pas"),
        ({"planned_quarters": "0,3"}, "Comptez par quarts de journée"),
        ({"planned_quarters": "0"}, "Indiquez un nombre entre"),
        ({"planned_quarters": "1e999999"}, "Indiquez un nombre"),
        ({"day_rate_cents": "-1"}, "Indiquez un nombre positif"),
        ({"day_rate_cents": "650,001"}, "décimales au plus"),
        ({"expert": "999999"}, "Choisissez une option de la liste."),
        ({"expert": ""}, "Choisissez l’experte ou l’expert."),
        ({"title": "a\u202eb"}, "change le sens de lecture"),
    ],
)
def test_a_wrong_value_is_explained_and_kept(signed_in, vikidia, coach, expert, changes, message):
    assignment = factories.assignment(vikidia)

    response = signed_in(coach).submit(url(assignment, "cadrer"), values(expert, **changes))

    assert response.status_code == 422
    assert message in text_of(response)
    assert "Comparer les licences." in text_of(response)
    db.session.expire_all()
    assert db.session.query(Assignment).one().status is AssignmentStatus.REQUESTED


def test_nothing_is_approved_before_it_is_scoped(signed_in, vikidia, coach):
    assignment = factories.assignment(vikidia)

    response = signed_in(coach).submit(url(assignment, "approuver"), {"version": 1})

    assert response.status_code == 422
    assert "Cadrez l’appui avant de l’approuver." in text_of(response)


def test_an_expert_who_left_the_directory_is_not_offered(signed_in, vikidia, coach, expert):
    factories.save(factories.Expert(name="Ancienne", skills=["legal"], is_active=False))
    assert "Ancienne" not in signed_in(coach).get(url(factories.assignment(vikidia), "cadrer")).text


def test_a_referent_reads_and_does_not_approve(signed_in, vikidia, expert):
    assignment = factories.scoped_assignment(vikidia, expert, starts_on=date(2026, 3, 9))
    browser = signed_in(factories.referent(vikidia))

    assert browser.get(url(assignment, "cadrer")).status_code == 403
    assert browser.submit(url(assignment, "approuver"), {"version": 1}).status_code == 403


def test_a_stranger_finds_nothing(signed_in, vikidia, expert):
    assignment = factories.scoped_assignment(vikidia, expert)
    assert signed_in(factories.referent()).get(url(assignment, "approuver")).status_code == 404


def test_an_assignment_of_another_laureate_is_not_found(signed_in, vikidia, coach, expert):
    elsewhere = factories.assignment(factories.laureate("Pyronear"))
    assert signed_in(coach).get(url(elsewhere, "cadrer")).status_code == 404
