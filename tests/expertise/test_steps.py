"""Start, complete, resume, evaluate, decline, reopen."""

from datetime import date

import pytest

from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.journal.models import JournalEntry
from tests import factories
from tests.support.client import text_of

S = AssignmentStatus


@pytest.fixture
def vikidia(app):
    return factories.laureate("Vikidia")


@pytest.fixture
def expert(app):
    return factories.expert()


def url(assignment, gesture=""):
    return f"/laureats/vikidia/appuis/{assignment.id}/{gesture}".rstrip("/")


def reread(assignment):
    db.session.expire_all()
    return assignment


def test_a_coach_starts_ahead_of_the_planned_day(signed_in, vikidia, expert):
    assignment = factories.scoped_assignment(vikidia, expert, status=S.APPROVED, starts_on=date(2026, 3, 16))

    response = signed_in(factories.coach()).submit(url(assignment, "demarrer"), {"version": 1})

    assert response.status_code == 303
    assert reread(assignment).status is S.IN_PROGRESS
    assert assignment.starts_on == date(2026, 3, 2)


def test_an_assignment_completed_is_evaluated_by_a_referent(signed_in, vikidia, expert):
    assignment = factories.scoped_assignment(vikidia, expert, status=S.IN_PROGRESS)
    signed_in(factories.coach()).submit(url(assignment, "terminer"), {"version": 1, "completed_on": "2026-02-27"})
    assert reread(assignment).completed_on == date(2026, 2, 27)

    response = signed_in(factories.referent(vikidia)).submit(
        url(assignment, "evaluer"), {"version": 2, "evaluation": "4", "evaluation_comment": "Une note claire."}
    )

    assert response.status_code == 303
    assert reread(assignment).status is S.EVALUATED
    assert assignment.evaluation == 4


@pytest.mark.parametrize("completed_on", ["2026-03-03", "2026-02-10", "2026-01-31"])
def test_the_end_is_neither_to_come_nor_before_the_last_day_given(signed_in, vikidia, expert, completed_on):
    assignment = factories.scoped_assignment(vikidia, expert, status=S.IN_PROGRESS)
    factories.assignment_day(assignment, expert.user_id, date(2026, 2, 11))

    response = signed_in(factories.coach()).submit(
        url(assignment, "terminer"), {"version": 1, "completed_on": completed_on}
    )

    assert response.status_code == 422
    assert "Indiquez une date entre le 11/02/2026" in text_of(response)
    assert completed_on in response.text
    assert reread(assignment).status is S.IN_PROGRESS


def test_an_assignment_completed_too_early_is_resumed(signed_in, vikidia, expert):
    assignment = factories.scoped_assignment(vikidia, expert, status=S.COMPLETED, completed_on=date(2026, 2, 27))

    assert signed_in(factories.coach()).submit(url(assignment, "reprendre"), {"version": 1}).status_code == 303

    assert reread(assignment).status is S.IN_PROGRESS
    assert assignment.completed_on is None


@pytest.mark.parametrize("values", [{}, {"evaluation": "6"}, {"evaluation": "0"}, {"evaluation": "x"}])
def test_an_evaluation_takes_a_mark_and_a_comment(signed_in, vikidia, expert, values):
    assignment = factories.scoped_assignment(vikidia, expert, status=S.COMPLETED)

    response = signed_in(factories.referent(vikidia)).submit(
        url(assignment, "evaluer"), {"version": 1, "evaluation_comment": "Gardé", **values}
    )

    assert response.status_code == 422
    assert "Gardé" in text_of(response)


def test_only_a_referent_evaluates(signed_in, vikidia, expert):
    assignment = factories.scoped_assignment(vikidia, expert, status=S.COMPLETED)
    assert signed_in(factories.coach()).get(url(assignment, "evaluer")).status_code == 403
    assert signed_in(factories.referent()).get(url(assignment, "evaluer")).status_code == 404


@pytest.mark.parametrize("status", [S.REQUESTED, S.SCOPED, S.APPROVED])
def test_a_declined_assignment_says_why_and_may_be_reopened(signed_in, vikidia, expert, status):
    assignment = factories.scoped_assignment(vikidia, expert, status=status)
    coach = signed_in(factories.coach())

    coach.submit(url(assignment, "decliner"), {"version": 1, "decline_reason": "Hors du champ."})

    assert reread(assignment).status is S.DECLINED
    assert "Hors du champ." in text_of(coach.get("/laureats/vikidia/appuis"))
    assert coach.submit(url(assignment, "rouvrir"), {"version": 2}).status_code == 303
    assert reread(assignment).status is S.REQUESTED
    entry = db.session.query(JournalEntry).filter_by(verb="assignment.reopened").one()
    assert entry.before == {"status": "declined", "decline_reason": "Hors du champ."}


def test_declining_needs_a_reason(signed_in, vikidia, expert):
    assignment = factories.scoped_assignment(vikidia, expert)
    response = signed_in(factories.coach()).submit(url(assignment, "decliner"), {"version": 1})
    assert response.status_code == 422
    assert "Indiquez le motif." in text_of(response)


def test_work_begun_is_not_declined(signed_in, vikidia, expert):
    assignment = factories.scoped_assignment(vikidia, expert, status=S.IN_PROGRESS)

    response = signed_in(factories.coach()).submit(
        url(assignment, "decliner"), {"version": 1, "decline_reason": "Trop tard"}
    )

    assert response.status_code == 422
    assert "Un appui commencé ne se décline plus" in text_of(response)
    assert "Trop tard" in text_of(response)


def test_a_button_of_an_old_page_is_told_so(signed_in, vikidia, expert):
    assignment = factories.scoped_assignment(vikidia, expert, status=S.APPROVED)
    assignment.need = "Précisé entre-temps."
    db.session.commit()

    response = signed_in(factories.coach()).submit(url(assignment, "demarrer"), {"version": 1})

    assert response.status_code == 409
    assert "Cet appui a changé" in text_of(response)
    assert reread(assignment).status is S.APPROVED


def test_a_request_without_its_token_changes_nothing(signed_in, vikidia, expert):
    assignment = factories.scoped_assignment(vikidia, expert, status=S.APPROVED)
    response = signed_in(factories.coach()).post(url(assignment, "demarrer"), data={"version": 1})
    assert response.status_code == 422
    assert reread(assignment).status is S.APPROVED


@pytest.mark.parametrize("gesture", ["demarrer", "terminer", "reprendre", "decliner", "rouvrir"])
def test_readers_do_not_move_an_assignment(signed_in, vikidia, expert, gesture):
    assignment = factories.scoped_assignment(vikidia, expert, status=S.IN_PROGRESS)
    assert signed_in(factories.referent(vikidia)).submit(url(assignment, gesture)).status_code == 403
    assert signed_in(factories.direction()).submit(url(assignment, gesture)).status_code == 403
    assert signed_in(factories.referent()).submit(url(assignment, gesture)).status_code == 404
